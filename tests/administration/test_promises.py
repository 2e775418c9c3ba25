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


def test_no_two_hours_of_the_week_have_the_same_label(browser: Client, starter: SLAPolicy) -> None:
    form = browser.get("/settings/sla/").context["form"]
    labels = [str(bound.label) for _day, fields in form.week_rows() for bound in fields]
    assert len(set(labels)) == len(labels) == 28


def promises(**changes: Any) -> dict[str, Any]:
    """Return the form as it is shown, with changes."""
    form: dict[str, Any] = {"scope": "new"}
    form |= {f"{t.metric}_{t.priority}": t.minutes for t in SLATarget.objects.all()}
    form |= {f"opens_{h.weekday}_1": h.opens for h in OpeningHours.objects.all()}
    form |= {f"closes_{h.weekday}_1": h.closes for h in OpeningHours.objects.all()}
    return form | changes


def test_targets_and_hours_are_changed_and_used_at_once(
    browser: Client, starter: SLAPolicy, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    default_policy()  # kept in this process
    form = promises(first_response_1=30, closes_0_1="13:00", opens_0_2="15:00", closes_0_2="00:00", opens_5_1="10:00")
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/settings/sla/", form | {"closes_5_1": "12:00"}).status_code == 302
    assert SLATarget.objects.get(metric="first_response", priority=1).minutes == 30
    monday = OpeningHours.objects.filter(weekday=0).values_list("opens", "closes")
    assert list(monday) == [(time(9), time(13)), (time(15), time(0))]
    assert OpeningHours.objects.filter(weekday=5).count() == 1
    policy = default_policy()
    assert policy is not None
    assert {t.minutes for t in policy.targets.all() if (t.metric, t.priority) == ("first_response", 1)} == {30}


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_response_1": 0},
        {"first_response_1": ""},
        {"closes_0_1": ""},
        {"closes_0_1": "08:00"},
        {"opens_0_2": "17:00", "closes_0_2": "19:00"},
        {f"{edge}_{day}_1": "" for edge in ("opens", "closes") for day in range(5)},
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
    form = promises(first_response_3=1, scope="open") | {f"opens_{day}_1": "00:00" for day in range(7)}
    form |= {f"closes_{day}_1": "00:00" for day in range(7)}
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
