"""When requests come in: more on Mondays and before noon, few at night, and enough lately that the desk looks alive."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from tickets.working_time import WorkingHours, add_working_time, working_time_between

WEEKDAYS = (1.3, 1.1, 1.0, 1.0, 1.0, 0.5, 0.35)
HOURS = (1, 1, 0, 0, 0, 1, 2, 5, 9, 13, 15, 14, 11, 9, 10, 11, 11, 10, 8, 7, 6, 5, 4, 2)
MONTH = 30
PER_DAY, LONGEST = 50, 730  # more tickets than a month holds are spread over up to two years
LATELY = 16
# Minutes left of the first answer's time for requests that nobody has answered yet; below zero: late.
LEFT = (-140, -62, -35, -12, 9, 18, 26, 41, 55, 78, 112, 150, 175, 190, 205, 228)


@dataclass(frozen=True)
class Arrival:
    """A moment; `left` is given for those still waiting for their first answer."""

    at: datetime
    left: int | None = None


def days_of(tickets: int) -> int:
    """Return over how many days so many tickets are spread."""
    return max(MONTH, min(tickets // PER_DAY, LONGEST))


def arrivals(rng: Random, *, count: int, days: int, until: datetime, hours: WorkingHours) -> list[Arrival]:
    """Return when tickets come in, oldest first."""
    lately = min(LATELY, count // 10)
    past = [Arrival(_moment(rng, days=days, until=until, hours=hours)) for _ in range(count - lately)]
    late = [Arrival(until, left) for left in rng.sample(LEFT, lately)]
    return sorted([*past, *late], key=lambda arrival: arrival.at)


def _moment(rng: Random, *, days: int, until: datetime, hours: WorkingHours) -> datetime:
    today = until.astimezone(hours.zone).date()
    while True:
        day = today - timedelta(days=rng.randrange(days))
        if rng.random() * max(WEEKDAYS) > WEEKDAYS[day.weekday()]:
            continue
        hour = rng.choices(range(24), HOURS)[0]
        clock = time(hour, rng.randrange(60), rng.randrange(60))
        moment = datetime.combine(day, clock, hours.zone).astimezone(until.tzinfo)
        if moment < until - timedelta(minutes=5):
            return moment


def working_minutes_before(until: datetime, minutes: int, hours: WorkingHours) -> datetime:
    """Return the latest moment from which so many minutes of working time pass until `until`."""
    wanted = timedelta(minutes=minutes)
    early, late = until - timedelta(days=15), until
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if working_time_between(middle, until, hours) >= wanted else (early, middle)
    return early.replace(microsecond=0)


def work(start: datetime, minutes: float, hours: WorkingHours) -> datetime:
    """Return the moment after so many minutes of work; to the second."""
    return add_working_time(start, timedelta(minutes=minutes), hours).replace(microsecond=0)
