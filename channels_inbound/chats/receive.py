"""A chat message comes onto its ticket: the person's newest one that is not finished, unless it answers another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext as _

from channels_inbound.chats import missing, words
from channels_inbound.chats.content import Incoming, Reach, Receipt
from channels_inbound.chats.media import Fetched, FilesNeededError
from channels_inbound.models import InboundPayload
from channels_inbound.outcomes import DiscardedError, HeldError, NotYetError
from helpdesk.lib.language import guess_language
from tickets import intake, notifications, opt_out, people
from tickets.delivery import receipts
from tickets.files import InboundFile
from tickets.handles import IdentityKind, normalise
from tickets.locking import NotAllowedError
from tickets.models import Channel, DeliveryPart, DeliveryState, Identity, Message, Requester, Ticket
from tickets.models.people import lock_handle
from tickets.states import FINISHED, UNSOLVED
from tickets.threading import Match, follow_merges, takes_part

SEEN_EVERY = 30  # seconds between two notes that a channel is alive


def take_in(
    payload: InboundPayload,
    incoming: Incoming,
    *,
    fetched: Mapping[str, Fetched] | None,
    at: datetime,
    window: timedelta | None = None,
) -> Message:
    """Put a message on its ticket, inside the caller's transaction. `window`: how long it lets us answer freely.

    Raises FilesNeededError while the files that it names are not `fetched`. Messages of one person wait for each
    other: a burst from somebody new makes one person and one ticket.
    """
    channel = payload.channel
    handle = normalise(channel.kind, incoming.sender)
    if not handle:
        raise HeldError(_("It does not say who wrote it."))
    if incoming.files and fetched is None:
        raise FilesNeededError(channel, incoming.files)
    lock_handle(channel.kind, handle)
    requester = Requester.objects.with_identity(channel.kind, incoming.sender).first()
    answered, match = _match(channel, requester, incoming)
    wish = _wish(incoming, channel, requester)
    incoming = _quietly(incoming, match, wish=wish)
    if incoming.quiet and match is None:
        _discard(channel, requester, wish=wish, at=at)
    inbound = _inbound(payload, incoming, requester, fetched=fetched or {}, window=window)
    if match:
        inbound = replace(inbound, ticket=match.ticket, matched_by=match.by, answers=answered)
    message = intake.receive(inbound).message
    if incoming.files:
        _note_files(message, incoming, fetched or {}, at=at)
    _learn(message, incoming, until=inbound.answer_until)
    if wish is not None:
        _heed(message, out=wish, at=at)
    _note_alive(channel, at=at)
    return message


def note_receipt(channel: Channel, receipt: Receipt, *, at: datetime) -> NoReturn:
    """Note how far a message of ours got. Always raises: a receipt is no message, and may come too early."""
    if not receipts.note(channel, receipt.provider_id, receipt.state, at=at, problem=receipt.problem):
        raise NotYetError(_("A report about a message that this desk did not send."))
    _note_alive(channel, at=at)
    raise DiscardedError(_("Noted on the message: %(state)s") % {"state": DeliveryState(receipt.state).label})


def note_reach(channel: Channel, reach: Reach, *, at: datetime) -> NoReturn:
    """Note that a customer cannot be reached any more, or can again. Always raises: nothing was written."""
    handles = Identity.objects.filter(kind=channel.kind, value=normalise(channel.kind, reach.sender))
    handles.update(undeliverable_at=None if reach.is_open else at)
    _note_alive(channel, at=at)
    if reach.is_open:
        raise DiscardedError(_("The customer opened the chat again; nothing was written."))
    raise DiscardedError(_("The customer blocked the bot; nothing was written."))


def _match(channel: Channel, requester: Requester | None, incoming: Incoming) -> tuple[Message | None, Match | None]:
    """Return the message that is answered, and the ticket with the trace that led there."""
    if requester is None:
        return None, None
    answered, ticket = _answered(channel, incoming.answers)
    if ticket is not None:
        ticket = follow_merges(ticket)
        if takes_part(ticket, requester):
            return answered, Match(ticket, "answer")
    mine = Ticket.objects.filter(requester=requester, channel=channel).order_by("-number")
    newest = mine.filter(status__in=UNSOLVED).first() or mine.filter(status__in=FINISHED).first()
    return None, Match(newest, "chat") if newest else None


def _wish(incoming: Incoming, channel: Channel, requester: Requester | None) -> bool | None:
    """Return whether somebody known asks to be left alone (BAJA), or takes that back; None when nothing changes.

    Raises DiscardedError for what only opens a chat.
    """
    said = None if incoming.is_edit or incoming.files else opt_out.wish_of(incoming.text)
    said = False if incoming.is_greeting else said
    if requester and said is not None and said != opt_out.is_out(requester.pk, channel.kind):
        return said
    if incoming.is_greeting:
        raise DiscardedError(_("The customer opened the chat and has not written yet."))
    return None


def _quietly(incoming: Incoming, match: Match | None, *, wish: bool | None) -> Incoming:
    """A wish opens no ticket, and no solved one again. On one that is open, an agent shall read it."""
    if wish is None or (match and match.ticket.status in UNSOLVED):
        return incoming
    return replace(incoming, quiet="opt_out" if wish else "opt_in")


def _discard(channel: Channel, requester: Requester | None, *, wish: bool | None, at: datetime) -> NoReturn:
    """Nothing to put it on; a wish holds all the same."""
    if requester and wish is not None:
        opt_out.note(requester, channel.kind, out=wish, at=at)
    raise DiscardedError(_("It asks for no answer, and is about no ticket that is open."))


def _heed(message: Message, *, out: bool, at: datetime) -> None:
    """Write a wish down, and confirm it where it was said."""
    if message.author_requester:
        opt_out.note(message.author_requester, message.channel.kind, out=out, at=at)
        opt_out.tell(message.ticket, message.channel.kind, out=out, by=message.author_requester, at=at)
        notifications.confirm_wish(message, out=out, at=at)


def _answered(channel: Channel, provider_id: str) -> tuple[Message | None, Ticket | None]:
    if not provider_id:
        return None, None
    theirs = Message.objects.filter(channel=channel, external_id=provider_id).select_related("ticket").first()
    if theirs:
        return theirs, theirs.ticket
    parts = DeliveryPart.objects.filter(provider_id=provider_id, delivery__channel=channel)
    part = parts.select_related("delivery__message", "delivery__ticket").first()
    return (part.delivery.message, part.delivery.ticket) if part else (None, None)


def _inbound(
    payload: InboundPayload,
    incoming: Incoming,
    requester: Requester | None,
    *,
    fetched: Mapping[str, Fetched],
    window: timedelta | None,
) -> intake.InboundMessage:
    default = requester.language if requester else settings.LANGUAGE_CODE
    known = incoming.language if incoming.language in dict(settings.LANGUAGES) and not requester else default
    written_at = _written_at(payload, incoming)
    return intake.InboundMessage(
        channel=payload.channel,
        sender=intake.Sender(payload.channel.kind, incoming.sender, incoming.name, is_verified=True),
        received_at=payload.received_at,
        written_at=written_at,
        text=incoming.text,
        subject=_subject(incoming),
        language=guess_language(incoming.text, default=known),
        files=tuple(file for file in fetched.values() if isinstance(file, InboundFile)),
        external_id=incoming.external_id,
        answer_until=written_at + window if window and not incoming.quiet else None,
        is_edit=incoming.is_edit,
        is_automatic=bool(incoming.quiet),
        automatic_reason=incoming.quiet,
    )


def _subject(incoming: Incoming) -> str:
    """The first line is the subject; of a file without a word, what it is."""
    return words.kind_of(incoming.files[0].kind) if incoming.files and not incoming.text.strip() else ""


def _written_at(payload: InboundPayload, incoming: Incoming) -> datetime:
    """Return the provider's time, which has whole seconds; within one the order of arrival decides."""
    if incoming.written_at is None:
        return payload.received_at
    second = min(incoming.written_at, payload.received_at).replace(microsecond=0)
    return second + timedelta(microseconds=payload.pk % 1_000_000)


