"""A stored mail becomes a message on a ticket: what the parser read, mapped to intake and checked against our rules."""

import re
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from channels_inbound.email import oversize
from channels_inbound.email.authentication import sender_check
from channels_inbound.email.parse import Address, ParsedEmail, UnparseableMail, parse
from channels_inbound.models import InboundPayload
from channels_inbound.outcomes import DiscardedError, HeldError
from channels_inbound.parsers import second_copy
from helpdesk.accounts.models import User
from helpdesk.lib.html import sanitise
from helpdesk.lib.language import guess_language
from tickets import bounces, intake
from tickets.files import InboundFile
from tickets.handles import IdentityKind, normalise
from tickets.models import (
    Channel,
    ChannelKind,
    EventKind,
    Message,
    Participant,
    Requester,
    Ticket,
    TicketEvent,
)
from tickets.models.people import lock_handles
from tickets.threading import is_own_message_id

ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
OWN_KEY, OWN_SECONDS = "addresses-of-our-mailboxes", 10
TAG = re.compile(r"\+t\d{1,18}\.[a-z2-7]{16}(?=@)", re.IGNORECASE)
MAX_COPIED = 10  # people of one mail whom we get to know; a list of hundreds is no conversation


def receive(payload: InboundPayload, *, at: datetime) -> Message:
    """Put one mail where it belongs, inside the caller's transaction.

    Raises HeldError where a person must look and DiscardedError where no ticket is needed.
    """
    if oversize.is_stub(payload):
        raise HeldError(oversize.refuse(payload, at=at))
    try:
        mail = parse(payload.raw)
    except UnparseableMail as error:
        raise HeldError(_("This mail cannot be read: %(reason)s") % {"reason": error.reason}) from error
    if mail.is_bounce or mail.is_complaint:
        return _file_report(payload, mail)
    own = _own_addresses()
    _check_not_ours(mail, own)
    return _take_in(payload, mail, own)


def _take_in(payload: InboundPayload, mail: ParsedEmail, own: set[str]) -> Message:
    original = _forwarded_by_an_agent(mail)
    inbound = _inbound(payload, mail, original)
    copied = {} if mail.is_automatic else _copied(mail, own)
    if copied:
        # All at once and before anything else: mails to the same people would wait for each other in a circle.
        lock_handles(IdentityKind.EMAIL, [inbound.sender.value, *copied])
    received = intake.receive(inbound)
    message = received.message
    if received.outcome == "second_copy":
        raise DiscardedError(second_copy(message))
    _note_copied(message.ticket, copied)
    if original and received.outcome == "new_ticket":
        _tell_forwarded(message, mail)
    return message


def _inbound(payload: InboundPayload, mail: ParsedEmail, original: Address | None) -> intake.InboundMessage:
    """Map a mail to intake's terms. Of a forwarded mail everything is kept as text: the agent's words and theirs."""
    check = sender_check(mail, payload.channel)
    writer = original or Address(mail.from_name, mail.from_addr)
    if not ADDRESS.fullmatch(writer.addr):
        raise HeldError(_("The mail does not say who wrote it: its sender is no mail address."))
    text, quoted = (mail.body_text, "") if original else (mail.reply_text, mail.quoted_text)
    return intake.InboundMessage(
        channel=payload.channel,
        sender=intake.Sender(IdentityKind.EMAIL, writer.addr, writer.name, check == "pass" and original is None),
        sender_check=check,
        received_at=payload.received_at,
        subject=mail.subject,
        text=_storable(text),
        quoted=_storable(quoted),
        html=sanitise(mail.body_html),
        language=guess_language(text or mail.subject, default=settings.LANGUAGE_CODE),
        files=tuple(InboundFile(f.name, f.data, f.content_id, f.inline) for f in mail.attachments),
        recipients=tuple(dict.fromkeys([*(a.addr for a in (*mail.to, *mail.cc)), *mail.delivered_to])),
        references=(*mail.in_reply_to, *reversed(mail.references)),
        rfc_message_id=_storable(mail.message_id),
        rfc_references=_storable(" ".join(mail.references or mail.in_reply_to)),
        thread_index=_storable(mail.thread_index),
        thread_topic=_storable(mail.thread_topic),
        is_automatic=mail.is_automatic,
        automatic_reason=mail.automatic_reason,
        may_acknowledge=original is None,
    )


