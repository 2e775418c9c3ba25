"""Files that could not be fetched with their message: noted with it, tried again, put on it once they are here.

A row is claimed for a while, its file fetched while nothing is locked, and then put on the message in the transaction
that removes the row: a worker that dies in between, or two at once, neither lose nor double a file.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Count

from channels_inbound.chats import media
from channels_inbound.chats.content import WantedFile
from tickets import files
from tickets.faults import fault
from tickets.files import InboundFile
from tickets.locking import locked
from tickets.models import Channel, ChannelKind, EventKind, Message, MissingFile, Ticket, TicketEvent
from tickets.models.missing import LEASE

BATCH = 50
LONGEST_SWEEP = 120.0  # seconds: with the file that is begun then, below the time limit of a task
FIRST_WAIT = timedelta(minutes=1)
# How long a provider has a file. "Media IDs in webhooks expire after 7 days" (Meta, Cloud API, Media). A file_id of
# Telegram has no end, and getFile renews its address whenever asked: there it is we who give up.
KEPT_FOR = {ChannelKind.WHATSAPP.value: timedelta(days=7), ChannelKind.TELEGRAM.value: timedelta(days=30)}
PROVED_BY_FILES = frozenset(
    {"whatsapp.190", "whatsapp.account", "whatsapp.away", "telegram.account", "telegram.away"}
)  # faults of a channel that a file which arrives shows to be over

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What came of one attempt."""

    ARRIVED = auto()
    NOT_YET = auto()
    CHANNEL_IS_DOWN = auto()  # no other file of this channel would come either
    NOT_OURS = auto()


def note(message: Message, wanted: Iterable[WantedFile], fetched: Mapping[str, media.Fetched], *, at: datetime) -> None:
    """Write down which files of a message are missing, in the transaction that makes the message."""
    rows = [_row(message, one, fetched[one.ref], at=at) for one in wanted if one.ref in fetched]
    MissingFile.objects.bulk_create([row for row in rows if row], ignore_conflicts=True)


def _row(message: Message, wanted: WantedFile, found: media.Fetched, *, at: datetime) -> MissingFile | None:
    if isinstance(found, InboundFile):
        return None
    is_delayed = isinstance(found, media.DelayedError)
    return MissingFile(
        message=message,
        channel=message.channel,
        ref=wanted.ref,
        kind=wanted.kind,
        name=files.safe_name(wanted.name),
        size=wanted.size,
        sha256=wanted.sha256[:64],
        fault=found.fault.kept,
        next_try_at=at + FIRST_WAIT if is_delayed else None,
        expires_at=at + KEPT_FOR[message.channel.kind] if is_delayed else None,
        created_at=at,
    )


def sweep(*, at: datetime) -> int:
    """Try what is due; return how many arrived. A channel whose provider is away is asked once."""
    ends, down, arrived = time.monotonic() + LONGEST_SWEEP, set(), 0
    for pk, channel in list(MissingFile.objects.due(at).values_list("pk", "channel_id")[:BATCH]):
        if channel in down:
            continue
        if time.monotonic() > ends:
            break
        outcome = try_one(pk, at=at)
        arrived += outcome == Outcome.ARRIVED
        if outcome == Outcome.CHANNEL_IS_DOWN:
            down.add(channel)
    return arrived


def try_one(pk: int, *, at: datetime) -> Outcome:
    """Fetch one file if it is due and nobody else is about it."""
    row = _claim(pk, at=at)
    if row is None:
        return Outcome.NOT_OURS
    wanted = WantedFile(row.ref, row.kind, row.name, size=row.size, sha256=row.sha256)
    try:
        found = media.fetch_one(row.channel, wanted)
    except media.UnavailableError as error:
        row.give_up(error.fault)
        return Outcome.NOT_YET
    except media.DelayedError as error:
        return _put_back(row, error, at=at)
    except Exception as error:
        # Our own fault. It counts as an attempt, so that it neither stops the others nor is repeated for ever.
        logger.exception("The missing file %s could not be fetched", pk)
        row.put_back(fault("media.away", error=type(error).__name__), at=at)
        return Outcome.NOT_YET
    return Outcome.ARRIVED if _put_on_message(row, found, at=at) else Outcome.NOT_OURS


def hurry(channel: Channel, *, at: datetime) -> int:
    """Try all files of a channel at once: its settings were mended, or its provider is back. Return how many."""
    return MissingFile.objects.filter(channel=channel).hurry(at=at)


def counts() -> dict[int, int]:
    """Return how many files wait, by channel."""
    rows = MissingFile.objects.waiting().order_by().values("channel").annotate(n=Count("pk"))
    return dict(rows.values_list("channel", "n"))


def note_arrival(channel: Channel, *, at: datetime) -> None:
    """A file arrived: what the channel could not bring before may come too, and a fault of its account is over."""
    hurry(channel, at=at)
    if channel.failing_since and channel.fault.get("code") in PROVED_BY_FILES:
        channel.mark_ok(at=at)


@transaction.atomic
def _claim(pk: int, *, at: datetime) -> MissingFile | None:
    due = MissingFile.objects.due(at).filter(pk=pk).select_related("channel")
    row: MissingFile | None = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row:
        row.next_try_at = at + LEASE
        row.save(update_fields=["next_try_at"])
    return row


def _put_back(row: MissingFile, error: media.DelayedError, *, at: datetime) -> Outcome:
    row.put_back(error.fault, at=at)
    if not error.is_of_channel:
        return Outcome.NOT_YET
    if row.next_try_at:
        MissingFile.objects.filter(channel=row.channel_id).exclude(pk=row.pk).put_off(until=row.next_try_at)
    return Outcome.CHANNEL_IS_DOWN


def _put_on_message(row: MissingFile, found: InboundFile, *, at: datetime) -> bool:
    """Put it on its message, unless somebody was faster. No message is new, so no clock and no state moves."""
    with transaction.atomic():
        message = Message.objects.get(pk=row.message_id)
        with locked(Ticket(pk=message.ticket_id)) as ticket:
            if not MissingFile.objects.select_for_update().filter(pk=row.pk).exists():
                return False
            files.attach(message, (found,))
            after = {"message": message.pk, "name": files.safe_name(found.name)}
            TicketEvent.record(ticket, EventKind.FILE_ARRIVED, at=at, cause="time", after=after)
            row.delete()
    note_arrival(row.channel, at=at)
    return True
