"""Filters over what happened to a ticket and when: what reports count, as searches of the queue.

They read the same facts as the reports, and days begin and end where the desk is, so that a number there and the
list behind it are the same tickets.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.db.models.lookups import Exact

from helpdesk.lib.kept import Given
from helpdesk.lib.numbers import whole_number
from tickets.facts import outcomes
from tickets.models import Message, PromiseState, SLASegment
from tickets.queues.dates import midnight, read_day, read_days
from tickets.queues.grammar import fold
from tickets.queues.reader import Reader, read_key, read_yes

METRICS = {
    "first": "first_response",
    "primera": "first_response",
    "next": "next_response",
    "siguiente": "next_response",
    "resolution": "resolution",
    "resolucion": "resolution",
}
STATES = {
    "met": PromiseState.MET,
    "cumplido": PromiseState.MET,
    "breached": PromiseState.MISSED,
    "missed": PromiseState.MISSED,
    "vencido": PromiseState.MISSED,
    "running": PromiseState.RUNNING,
    "corriendo": PromiseState.RUNNING,
    "moved": PromiseState.MOVED,
    "movido": PromiseState.MOVED,
    "none": PromiseState.NONE,
    "ninguno": PromiseState.NONE,
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon lun", "tue mar", "wed mie", "thu jue", "fri vie", "sat sab", "sun dom"), start=1
    )
    for name in names.split()
}
HOURS = range(24)
CONTACTS = {
    "first": outcomes.at_first_contact,
    "primero": outcomes.at_first_contact,
    "more": outcomes.after_more,
    "mas": outcomes.after_more,
    "unknown": outcomes.is_not_yet_known,
    "desconocido": outcomes.is_not_yet_known,
}


def _on(column: str) -> Callable[[str, Reader], Q | None]:
    """Return the filter of the days on which something happened."""

    def condition(value: str, reader: Reader) -> Q | None:
        days = read_days(fold(value), today=reader.today)
        return days.condition(column, reader.zone) if days else None

    return condition


def _reopened(value: str, reader: Reader) -> Q | None:
    wanted = read_yes(value)
    return _on("facts__reopened_at")(value, reader) if wanted is None else Q(facts__reopened_at__isnull=not wanted)


def _by(column: str) -> Callable[[str, Reader], Q | None]:
    """Return the filter of the person who did something."""

    def condition(value: str, reader: Reader) -> Q | None:
        if fold(value) in {"me", "mi", "yo"}:
            return Q(**{column: reader.user})
        key = read_key(value)
        return Q(**{f"{column}__email__iexact": value}) if key is None else Q(**{column: key})

    return condition


def _replied(value: str, reader: Reader) -> Q | None:
    """`2026-11-01..2026-11-21`, or `#12,2026-11-01..2026-11-21` for one person's replies."""
    person, comma, stretch = value.rpartition(",")
    days, key = read_days(fold(stretch), today=reader.today), read_key(person)
    if days is None or (comma and key is None):
        return None
    replies = Message.objects.by_people().filter(days.condition("created_at", reader.zone), ticket=OuterRef("pk"))
    return Q(Exists(replies.filter(author_user=key) if comma else replies))


def _sla(value: str, _reader: Reader) -> Q | None:
    """`first.breached` for one promise, `breached` for any of them."""
    metric, dot, word = fold(value).rpartition(".")
    state, wanted = STATES.get(word), METRICS.get(metric)
    if state is None or (dot and wanted is None):
        return None
    columns = [wanted] if wanted else sorted(set(METRICS.values()))
    found = Q()
    for column in columns:
        found |= Q(**{f"facts__{column}": state})
    return found


def _contact(value: str, reader: Reader) -> Q | None:
    condition = CONTACTS.get(fold(value))
    return condition(outcomes.known_until(reader.at), "facts__") if condition else None


def _held(value: str, reader: Reader) -> Q | None:
    wanted = read_yes(value)
    if wanted is None:
        return None
    known = outcomes.known_until(reader.at)
    if wanted:
        return outcomes.has_held(known, "facts__")
    return outcomes.is_known(known, "facts__") & outcomes.came_back("facts__")


def _counted(value: str, _reader: Reader) -> Q | None:
    wanted = read_yes(value)
    return None if wanted is None else Q(facts__is_counted=wanted)


def _unsolved(value: str, reader: Reader) -> Q | None:
    """Unsolved at the end of a day, as the ledger has it."""
    day = read_day(fold(value), today=reader.today)
    return Q(unsolved_at(midnight(day + timedelta(days=1), reader.zone))) if day else None


class _AnyOf(Func):
    """`x = ANY(ARRAY(…))`: the few are found first, however many PostgreSQL expects, then looked up one by one."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def unsolved_at(moment: datetime | Given) -> _AnyOf:
    """Return that somebody held the ball at an instant, for tables whose key is the ticket."""
    held = SLASegment.objects.held().filter(during__contains=moment)
    return _AnyOf(F("pk"), ArraySubquery(held.values("ticket")))


def _weekday(value: str, reader: Reader) -> Q | None:
    number = WEEKDAYS.get(fold(value)[:3])
    return Q(Exact(ExtractIsoWeekDay("created_at", tzinfo=reader.zone), number)) if number else None


def _hour(value: str, reader: Reader) -> Q | None:
    hour = whole_number(value)
    return Q(Exact(ExtractHour("created_at", tzinfo=reader.zone), hour)) if hour in HOURS else None


CONDITIONS: dict[str, Callable[[str, Reader], Q | None]] = {
    "created": _on("created_at"),
    "answered": _on("facts__first_replied_at"),
    "solved": _on("facts__first_solved_at"),
    "reopened": _reopened,
    "replied": _replied,
    "answerer": _by("facts__first_replied_by"),
    "solver": _by("facts__first_solved_by"),
    "sla": _sla,
    "contact": _contact,
    "held": _held,
    "counted": _counted,
    "unsolved": _unsolved,
    "weekday": _weekday,
    "hour": _hour,
}
