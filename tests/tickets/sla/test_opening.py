"""Whether the desk is open."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tickets.sla.opening import opening_at
from tickets.working_time import ALWAYS, WorkingHours

LIMA = ZoneInfo("America/Lima")
DAY = ((time(9), time(13)), (time(14), time(18)))
WEEK = WorkingHours(LIMA, (DAY, DAY, DAY, DAY, DAY, (), ()))


@pytest.mark.parametrize(
    ("at", "state", "changes_at"),
    [
        (datetime(2026, 11, 18, 8, tzinfo=LIMA), "closed", datetime(2026, 11, 18, 9, tzinfo=LIMA)),
        (datetime(2026, 11, 18, 9, tzinfo=LIMA), "open", datetime(2026, 11, 18, 13, tzinfo=LIMA)),
        (datetime(2026, 11, 18, 13, tzinfo=LIMA), "closed", datetime(2026, 11, 18, 14, tzinfo=LIMA)),
        (datetime(2026, 11, 20, 18, tzinfo=LIMA), "closed", datetime(2026, 11, 23, 9, tzinfo=LIMA)),
    ],
)
def test_a_desk_with_hours_opens_and_closes(at: datetime, state: str, changes_at: datetime) -> None:
    opening = opening_at(WEEK, at)
    assert opening is not None
    assert (opening.is_open, opening.changes_at) == (state == "open", changes_at)


def test_a_desk_that_works_through_the_night_closes_in_the_morning() -> None:
    night = WorkingHours(LIMA, (((time(20), time(0)),), ((time(0), time(6)),), (), (), (), (), ()))
    opening = opening_at(night, datetime(2026, 11, 16, 23, tzinfo=LIMA))
    assert opening is not None
    assert opening.changes_at == datetime(2026, 11, 17, 6, tzinfo=LIMA)


def test_a_desk_that_never_closes_is_always_open() -> None:
    opening = opening_at(ALWAYS, datetime(2026, 11, 18, tzinfo=UTC))
    assert opening is not None
    assert (opening.is_open, opening.changes_at) == (True, None)


def test_a_desk_without_hours_is_neither_open_nor_closed() -> None:
    assert opening_at(WorkingHours(LIMA, ((),) * 7), datetime(2026, 11, 18, tzinfo=UTC)) is None