def _own_addresses() -> set[str]:
    """Return the addresses of all our mailboxes, in use or not; known for some seconds, as every mail asks."""
    return set(cache.get_or_set(OWN_KEY, _read_own_addresses, OWN_SECONDS) or ())


def _read_own_addresses() -> set[str]:
    channels = Channel.objects.of_kind(ChannelKind.EMAIL).values_list("config__address", flat=True)
    return {normalise(IdentityKind.EMAIL, address) for address in channels if address}


def _check_not_ours(mail: ParsedEmail, own: set[str]) -> None:
    """Stop what we sent ourselves: two desks, or a desk and its own mailbox, would talk for ever (domain rules 5.5)."""
    if is_own_message_id(mail.message_id):
        raise DiscardedError(_("This desk sent this mail itself, and it came back."))
    if TAG.sub("", normalise(IdentityKind.EMAIL, mail.from_addr)) in own:
        if mail.is_automatic:
            raise DiscardedError(_("An automatic mail from one of this desk's own mailboxes."))
        raise HeldError(
            _("The sender is one of this desk's own mailboxes. Nothing is answered, so that no loop begins.")
        )


def _forwarded_by_an_agent(mail: ParsedEmail) -> Address | None:
    """Return the original sender of a mail that somebody of the desk passes on, so that the answer goes to them.

    A forged agent gains nothing: the ticket says that it was forwarded, and nothing is sent before a person answers.
    """
    original = mail.forwarded_from
    if original is None or mail.is_automatic or not ADDRESS.fullmatch(original.addr):
        return None
    if original.addr.lower() == mail.from_addr.lower():
        return None
    is_agent = User.objects.active().filter(email__iexact=mail.from_addr).exists()
    return original if is_agent else None


def _tell_forwarded(message: Message, mail: ParsedEmail) -> None:
    ticket = message.ticket
    requester = ticket.requester
    before, after = {"requester": mail.from_addr}, {"requester": str(requester), "message": message.pk}
    TicketEvent.record(
        ticket, EventKind.REQUESTER, at=message.created_at, cause="forwarded", before=before, after=after
    )


def _copied(mail: ParsedEmail, own: set[str]) -> dict[str, str]:
    """Return who else was addressed, by address: a name or ""."""
    skip = {*own, normalise(IdentityKind.EMAIL, mail.from_addr)}
    names = {normalise(IdentityKind.EMAIL, a.addr): a.name for a in (*mail.to, *mail.cc) if ADDRESS.fullmatch(a.addr)}
    others = [address for address in sorted(names) if TAG.sub("", address) not in skip][:MAX_COPIED]
    return {address: names[address] for address in others}


def _note_copied(ticket: Ticket, copied: dict[str, str]) -> None:
    """Keep who else was addressed, as a suggestion: they read nothing until an agent lets them in (class 16)."""
    people = [
        Requester.for_identity(kind=IdentityKind.EMAIL, value=address, name=name, language=ticket.language)
        for address, name in copied.items()
    ]
    rows = (Participant(ticket=ticket, requester=p) for p in people if p.pk != ticket.requester_id)
    Participant.objects.bulk_create(rows, ignore_conflicts=True)


def _file_report(payload: InboundPayload, mail: ParsedEmail) -> Message:
    failures = tuple(
        bounces.Failure(one.addr, one.is_permanent, one.status, one.diagnostic) for one in mail.bounced_recipients
    )
    report = bounces.Report(
        channel=payload.channel,
        received_at=payload.received_at,
        original_id=mail.bounced_message_id,
        failures=failures or (bounces.Failure("", is_permanent=mail.is_bounce),),
        text=_storable(mail.body_text)[:20_000],
        subject=mail.subject,
        rfc_message_id=_storable(mail.message_id),
        is_complaint=mail.is_complaint,
    )
    if not bounces.tells_of_ours(report):
        raise DiscardedError(_("A report about a mail that this desk did not send."))
    message = bounces.record(report)
    if message is None:
        raise DiscardedError(_("A report about a mail without a ticket; its delivery is marked."))
    return message


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL and no lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
