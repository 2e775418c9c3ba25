"""By which way a question leaves: one way, once. In the chat where the request was made, else by mail.

WhatsApp takes a free text for 24 hours after the customer's last message only, which are over when most questions
would be asked. So there it leaves a little before they end; afterwards only by a template that was approved for it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from tickets.handles import IdentityKind
from tickets.mailboxes import mail_channel
from tickets.models import CHATS, Channel, Identity, Ticket
from tickets.templates import Template, question_of
from tickets.ways import WITH_WINDOW, is_closed

LAST_HOURS = timedelta(hours=3)  # of a window: several sweeps fall into them
SETTLED = timedelta(hours=1)  # nobody is asked in the minutes after the solution
FREE = [kind for kind in CHATS if kind not in WITH_WINDOW]


def is_due(*, solved_until: datetime, at: datetime) -> Q:
    """Return the condition that it is time: solved long enough, or the chat takes the question no later."""
    is_ending = Q(window_expires_at__gt=at, window_expires_at__lte=at + LAST_HOURS, solved_at__lte=at - SETTLED)
    return Q(solved_at__lte=solved_until) | (is_ending & _takes_questions())


def is_open(at: datetime) -> Q:
    """Return the condition that there is a way: `chosen` gives it."""
    free = Q(channel__kind__in=FREE) | Q(window_expires_at__gt=at) | _has_template()
    return _has_mail() | (_takes_questions() & free)


def chosen(ticket: Ticket, *, at: datetime) -> tuple[Channel | None, str, Template | None]:
    """Return channel, address and template of a question, of a ticket for which `is_open` holds."""
    template = question_of(ticket.channel, ticket.language)
    if handle := _handle(ticket):
        if not is_closed(ticket, at=at):
            return ticket.channel, handle.display, None
        if template:
            return ticket.channel, handle.display, template
    mail = Identity.objects.filter(requester=ticket.requester_id, kind=IdentityKind.EMAIL, undeliverable_at=None)
    found = mail.order_by("pk").first()
    return mail_channel(ticket.channel), found.display if found else "", None


def _handle(ticket: Ticket) -> Identity | None:
    """The newest handle in the ticket's chat, if it works and its owner wants questions."""
    if not (ticket.channel.is_chat and ticket.channel.is_active):
        return None
    newest = Identity.objects.filter(requester=ticket.requester_id, kind=ticket.channel.kind).order_by("-pk").first()
    return newest if newest and newest.undeliverable_at is None and newest.opted_out_at is None else None


def _has_mail() -> Exists:
    mine = Identity.objects.filter(requester=OuterRef("requester"), undeliverable_at=None)
    return Exists(mine.filter(kind=IdentityKind.EMAIL))


def _takes_questions() -> Q:
    """The same as `_handle`, in the database: no newer handle of the person is out of order."""
    mine = Identity.objects.filter(requester=OuterRef("requester"), kind=OuterRef("channel__kind"))
    out_of_order = mine.filter(Q(undeliverable_at__isnull=False) | Q(opted_out_at__isnull=False))
    return Q(Exists(mine), ~Exists(out_of_order), channel__kind__in=CHATS, channel__is_active=True)


def _has_template() -> Q:
    """Tickets of a channel that has a template in their language."""
    found = Q(pk__in=[])
    for channel in Channel.objects.active().filter(kind__in=WITH_WINDOW):
        languages = [code for code, _name in settings.LANGUAGES if question_of(channel, code)]
        found |= Q(channel=channel, language__in=languages)
    return found
