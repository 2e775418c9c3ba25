"""A stored form becomes an InboundMessage. Reads the database for what the form names; changes nothing."""

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from channels_inbound.models import InboundPayload
from channels_inbound.outcomes import HeldError
from channels_inbound.web_form.kept_files import FileNote
from channels_inbound.web_form.submission import Submission, read_submission
from tickets.files import InboundFile
from tickets.handles import IdentityKind
from tickets.intake import InboundMessage, Sender
from tickets.models import Blob, Category, Identity, Ticket


def parse(payload: InboundPayload) -> InboundMessage:
    """Return the message. Raises HeldError when a person must look at it."""
    try:
        submission = read_submission(payload.raw)
    except (ValueError, TypeError, KeyError) as error:
        raise HeldError(_("This is not what our form writes.")) from error
    if not submission.body and not submission.email and not submission.ticket:
        raise HeldError(_("The form was empty."))
    return InboundMessage(
        channel=payload.channel,
        sender=_sender(submission),
        received_at=payload.received_at,
        subject=submission.subject,
        text=submission.body.replace("\r\n", "\n").replace("\x00", ""),
        language=submission.language,
        files=tuple(_file(note) for note in submission.files),
        category=Category.objects.chosen(submission.category) if submission.category else None,
        ticket=_ticket(submission),
    )


def _sender(submission: Submission) -> Sender:
    if submission.requester is None:
        if not submission.email:
            raise HeldError(_("The form does not say who wrote it."))
        return Sender(IdentityKind.EMAIL, submission.email, submission.name)
    identities = {row.kind: row for row in Identity.objects.filter(requester=submission.requester).order_by("-pk")}
    identity = identities.get(IdentityKind.EMAIL) or next(iter(identities.values()), None)
    if identity is None:
        raise HeldError(_("Whoever answered has no address or number any more."))
    return Sender(identity.kind, identity.value, is_verified=True)


def _ticket(submission: Submission) -> Ticket | None:
    if submission.ticket is None:
        return None
    ticket = Ticket.objects.filter(pk=submission.ticket).first()
    if ticket is None:
        raise HeldError(_("The request that this answers does not exist any more."))
    return ticket


def _file(note: FileNote) -> InboundFile:
    with default_storage.open(Blob(sha256=note.sha256).storage_name) as stored:
        return InboundFile(note.name, stored.read())
