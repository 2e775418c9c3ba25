"""Targets, hours and holidays: what administrators write, and which tickets follow."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.administration.changes import hours, promises
from tests.factories import TicketFactory
from tickets import properties
from tickets.models import BulkChange, BusinessCalendar, Holiday, OpeningHours, SLAPolicy, SLATarget, Ticket
from tickets.sla.calendars import default_policy, hours_of, terms_of

pytestmark = pytest.mark.django_db


def test_targets_and_hours_are_changed_and_used_at_once(browser: Client, starter: SLAPolicy) -> None:
    default_policy()  # kept in this process
    assert browser.post(f"/settings/sla/policies/{starter.pk}/", promises(first_response_1=30)).status_code == 302
    week = {"hours_0": "09:00-13:00, 15:00-24:00", "hours_5": "10-12", "time_zone": "America/Bogota"}
    assert browser.post(f"/settings/sla/hours/{starter.calendar_id}/", hours(**week)).status_code == 302
    assert SLATarget.objects.get(metric="first_response", priority=1).minutes == 30
    monday = OpeningHours.objects.filter(weekday=0).values_list("opens", "closes")
    assert list(monday) == [(time(9), time(13)), (time(15), time(0))]
    assert OpeningHours.objects.filter(weekday=5).count() == 1
    policy = default_policy()
    assert policy is not None
    assert policy.calendar.time_zone == "America/Bogota"
    assert terms_of(policy).targets["first_response", 1] == 30
    assert terms_of(policy).hours == hours_of(policy.calendar)


@pytest.mark.parametrize("wrong", [{"first_response_1": 0}, {"first_response_1": ""}, {"calendar": 999}, {"name": ""}])
def test_promises_that_make_no_sense_are_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, Any]) -> None:
    assert browser.post(f"/settings/sla/policies/{starter.pk}/", promises(**wrong)).status_code == 422
    assert SLATarget.objects.get(metric="first_response", priority=1).minutes == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours_0": "09:00"},
        {"hours_0": "09:00-08:00"},
        {"hours_0": "09:00-18:00, 17:00-19:00"},
        {f"hours_{day}": "" for day in range(5)},
        {"time_zone": "Mars/Base"},
        {"name": ""},
    ],
)
def test_hours_that_make_no_sense_are_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, Any]) -> None:
    assert browser.post(f"/settings/sla/hours/{starter.calendar_id}/", hours(**wrong)).status_code == 422
    assert OpeningHours.objects.count() == 5


@pytest.mark.parametrize(
    ("written", "minutes"), [("45", 45), ("45 min", 45), ("4 h", 240), ("1h30", 90), ("27 H 5 m", 1625)]
)
def test_targets_are_written_as_people_say_them(
    browser: Client, starter: SLAPolicy, written: str, minutes: int
) -> None:
    assert browser.post(f"/settings/sla/policies/{starter.pk}/", promises(resolution_3=written)).status_code == 302
    assert SLATarget.objects.get(metric="resolution", priority=3).minutes == minutes


@pytest.mark.parametrize("written", ["soon", "2 d", "0 h", "-5", "1.5 h", "99999999"])
def test_a_target_that_is_no_time_is_explained(browser: Client, starter: SLAPolicy, written: str) -> None:
    answer = browser.post(f"/settings/sla/policies/{starter.pk}/", promises(resolution_3=written))
    assert (answer.status_code, "Write a time such as 30 min" in answer.content.decode()) == (422, True)
    assert f'value="{written}"' in answer.content.decode()


def test_past_holidays_are_folded(browser: Client, starter: SLAPolicy) -> None:
    calendar = starter.calendar
    today = timezone.localdate()
    for days in (-400, -1, 0, 30):
        Holiday.objects.create(calendar=calendar, date=today + timedelta(days=days), name=f"Day {days}")
    context = browser.get(f"/settings/sla/hours/{calendar.pk}/").context
    assert [day.name for day in context["coming"]] == ["Day 0", "Day 30"]
    assert [day.name for day in context["past"]] == ["Day -1", "Day -400"]


def test_open_tickets_follow_only_after_their_deadlines_were_shown(browser: Client, starter: SLAPolicy) -> None:
    ticket, url = TicketFactory.create(at=timezone.now()), f"/settings/sla/hours/{starter.calendar_id}/"
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    form = hours(scope="open") | {f"hours_{day}": "00:00-24:00" for day in range(7)}
    shown = browser.post(url, form)
    assert (shown.status_code, shown.context["effect"].moved) == (200, (ticket.pk,))
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at
    assert OpeningHours.objects.count() == 5
    agreed = form | {"agreed": shown.context["form"].fingerprint}
    other = browser.post(url, agreed | {"hours_6": "1-2"})  # not what was shown
    assert (other.status_code, OpeningHours.objects.count()) == (200, 5)
    assert browser.post(url, agreed).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == ticket.created_at + timedelta(hours=4)
    change = BulkChange.objects.get()
    assert (change.done, change.facts["moved"], change.finished_at is not None) == (1, 1, True)


def test_targets_of_open_tickets_follow_when_asked(browser: Client, starter: SLAPolicy) -> None:
    BusinessCalendar.objects.get().opening_hours.all().delete()
    for day in range(7):
        OpeningHours.objects.create(calendar=starter.calendar, weekday=day, opens=time(0), closes=time(0))
    ticket, url = TicketFactory.create(at=timezone.now()), f"/settings/sla/policies/{starter.pk}/"
    form = promises(first_response_3=1, scope="open")
    agreed = form | {"agreed": browser.post(url, form).context["form"].fingerprint}
    assert browser.post(url, agreed).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == ticket.created_at + timedelta(minutes=1)


def test_new_promises_leave_open_tickets_alone_unless_asked(browser: Client, starter: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=timezone.now())
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    assert browser.post(f"/settings/sla/policies/{starter.pk}/", promises(first_response_3=1)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at


def test_what_the_page_says_of_new_tickets_only_is_what_happens(browser: Client, starter: SLAPolicy) -> None:
    """A deadline stays until something happens on its ticket, and counts as saved from then on."""
    wednesday = datetime(2026, 11, 18, 15, tzinfo=UTC)  # 10:00 in Lima; due at 14:00
    ticket = TicketFactory.create(at=wednesday)
    url = f"/settings/sla/hours/{starter.calendar_id}/"
    assert browser.post(url, hours(hours_2="9-12")).status_code == 302  # closed from noon on
    browser.post(f"{url}holidays/", {"date": "2026-11-19", "name": "Fiesta"})
    assert Ticket.objects.get(pk=ticket.pk).due_at == datetime(2026, 11, 18, 19, tzinfo=UTC)
    properties.set_priority(ticket, 4, at=wednesday + timedelta(minutes=5), by=None)
    target = starter.targets.get(
        metric="first_response", priority=4
    ).minutes  # 9 h: 2 today, none tomorrow, 7 on Friday
    assert (target, Ticket.objects.get(pk=ticket.pk).due_at) == (540, datetime(2026, 11, 20, 21, tzinfo=UTC))


def test_holidays_are_added_once_and_removed(browser: Client, starter: SLAPolicy) -> None:
    url = f"/settings/sla/hours/{starter.calendar_id}/"
    for name in ("Navidad", "Nochebuena"):
        form = {"date": "2026-12-24", "name": name, "opens": "09:00", "closes": "12:00"}
        assert browser.post(f"{url}holidays/", form).status_code == 302
    row = Holiday.objects.get()
    assert (row.date, row.name, row.closes) == (date(2026, 12, 24), "Nochebuena", time(12))
    assert browser.get(url).status_code == 200
    assert browser.post(f"{url}holidays/{row.pk}/removals/").status_code == 302
    assert Holiday.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"date": "soon"}, {"name": ""}, {"opens": "09:00"}, {"opens": "9:00", "closes": "8:00"}]
)
def test_a_wrong_holiday_is_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, str]) -> None:
    form = {"date": "2026-12-25", "name": "Navidad", **wrong}
    assert browser.post(f"/settings/sla/hours/{starter.calendar_id}/holidays/", form).status_code == 422
