"""The conversation as it is read: days, messages, and between them what happened, in parts when it is long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from tickets import history
from tickets.models import Attachment, Delivery, DeliveryState, Message, MessageKind, Ticket, TicketEvent
from tickets.models.message import MessageQuerySet

PART = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**62
ON_THE_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING)
# The state shown on a message is its worst delivery's.
WORST_FIRST = (
    DeliveryState.FAILED,
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
    DeliveryState.READ,
    DeliveryState.CANCELLED,
)
# What the parser of mails found (channels_inbound.email.automatic); anything else is a header, shown as it is.
AUTOMATIC = {
    "bounce": gettext_lazy("a report that a message could not be delivered"),
    "complaint": gettext_lazy("a report that a message was marked as spam"),
    "null return path": gettext_lazy("nobody can answer its sender"),
    "robot sender": gettext_lazy("its address is that of a program"),
    "subject": gettext_lazy("its subject is that of an absence"),
}


@dataclass(frozen=True)
class Said:
    """A message with what a reader needs around it."""

    message: Message
    deliveries: list[Delivery] = field(default_factory=list)
    undo_seconds: int = 0  # how long the reader may still take it back

    @property
    def state(self) -> str:
        """How far a reply got, "" when it goes nowhere."""
        states = {delivery.state for delivery in self.deliveries}
        return next((str(state) for state in WORST_FIRST if state in states), "")

    @property
    def why_automatic(self) -> str:
        """Which sign showed that a program wrote it, in words; "" for a person's message."""
        reason = self.message.automatic_reason if self.message.is_automatic else ""
        if not reason or reason in AUTOMATIC:
            return str(AUTOMATIC.get(reason, ""))
        return _("its header has %(header)s") % {"header": reason}

    @property
    def failed(self) -> list[Delivery]:
        """Copies that could not be sent."""
        return [delivery for delivery in self.deliveries if delivery.state == DeliveryState.FAILED]

    @property
    def ask_again_seconds(self) -> int:
        """When to look again how far it got; 0 when that is settled."""
        return (self.undo_seconds + 1 or 5) if self.state in ON_THE_WAY else 0

    @property
    def files(self) -> list[Attachment]:
        """Attachments that are not part of the original's layout."""
        return [file for file in self.message.attachments.all() if not (file.is_inline and self.message.body_html)]


@dataclass(frozen=True)
class Item:
    """One thing in the column: a day's heading, a message, or a fold of events."""

    kind: str  # day, message, events
    at: datetime
    said: Said | None = None
    lines: list[history.Line] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What heads a fold."""
        return history.summary(self.lines)


@dataclass(frozen=True)
class Part:
    """A stretch of the conversation; `earlier_key` leads to what came before it, "" at the beginning."""

    items: list[Item]
    earlier_key: str = ""
    last_message: int = 0
    last_event: int = 0


def latest(ticket: Ticket, reader: User, categories: Mapping[int, str], *, at: datetime, before: str = "") -> Part:
    """Return the newest part of a conversation, or the one that ends before a key."""
    messages = messages_of(ticket)
    key = _read(before)
    if key:
        messages = messages.filter(Q(created_at__lt=key[0]) | Q(created_at=key[0], pk__lt=key[1]))
    rows = list(messages.order_by("-created_at", "-pk")[: PART + 1])
    has_more, rows = len(rows) > PART, rows[:PART][::-1]
    events = _events(ticket)
    if has_more:
        events = events.filter(at__gte=rows[0].created_at)
    if key:
        events = events.filter(at__lt=key[0])
    earlier_key = _key(rows[0]) if has_more else ""
    return _part(rows, list(events), reader=reader, categories=categories, at=at, earlier_key=earlier_key)


def since(
    ticket: Ticket, reader: User, categories: Mapping[int, str], *, message: int, event: int, at: datetime
) -> Part:
    """Return what was added after the last message and event that the reader has on screen."""
    rows = list(messages_of(ticket).filter(pk__gt=message).order_by("created_at", "pk"))
    events = list(_events(ticket).filter(pk__gt=event))
    part = _part(rows, events, reader=reader, categories=categories, at=at)
    return Part(
        [item for item in part.items if item.kind != "day"],
        last_message=max(part.last_message, message),
        last_event=max(part.last_event, event),
    )


def messages_of(ticket: Ticket) -> MessageQuerySet:
    """Return a ticket's messages with author, files and deliveries, in a constant number of queries."""
    return MessageQuerySet(Message).filter(ticket=ticket).for_thread()


def said(message: Message, reader: User, *, at: datetime) -> Said:
    """Put around a message what a reader needs."""
    deliveries = list(message.deliveries.all()) if message.kind == MessageKind.REPLY else []
    return Said(message, deliveries, _undo_seconds(message, deliveries, reader, at=at))


def _undo_seconds(message: Message, deliveries: Sequence[Delivery], reader: User, *, at: datetime) -> int:
    """Only its writer may take a reply back, and only while every copy still waits."""
    if message.author_user_id != reader.pk or not deliveries:
        return 0
    if any(d.state != DeliveryState.QUEUED or d.attempts for d in deliveries):
        return 0
    left = min(d.send_after for d in deliveries) - at
    return max(0, -(-left // timedelta(seconds=1)))


def _events(ticket: Ticket) -> QuerySet[TicketEvent]:
    kinds = history.SEEN_AS_MESSAGES
    rows = TicketEvent.objects.filter(ticket=ticket).exclude(kind__in=kinds).select_related("user", "requester")
    return rows.order_by("at", "pk")


def _part(
    rows: list[Message],
    events: list[TicketEvent],
    *,
    reader: User,
    categories: Mapping[int, str],
    at: datetime,
    earlier_key: str = "",
) -> Part:
    spoken = [Item("message", row.created_at, said=said(row, reader, at=at)) for row in rows]
    told = [Item("events", line.at, lines=[line]) for line in history.lines(events, categories)]
    mixed = sorted([*spoken, *told], key=lambda item: item.at)  # stable: a message before what it caused
    return Part(
        _with_days(_folded(mixed)),
        earlier_key,
        last_message=max((row.pk for row in rows), default=0),
        last_event=max((event.pk for event in events), default=0),
    )


def _folded(items: Iterable[Item]) -> list[Item]:
    """Put neighbouring events into one fold."""
    folded: list[Item] = []
    for kind, neighbours in groupby(items, key=lambda item: item.kind):
        group = list(neighbours)
        if kind == "events":
            group = [Item("events", group[0].at, lines=[line for item in group for line in item.lines])]
        folded += group
    return folded


def _with_days(items: Iterable[Item]) -> list[Item]:
    marked: list[Item] = []
    for _day, neighbours in groupby(items, key=lambda item: timezone.localdate(item.at)):
        group = list(neighbours)
        marked += [Item("day", group[0].at), *group]
    return marked


def _key(message: Message) -> str:
    return f"{(message.created_at - EPOCH) // MICROSECOND}-{message.pk}"


def _read(key: str) -> tuple[datetime, int] | None:
    moment, _dash, number = key.partition("-")
    if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
        return None
    if int(moment) > LARGEST or int(number) > LARGEST:
        return None
    try:
        return EPOCH + int(moment) * MICROSECOND, int(number)
    except OverflowError:
        return None
