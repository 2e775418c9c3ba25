"""Targets, hours and holidays: what administrators write, and which tickets follow."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import TicketFactory
from tickets.models import Holiday, OpeningHours, SLAPolicy, SLATarget, Ticket
from tickets.sla.calendars import default_policy

pytestmark = pytest.mark.django_db


def promises(**changes: Any) -> dict[str, Any]:
    """Return the form as it is shown, with changes."""
    form: dict[str, Any] = {"scope": "new"}
    form |= {f"{t.metric}_{t.priority}": t.minutes for t in SLATarget.objects.all()}
    form |= {f"hours_{h.weekday}": f"{h.opens:%H:%M}-{h.closes:%H:%M}" for h in OpeningHours.objects.all()}
    return form | {"time_zone": "America/Lima"} | changes


def test_targets_and_hours_are_changed_and_used_at_once(
    browser: Client, starter: SLAPolicy, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    default_policy()  # kept in this process
    hours = {"hours_0": "09:00-13:00, 15:00-24:00", "hours_5": "10-12", "time_zone": "America/Bogota"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/settings/sla/", promises(first_response_1=30, **hours)).status_code == 302
    assert SLATarget.objects.get(metric="first_response", priority=1).minutes == 30
    monday = OpeningHours.objects.filter(weekday=0).values_list("opens", "closes")
    assert list(monday) == [(time(9), time(13)), (time(15), time(0))]
    assert OpeningHours.objects.filter(weekday=5).count() == 1
    policy = default_policy()
    assert policy is not None
    assert policy.calendar.time_zone == "America/Bogota"
    assert {t.minutes for t in policy.targets.all() if (t.metric, t.priority) == ("first_response", 1)} == {30}


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_response_1": 0},
        {"first_response_1": ""},
        {"hours_0": "09:00"},
        {"hours_0": "09:00-08:00"},
        {"hours_0": "09:00-18:00, 17:00-19:00"},
        {f"hours_{day}": "" for day in range(5)},
        {"time_zone": "Mars/Base"},
    ],
)
def test_promises_that_make_no_sense_are_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, Any]) -> None:
    assert browser.post("/settings/sla/", promises(**wrong)).status_code == 422
    assert OpeningHours.objects.count() == 5


@pytest.mark.parametrize(
    ("written", "minutes"), [("45", 45), ("45 min", 45), ("4 h", 240), ("1h30", 90), ("27 H 5 m", 1625)]
)
def test_targets_are_written_as_people_say_them(
    browser: Client, starter: SLAPolicy, written: str, minutes: int
) -> None:
    assert browser.post("/settings/sla/", promises(resolution_3=written)).status_code == 302
    assert SLATarget.objects.get(metric="resolution", priority=3).minutes == minutes


@pytest.mark.parametrize("written", ["soon", "2 d", "0 h", "-5", "1.5 h", "99999999"])
def test_a_target_that_is_no_time_is_explained(browser: Client, starter: SLAPolicy, written: str) -> None:
    answer = browser.post("/settings/sla/", promises(resolution_3=written))
    assert (answer.status_code, "Write a time such as 30 min" in answer.content.decode()) == (422, True)
    assert f'value="{written}"' in answer.content.decode()


def test_past_holidays_are_folded(browser: Client, starter: SLAPolicy) -> None:
    calendar = starter.calendar
    today = timezone.localdate()
    for days in (-400, -1, 0, 30):
        Holiday.objects.create(calendar=calendar, date=today + timedelta(days=days), name=f"Day {days}")
    context = browser.get("/settings/sla/").context
    assert [day.name for day in context["coming"]] == ["Day 0", "Day 30"]
    assert [day.name for day in context["past"]] == ["Day -1", "Day -400"]


def test_open_tickets_follow_only_after_their_deadlines_were_shown(browser: Client, starter: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=timezone.now())
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    form = promises(first_response_3=1, scope="open") | {f"hours_{day}": "00:00-24:00" for day in range(7)}
    shown = browser.post("/settings/sla/", form)
    assert (shown.status_code, shown.context["effect"].moved) == (200, (ticket.pk,))
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at
    assert OpeningHours.objects.count() == 5
    agreed = form | {"agreed": shown.context["form"].fingerprint}
    other = browser.post("/settings/sla/", agreed | {"first_response_3": 2})  # not what was shown
    assert (other.status_code, OpeningHours.objects.count()) == (200, 5)
    assert browser.post("/settings/sla/", agreed).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == ticket.created_at + timedelta(minutes=1)


def test_new_promises_leave_open_tickets_alone_unless_asked(browser: Client, starter: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=timezone.now())
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    assert browser.post("/settings/sla/", promises(first_response_3=1)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at


def test_holidays_are_added_once_and_removed(browser: Client, starter: SLAPolicy) -> None:
    for name in ("Navidad", "Nochebuena"):
        form = {"date": "2026-12-24", "name": name, "opens": "09:00", "closes": "12:00"}
        assert browser.post("/settings/sla/holidays/", form).status_code == 302
    row = Holiday.objects.get()
    assert (row.date, row.name, row.closes) == (date(2026, 12, 24), "Nochebuena", time(12))
    assert browser.get("/settings/sla/").status_code == 200
    assert browser.post(f"/settings/sla/holidays/{row.pk}/removals/").status_code == 302
    assert Holiday.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"date": "soon"}, {"name": ""}, {"opens": "09:00"}, {"opens": "9:00", "closes": "8:00"}]
)
def test_a_wrong_holiday_is_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, str]) -> None:
    form = {"date": "2026-12-25", "name": "Navidad", **wrong}
    assert browser.post("/settings/sla/holidays/", form).status_code == 422
