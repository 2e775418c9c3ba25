"""Searching by how requesters rated the service, of any of the times that a ticket was solved."""

import re
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from tickets.models import SatisfactionRating
from tickets.queues.dates import read_days
from tickets.queues.grammar import fold
from tickets.queues.reader import Reader, read_key

SCORE = re.compile(r"(?P<sign><=|>=|<|>|=|)(?P<score>[1-5])")
LOOKUPS = {"": "score", "=": "score", "<": "score__lt", "<=": "score__lte", ">": "score__gt", ">=": "score__gte"}
NOTHING = {"none", "no", "nothing", "ninguna", "sin", "-"}


def _score(text: str) -> Q | None:
    match = SCORE.fullmatch(text)
    return Q(**{LOOKUPS[match["sign"]]: int(match["score"])}) if match else None


def _rating(value: str, _reader: Reader) -> Q | None:
    """`4`, `<=2`, `>=4`, or `none`."""
    answered = SatisfactionRating.objects.answered().filter(ticket=OuterRef("pk"))
    if fold(value) in NOTHING:
        return ~Q(Exists(answered))
    score = _score(value)
    return None if score is None else Q(Exists(answered.filter(score)))


def _rated(value: str, reader: Reader) -> Q | None:
    """Days of the answer; before them, with commas, the scores and who had solved it: `<=2,#12,2026-11-01..`."""
    return _on("answered_at", value, reader)


def _surveyed(value: str, reader: Reader) -> Q | None:
    """Days of the question; before them who had solved it: `#12,2026-11-01..2026-11-21`."""
    return _on("asked_at", value, reader)


def _on(column: str, value: str, reader: Reader) -> Q | None:
    *wanted, stretch = value.split(",")
    days = read_days(fold(stretch), today=reader.today)
    conditions = [_score(text) or _solver(text) for text in wanted]
    if days is None or None in conditions:
        return None
    ratings = SatisfactionRating.objects.filter(days.condition(column, reader.zone), ticket=OuterRef("pk"))
    return Q(Exists(ratings.filter(*(condition for condition in conditions if condition))))


def _solver(text: str) -> Q | None:
    key = read_key(text)
    return None if key is None else Q(assignee=key)


CONDITIONS: dict[str, Callable[[str, Reader], Q | None]] = {
    "rating": _rating,
    "rated": _rated,
    "surveyed": _surveyed,
}
