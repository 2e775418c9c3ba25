"""Working time: tables for what people expect, minute-by-minute counting for everything else."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.working_time import ALWAYS, WorkingHours, add_working_time, working_time_between

LIMA = ZoneInfo("America/Lima")
OFFICE = WorkingHours(LIMA, (((time(9), time(18)),),) * 5 + ((), ()))
LUNCH = WorkingHours(LIMA, (((time(9), time(13)), (time(14), time(18))),) * 5 + (((time(10), time(13)),), ()))
FEAST = WorkingHours(LIMA, OFFICE.week, {date(2026, 11, 19): (), date(2026, 11, 20): ((time(9), time(12)),)})
NIGHT = WorkingHours(LIMA, (((time(0), time(2)), (time(22), time(0))),) * 7)


def lima(text: str) -> datetime:
    """Return an instant written in Lima's time, 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LIMA)


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "end"),
    [
        (OFFICE, "11-18 10:00", 60, "11-18 11:00"),
        (OFFICE, "11-18 17:30", 60, "11-19 09:30"),  # over the night
        (OFFICE, "11-20 17:30", 60, "11-23 09:30"),  # over the weekend
        (OFFICE, "11-21 12:00", 30, "11-23 09:30"),  # begun on a Saturday
        (OFFICE, "11-18 06:00", 1, "11-18 09:01"),  # before opening
        (OFFICE, "11-18 18:00", 1, "11-19 09:01"),  # at closing: half-open
        (OFFICE, "11-18 09:00", 540, "11-18 18:00"),  # a whole day ends at closing, not next morning
        (OFFICE, "11-18 10:00", 0, "11-18 10:00"),
        (OFFICE, "11-18 20:00", 0, "11-19 09:00"),
        (OFFICE, "11-18 10:00", -5, "11-18 10:00"),
        (OFFICE, "11-18 09:00", 2700, "11-24 18:00"),  # five days
        (LUNCH, "11-18 12:30", 60, "11-18 14:30"),
        (LUNCH, "11-20 17:00", 120, "11-21 11:00"),  # Saturday morning counts
        (FEAST, "11-18 17:00", 120, "11-20 10:00"),  # over a holiday
        (FEAST, "11-20 11:00", 120, "11-23 10:00"),  # over half a day
        (NIGHT, "11-18 23:00", 120, "11-19 01:00"),  # until midnight and on
        (NIGHT, "11-18 03:00", 180, "11-19 01:00"),
    ],
)
def test_working_time_is_added(hours: WorkingHours, start: str, minutes: int, end: str) -> None:
    assert add_working_time(lima(start), timedelta(minutes=minutes), hours) == lima(end)


@pytest.mark.parametrize(
    ("hours", "start", "end", "minutes"),
    [
        (OFFICE, "11-18 10:00", "11-18 11:30", 90),
        (OFFICE, "11-18 17:00", "11-19 10:00", 120),
        (OFFICE, "11-20 17:00", "11-23 10:00", 120),
        (OFFICE, "11-21 09:00", "11-22 18:00", 0),
        (OFFICE, "11-18 11:00", "11-18 10:00", 0),  # backwards
        (LUNCH, "11-18 09:00", "11-18 18:00", 480),
        (FEAST, "11-18 09:00", "11-21 00:00", 540 + 180),
        (NIGHT, "11-18 00:00", "11-19 00:00", 240),
    ],
)
def test_working_time_is_measured(hours: WorkingHours, start: str, end: str, minutes: int) -> None:
    assert working_time_between(lima(start), lima(end), hours) == timedelta(minutes=minutes)


# -- daylight saving: a day of 23 or 25 hours ---------------------------------------------------------------------

SANTIAGO = ZoneInfo("America/Santiago")
MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        (MADRID, date(2026, 3, 29), 23),
        (MADRID, date(2026, 10, 25), 25),
        (SANTIAGO, date(2026, 9, 6), 23),
        (SANTIAGO, date(2026, 4, 4), 25),
        (MADRID, date(2026, 6, 1), 24),
    ],
)
def test_a_day_that_is_always_open_has_as_many_hours_as_pass(zone: ZoneInfo, day: date, length: int) -> None:
    hours = WorkingHours(zone, (((time(0), time(0)),),) * 7)
    start = datetime.combine(day, time(0), zone)
    end = datetime.combine(day + timedelta(days=1), time(0), zone)
    assert working_time_between(start, end, hours) == timedelta(hours=length)


