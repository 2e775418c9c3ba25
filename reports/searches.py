"""The searches of the queue that find the tickets behind a number."""

from datetime import date

from reports.periods import Period
from reports.scope import Scope


def search(scope: Scope, *terms: str, with_agent: bool = True) -> str:
    """Return the search for the tickets of the report to which the terms apply too."""
    return " ".join([*scope.terms(with_agent=with_agent), *terms])


def on(key: str, first: date, last: date | None = None, *, person: int | None = None) -> str:
    """Return the term for something that happened on a day, or from one to another."""
    days = first.isoformat() if last in (None, first) else f"{first.isoformat()}..{(last or first).isoformat()}"
    return f"{key}:#{person},{days}" if person else f"{key}:{days}"


def during(key: str, period: Period, *, person: int | None = None) -> str:
    """Return the term for something that happened in the period."""
    return on(key, period.first, period.last, person=person)
