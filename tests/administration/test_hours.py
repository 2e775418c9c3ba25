"""Hours as people write them, holidays of whole countries, and what both mean for a ticket."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.test import Client

from helpdesk.administration.holiday_forms import missing_year
from helpdesk.administration.public_holidays import COUNTRIES, public_holidays, regions
from helpdesk.administration.trial import next_friday
from helpdesk.administration.week import DayHoursField, written
from tests.administration.changes import hours, promises
from tests.factories import TicketFactory
from tickets.models import BusinessCalendar, Holiday, OpeningHours, SLAPolicy, SLATarget, Ticket

SPANISH = ("Año Nuevo", "Confraternización Universal", "Triunfo de la Revolución")
ENGLISH = ("New Year's Day", "Universal Fraternization Day", "Liberation Day")
pytestmark = pytest.mark.django_db
LISTS = "/settings/sla/hours/%s/holidays/lists/"
LIMA = ZoneInfo("America/Lima")


# -- a day as it is written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("", ()),
        ("09:00-18:00", ((time(9), time(18)),)),
        ("9-13, 15-18:30", ((time(9), time(13)), (time(15), time(18, 30)))),
        ("9:00 – 13:00; 15:00 — 18:00", ((time(9), time(13)), (time(15), time(18)))),
        ("8 a 12 y 14 a 18", ((time(8), time(12)), (time(14), time(18)))),
        ("8h to 12h and 14.30 until 18h", ((time(8), time(12)), (time(14, 30), time(18)))),
        ("00:00-24:00", ((time(0), time(0)),)),
        (
            "6-8, 9-11, 12-14, 15-24",
            ((time(6), time(8)), (time(9), time(11)), (time(12), time(14)), (time(15), time(0))),
        ),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, stretches: Any) -> None:
    field = DayHoursField()
    assert field.clean(text) == stretches
    assert field.clean(written(stretches)) == stretches


@pytest.mark.parametrize(
    "text",
    [
        "nine",
        "09:00",
        "9-",
        "25-26",
        "9-24:30",
        "18-9",
        "9-9",
        "9-13, 12-18",
        "15-18, 9-13",
        "9-24, 10-12",
        "1-2," * 9,
        "9-1٣",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayHoursField().clean(text)


# -- holidays of a country --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_country_has_its_holidays_in_both_languages(country: str, language: str) -> None:
    found = public_holidays(country, 2027, language=language)
    first = found[0]
    assert (first.is_general, first.date, first.name) in {
        (True, date(2027, 1, 1), name) for name in (SPANISH if language == "es" else ENGLISH)
    }
    assert [one.date for one in found] == sorted({one.date for one in found})


def test_a_region_adds_its_own() -> None:
    assert ("CT", "Catalunya") in regions("ES")
    diada = date(2027, 9, 11)
    assert diada not in {one.date for one in public_holidays("ES", 2027)}
    assert diada in {one.date for one in public_holidays("ES", 2027, region="CT")}


def test_names_that_the_library_lacks_are_ours() -> None:
    names = {one.date: one.name for one in public_holidays("US", 2027)}
    assert names[date(2027, 11, 25)] == "Día de Acción de Gracias"
    assert names[date(2027, 7, 5)] == "Día de la Independencia (trasladado)"
    assert next(one for one in public_holidays("BR", 2027) if one.date == date(2027, 2, 9)).is_general is False


# -- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(browser: Client, starter: SLAPolicy) -> Client:
    """An administrator's browser, at a desk with hours."""
    return browser


def test_a_list_is_shown_first_and_loaded_once(browser: Client) -> None:
    query = {"country": "PE", "year": "2027"}
    page = browser.get(LISTS % BusinessCalendar.objects.get().pk, query)
    chosen = [one.value for one in page.context["offered"] if one.is_chosen]
    assert (page.status_code, len(chosen), Holiday.objects.count()) == (200, 17, 0)
    for _n in range(2):
        assert browser.post(LISTS % BusinessCalendar.objects.get().pk, {**query, "day": chosen[:3]}).status_code == 302
        assert Holiday.objects.count() == 3
    assert BusinessCalendar.objects.get().country == "PE"
    assert Holiday.objects.order_by("date")[1].name == "Maundy Thursday"
    again = browser.get(LISTS % BusinessCalendar.objects.get().pk, query)
    assert [one.is_there for one in again.context["offered"]][:4] == [True, True, True, False]


def test_a_day_that_the_country_does_not_have_is_not_added(browser: Client) -> None:
    browser.post(LISTS % BusinessCalendar.objects.get().pk, {"country": "PE", "year": 2027, "day": ["2027-02-03", "x"]})
    assert Holiday.objects.count() == 0


@pytest.mark.parametrize(
    "query", [{"country": "XX", "year": "2027"}, {"country": "PE", "year": "1"}, {"country": "PE"}]
)
def test_a_list_that_there_is_not_is_refused_in_place(browser: Client, query: dict[str, str]) -> None:
    assert browser.get(LISTS % BusinessCalendar.objects.get().pk, query).status_code == 422


def test_the_region_of_another_country_is_forgotten(browser: Client) -> None:
    page = browser.get(LISTS % BusinessCalendar.objects.get().pk, {"country": "CL", "year": "2027", "region": "CT"})
    assert (page.status_code, len(page.context["offered"]) > 10) == (200, True)