def _note_files(message: Message, incoming: Incoming, fetched: Mapping[str, Fetched], *, at: datetime) -> None:
    """Remember which files are missing; that one is here shows that others which failed before may come now."""
    missing.note(message, incoming.files, fetched, at=at)
    if any(isinstance(found, InboundFile) for found in fetched.values()):
        missing.note_arrival(message.channel, at=at)


def _learn(message: Message, incoming: Incoming, *, until: datetime | None) -> None:
    """Remember what the message tells besides: until when we may answer, other handles of the sender."""
    ticket, requester = message.ticket, message.author_requester
    if until:
        same = Ticket.objects.filter(requester=requester, channel=message.channel)
        open_ones = same.filter(Q(status__in=UNSOLVED) | Q(pk=ticket.pk))
        open_ones.filter(Q(window_expires_at=None) | Q(window_expires_at__lt=until)).update(window_expires_at=until)
    for kind, handle in ((IdentityKind.PHONE, incoming.phone), (message.channel.kind, incoming.new_handle)):
        if handle and requester:
            try:
                people.add_handle(requester, kind, handle)
            except NotAllowedError:  # somebody else's: two people are never joined by what one of them sends
                continue


def _note_alive(channel: Channel, *, at: datetime) -> None:
    """Show when the channel last brought something, written now and then: messages come in bursts."""
    if cache.add(f"channel-alive-{channel.pk}", 1, SEEN_EVERY):
        Channel.objects.filter(pk=channel.pk).update(last_message_at=at, last_ok_at=at)
