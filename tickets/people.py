"""What agents do about the people of a ticket: let somebody into the conversation, add a handle to the requester."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.handles import IdentityKind, normalise
from tickets.locking import NotAllowedError, locked
from tickets.models import EventKind, Identity, Participant, Requester, Ticket, TicketEvent
from tickets.models.people import lock_handle


def accept_participant(participant: Participant, *, by: User, at: datetime) -> None:
    """Let somebody in: what they wrote becomes part of the conversation, and replies go to them too."""
    with locked(participant.ticket) as ticket:
        changed = Participant.objects.filter(pk=participant.pk, accepted_at=None).update(accepted_at=at)
        if not changed:
            return
        ticket.messages.filter(author_requester=participant.requester_id, is_pending=True).update(is_pending=False)
        after = {"name": str(participant.requester), "accepted": True}
        TicketEvent.record(ticket, EventKind.PARTICIPANT, at=at, by=by, after=after)


def keep_out(participant: Participant, *, by: User, at: datetime) -> None:
    """Leave somebody outside: what they wrote stays for agents only, and nothing is sent to them."""
    with locked(participant.ticket) as ticket:
        removed, _rows = Participant.objects.filter(pk=participant.pk).delete()
        if removed:
            after = {"name": str(participant.requester), "accepted": False}
            TicketEvent.record(ticket, EventKind.PARTICIPANT, at=at, by=by, after=after)


def add_address(ticket: Ticket, address: str, *, by: User, at: datetime) -> Identity:
    """Note a mail address of the requester, to which replies go from now on.

    Raises NotAllowedError when it is somebody else's: two people are never joined by a slip of the finger.
    """
    with locked(ticket) as row:
        identity = add_handle(row.requester, IdentityKind.EMAIL, address)
        TicketEvent.record(row, EventKind.REQUESTER, at=at, by=by, after={"added": identity.display})
    return identity


@transaction.atomic
def add_handle(requester: Requester, kind: str, value: str) -> Identity:
    """Add a handle to a person; the one they have already is returned as it is."""
    normal = normalise(kind, value)
    lock_handle(kind, normal)
    identity = Identity.objects.select_related("requester").filter(kind=kind, value=normal).first()
    if identity is None:
        try:
            return Identity.objects.create(requester=requester, kind=kind, value=normal, display=value.strip()[:254])
        except IntegrityError as error:
            raise NotAllowedError(_("This is not a usable address or number.")) from error
    if identity.requester_id != requester.pk:
        raise NotAllowedError(
            _("%(handle)s belongs to %(name)s already.") % {"handle": identity.display, "name": identity.requester}
        )
    return identity