def test_the_page_reminds_of_the_year_that_has_no_holidays(browser: Client, starter: SLAPolicy) -> None:
    calendar = starter.calendar
    assert missing_year(calendar, date(2026, 3, 1)) == 2026
    Holiday.objects.create(calendar=calendar, date="2026-12-25", name="Navidad")
    assert missing_year(calendar, date(2026, 9, 30)) is None
    assert missing_year(calendar, date(2026, 10, 1)) == 2027
    with time_machine.travel(datetime(2026, 11, 18, 12, tzinfo=UTC)):
        assert "There are no holidays for 2027 yet." in browser.get(f"/settings/sla/hours/{calendar.pk}/").text
        reminder = "Opening hours has no holidays for 2027 yet"
        assert [reminder in browser.get(f"/settings/{page}/").text for page in ("sla", "reminders")] == [True, True]
        assert 'hx-get="/settings/reminders/"' in browser.get("/agent/tickets/").text
    BusinessCalendar.objects.create(name="Unused", time_zone="America/Lima")
    with time_machine.travel(datetime(2026, 9, 18, 12, tzinfo=UTC)):
        assert browser.get("/settings/reminders/").text.strip() == ""


@pytest.mark.parametrize(
    ("holiday", "due"),
    [
        (None, datetime(2026, 11, 20, 19, tzinfo=UTC)),
        ({"opens": None, "closes": None}, datetime(2026, 11, 23, 19, tzinfo=UTC)),  # Friday is a holiday
        ({"opens": time(9), "closes": time(10)}, datetime(2026, 11, 23, 18, tzinfo=UTC)),  # open for an hour
    ],
)
def test_deadlines_skip_holidays(starter: SLAPolicy, holiday: dict[str, Any] | None, due: datetime) -> None:
    if holiday:
        Holiday.objects.create(calendar=starter.calendar, date="2026-11-20", name="Fiesta", **holiday)
    SLATarget.objects.filter(metric="first_response").update(minutes=420)
    ticket = TicketFactory.create(at=datetime(2026, 11, 19, 21, tzinfo=UTC))  # Thursday 16:00 in Lima
    assert Ticket.objects.get(pk=ticket.pk).due_at == due


# -- trying it --------------------------------------------------------------------------------------------------------


TRIAL = {"try-created": "2026-11-20T17:30", "try-priority": 3}


def test_a_ticket_of_friday_half_past_five_with_four_hours_is_due_on_monday(
    browser: Client, starter: SLAPolicy
) -> None:
    url = f"/settings/sla/policies/{starter.pk}/simulations/"
    page = browser.post(url, TRIAL | promises(first_response_3=240))
    story = page.context["story"]
    assert story.text == "A ticket that comes on Friday 20 November at 17:30:"
    assert (story.steps[0].when, story.steps[0].allowed) == ("Monday 23 November, 12:30", "4\xa0h of opening hours")
    assert SLATarget.objects.get(metric="first_response", priority=3).minutes == 240


def test_the_trial_follows_hours_that_are_not_saved(browser: Client, starter: SLAPolicy) -> None:
    Holiday.objects.create(calendar=starter.calendar, date="2026-11-21", name="Fiesta")
    SLATarget.objects.filter(metric="first_response", priority=3).update(minutes=60)
    url = f"/settings/sla/hours/{starter.calendar_id}/simulations/"
    page = browser.post(url, TRIAL | hours(hours_4="9-17", hours_5="9-13"))
    story = page.context["story"]
    assert story.text.startswith("A ticket that comes on Friday 20 November at 17:30, while closed:")
    assert story.steps[0].when == "Monday 23 November, 10:00"  # Saturday is a holiday
    assert story.holidays == "21 November 2026"
    assert OpeningHours.objects.filter(weekday=5).count() == 0


@pytest.mark.parametrize("wrong", [{"try-created": "soon"}, {"try-priority": 9}, {"hours_0": "late"}])
def test_a_trial_with_a_wrong_field_says_so(browser: Client, starter: SLAPolicy, wrong: dict[str, Any]) -> None:
    page = browser.post(f"/settings/sla/hours/{starter.calendar_id}/simulations/", TRIAL | hours(**wrong))
    assert (page.status_code, page.context["story"]) == (422, None)
    assert "Correct the marked fields first." in page.text


def test_the_page_begins_with_the_coming_friday(browser: Client, starter: SLAPolicy) -> None:
    assert next_friday(datetime(2026, 11, 20, 12, tzinfo=UTC), LIMA) == datetime(2026, 11, 27, 17, 30, tzinfo=LIMA)
    assert next_friday(datetime(2026, 11, 18, 12, tzinfo=UTC), LIMA) == datetime(2026, 11, 20, 17, 30, tzinfo=LIMA)
    assert browser.get(f"/settings/sla/policies/{starter.pk}/").context["story"].steps != []
    assert browser.get(f"/settings/sla/hours/{starter.calendar_id}/").context["story"].steps != []


@pytest.mark.parametrize("created", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_ticket_of_another_age_is_not_tried(browser: Client, starter: SLAPolicy, created: str) -> None:
    url = f"/settings/sla/hours/{starter.calendar_id}/simulations/"
    page = browser.post(url, TRIAL | hours() | {"try-created": created})
    assert (page.status_code, page.context["story"]) == (422, None)
    assert "Choose a day of this century." in page.text
