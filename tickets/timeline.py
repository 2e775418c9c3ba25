"""The conversation as it is read: days, messages, and between them what happened, in parts when it is long."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.kept import Among, Given, kept
from helpdesk.lib.numbers import whole_number
from tickets import history
from tickets.models import Attachment, Delivery, DeliveryState, Message, MessageKind, MissingFile, Ticket, TicketEvent
from tickets.models.message import MessageQuerySet
from tickets.models.missing import lacks_files

PART = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
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
    "reaction": gettext_lazy("a reaction asks for no answer"),
    "system": gettext_lazy("WhatsApp tells of the customer's account"),
    "revoke": gettext_lazy("the customer deleted what they had written"),
    "opt_out": gettext_lazy("the customer asked for no unsolicited messages"),
    "opt_in": gettext_lazy("the customer allowed unsolicited messages again"),
}


@dataclass(frozen=True)
class Said:
    """A message with what a reader needs around it."""

    message: Message
    attachments: list[Attachment] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    undo_seconds: int = 0  # how long the reader may still take it back
    missing: list[MissingFile] = field(default_factory=list)  # files that its provider did not hand over yet

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
    def look_again_seconds(self) -> int:
        """When to look again whether a missing file has come; 0 when none will."""
        return 60 if any(row.is_waiting for row in self.missing) else 0

    @property
    def files(self) -> list[Attachment]:
        """Attachments that are not part of the original's layout."""
        return [file for file in self.attachments if not (file.is_inline and self.message.body_html)]


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
    key = _read(before)
    place = {"moment": key[0], "number": key[1]} if key else {}
    rows = _newest(is_before=bool(key)).fetch(ticket=ticket.pk, **place)
    has_more, rows = len(rows) > PART, rows[:PART][::-1]
    bounds = ({"at__gte": rows[0].created_at} if has_more else {}) | ({"at__lt": key[0]} if key else {})
    return _part(
        said(rows, reader, at=at),
        _events(*bounds).fetch(ticket=ticket.pk, **bounds),
        categories,
        earlier_key=_key(rows[0]) if has_more else "",
    )


def since(
    ticket: Ticket, reader: User, categories: Mapping[int, str], *, message: int, event: int, at: datetime
) -> Part:
    """Return what was added after the last message and event that the reader has on screen."""
    rows = _written_since().fetch(ticket=ticket.pk, message=message)
    events = _events("pk__gt").fetch(ticket=ticket.pk, pk__gt=event)
    part = _part(said(rows, reader, at=at), events, categories)
    return Part(
        [item for item in part.items if item.kind != "day"],
        last_message=max(part.last_message, message),
        last_event=max(part.last_event, event),
    )


def said(messages: Sequence[Message], reader: User, *, at: datetime) -> list[Said]:
    """Put around messages what a reader needs: their files, and how far their copies got."""
    numbers = [message.pk for message in messages]
    files, deliveries, missing = defaultdict(list), defaultdict(list), defaultdict(list)
    for file in _files().fetch(messages=numbers):
        files[file.message_id].append(file)
    for delivery in _deliveries().fetch(messages=[m.pk for m in messages if m.kind == MessageKind.REPLY]):
        deliveries[delivery.message_id].append(delivery)
    if lacking := [message.pk for message in messages if getattr(message, "lacks_files", False)]:
        for row in _missing().fetch(messages=lacking):
            missing[row.message_id].append(row)
    return [
        Said(
            message,
            files[message.pk],
            sent := deliveries[message.pk],
            _undo_seconds(message, sent, reader, at=at),
            missing[message.pk],
        )
        for message in messages
    ]


def message_of(ticket: Ticket, number: int, reader: User, *, at: datetime) -> Said | None:
    """Return one message with what a reader needs around it."""
    message = _messages().filter(ticket=ticket, pk=number).first()
    return said([message], reader, at=at)[0] if message else None


def reply_of(ticket: Ticket, number: int) -> Message | None:
    """Return a reply, with its author."""
    return _messages().filter(ticket=ticket, pk=number, kind=MessageKind.REPLY).first()


def _messages() -> MessageQuerySet:
    return MessageQuerySet(Message).with_authors().annotate(lacks_files=lacks_files())


@kept
def _newest(*, is_before: bool) -> QuerySet[Message]:
    messages = _messages().filter(ticket=Given("ticket"))
    if is_before:
        moment, number = Given("moment"), Given("number")
        messages = messages.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=number))
    return messages.order_by("-created_at", "-pk")[: PART + 1]


@kept
def _written_since() -> QuerySet[Message]:
    return _messages().filter(ticket=Given("ticket"), pk__gt=Given("message")).order_by("created_at", "pk")


@kept
def _files() -> QuerySet[Attachment]:
    return Attachment.objects.filter(Among("message", "messages")).select_related("blob").order_by("pk")


@kept
def _missing() -> QuerySet[MissingFile]:
    return MissingFile.objects.filter(Among("message", "messages")).order_by("pk")


@kept
def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(Among("message", "messages")).order_by("pk")


@kept
def _events(*bounds: str) -> QuerySet[TicketEvent]:
    rows = TicketEvent.objects.filter(ticket=Given("ticket"), **{bound: Given(bound) for bound in bounds})
    rows = rows.exclude(kind__in=history.SEEN_AS_MESSAGES).select_related("user", "requester")
    return rows.order_by("at", "pk")


def _undo_seconds(message: Message, deliveries: Sequence[Delivery], reader: User, *, at: datetime) -> int:
    """Only its writer may take a reply back, and only while every copy still waits."""
    if message.author_user_id != reader.pk or not deliveries:
        return 0
    if any(d.state != DeliveryState.QUEUED or d.attempts for d in deliveries):
        return 0
    left = min(d.send_after for d in deliveries) - at
    return max(0, -(-left // timedelta(seconds=1)))


def _part(
    messages: list[Said], events: list[TicketEvent], categories: Mapping[int, str], *, earlier_key: str = ""
) -> Part:
    spoken = [Item("message", one.message.created_at, said=one) for one in messages]
    told = [Item("events", line.at, lines=[line]) for line in history.lines(events, categories)]
    mixed = sorted([*spoken, *told], key=lambda item: item.at)  # stable: a message before what it caused
    return Part(
        _with_days(_folded(mixed)),
        earlier_key,
        last_message=max((one.message.pk for one in messages), default=0),
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
    at, last = whole_number(moment), whole_number(number)
    if at is None or last is None:
        return None
    try:
        return EPOCH + at * MICROSECOND, last
    except OverflowError:
        return None