def test_office_hours_do_not_feel_the_change_of_clocks() -> None:
    hours = WorkingHours(MADRID, (((time(9), time(18)),),) * 7)
    friday = datetime(2026, 3, 27, 17, tzinfo=MADRID)
    assert add_working_time(friday, timedelta(hours=19), hours) == datetime(2026, 3, 29, 18, tzinfo=MADRID)


def test_an_opening_that_the_clock_skips_begins_where_it_lands() -> None:
    hours = WorkingHours(MADRID, (((time(2, 30), time(6)),),) * 7)  # 02:30 does not exist on 29 March
    start = datetime(2026, 3, 29, 0, tzinfo=MADRID)
    end = datetime(2026, 3, 29, 12, tzinfo=MADRID)
    assert working_time_between(start, end, hours) == timedelta(hours=2, minutes=30)


def test_always_open_is_plain_time() -> None:
    start = lima("11-18 23:00")
    assert add_working_time(start, timedelta(days=3, minutes=7), ALWAYS) == start + timedelta(days=3, minutes=7)


def test_a_calendar_that_never_opens_is_an_error_not_an_endless_search() -> None:
    never = WorkingHours(LIMA, ((),) * 7)
    with pytest.raises(ValueError, match="not open long enough"):
        add_working_time(lima("11-18 10:00"), timedelta(minutes=1), never)
    assert working_time_between(lima("11-18 10:00"), lima("11-25 10:00"), never) == timedelta(0)


# -- against counting minute by minute -----------------------------------------------------------------------------

MINUTES = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    """Return up to two stretches of a day, in order and apart."""
    marks = sorted(draw(st.sets(MINUTES, min_size=0, max_size=4)))
    marks = marks[: len(marks) // 2 * 2]
    return tuple(zip(marks[::2], marks[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingHours:
    """Return a week with something open, in a zone with or without daylight saving, and some odd dates."""
    week = (*(draw(stretches()) for _ in range(6)), ((time(9), time(17)),))
    zone = draw(st.sampled_from([LIMA, MADRID, SANTIAGO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]))
    days = st.dates(date(2026, 3, 20), date(2026, 4, 12))
    return WorkingHours(zone, week, draw(st.dictionaries(days, stretches(), max_size=3)))


STARTS = st.integers(0, 16 * 24 * 60).map(lambda m: datetime(2026, 3, 22, tzinfo=UTC) + timedelta(minutes=m))


def is_open(moment: datetime, hours: WorkingHours) -> bool:
    """Whether the wall clock of this minute is inside a stretch: the definition itself."""
    local = moment.astimezone(hours.zone)
    today = hours.exceptions.get(local.date(), hours.week[local.weekday()])
    return any(opens <= local.time() < closes for opens, closes in today)


@settings(max_examples=60, deadline=None)
@given(calendars(), STARTS, st.integers(0, 5000))
def test_measuring_equals_counting_minutes(hours: WorkingHours, start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    counted = sum(is_open(start + timedelta(minutes=n), hours) for n in range(length))
    measured = working_time_between(start, end, hours)
    # A stretch whose edge falls into a skipped or repeated hour follows PEP 495; counting by wall clock cannot.
    changes = start.astimezone(hours.zone).utcoffset() != end.astimezone(hours.zone).utcoffset()
    tolerance = timedelta(hours=1) if changes else timedelta(0)
    assert abs(measured - timedelta(minutes=counted)) <= tolerance


@settings(max_examples=60, deadline=None)
@given(calendars(), STARTS, st.integers(1, 3000))
def test_what_is_added_is_what_is_measured(hours: WorkingHours, start: datetime, minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    end = add_working_time(start, duration, hours)
    assert working_time_between(start, end, hours) == duration
    assert working_time_between(start, end - timedelta(seconds=1), hours) == duration - timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(calendars(), STARTS, st.integers(0, 3000), st.integers(0, 3000))
def test_adding_twice_equals_adding_at_once(hours: WorkingHours, start: datetime, first: int, second: int) -> None:
    once = add_working_time(start, timedelta(minutes=first + second), hours)
    middle = add_working_time(start, timedelta(minutes=first), hours)
    if second:
        assert add_working_time(middle, timedelta(minutes=second), hours) == once
