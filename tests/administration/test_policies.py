"""The settings pages of SLA policies and opening hours."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from helpdesk.accounts.models import Team
from tests.administration.changes import hours, promises
from tests.factories import CategoryFactory, TeamFactory, TicketFactory
from tests.factories.promises import night_team
from tickets.models import BusinessCalendar, SLAPolicy, Ticket
from tickets.sla.calendars import policy_for

pytestmark = pytest.mark.django_db

LIMA = ZoneInfo("America/Lima")


def at(day: int, clock: str) -> datetime:
    """Return an instant of November 2026 by Lima's clock (the 18th is a Wednesday)."""
    return datetime.fromisoformat(f"2026-11-{day:02d} {clock}").replace(tzinfo=LIMA).astimezone(UTC)


@pytest.fixture
def policy(starter: SLAPolicy) -> SLAPolicy:
    """The default one."""
    return starter


@pytest.fixture
def night(policy: SLAPolicy) -> Team:
    """A team with a policy of its own."""
    return night_team()


def test_another_policy_is_made_for_a_team(browser: Client) -> None:
    team = TeamFactory.create(name="Repairs")
    assert browser.post("/settings/sla/hours/new/", hours(name="Shop", hours_5="10-14")).status_code == 302
    shop = BusinessCalendar.objects.get(name="Shop")
    form = promises(name="Repairs", calendar=shop.pk, teams=[team.pk], first_response_3=30, pauses_on_third_party="")
    assert browser.post("/settings/sla/policies/new/", form).status_code == 302
    made = policy_for(team.pk)
    assert made is not None
    assert (made.name, made.calendar, made.is_default, made.pauses_on_third_party) == ("Repairs", shop, False, False)
    ticket = TicketFactory.create(at=at(21, "10:00"), category=CategoryFactory.create(team=team))
    assert ticket.due_at == at(21, "10:30")  # a Saturday
    page = browser.get("/settings/sla/").text
    assert ["Repairs" in page, "Shop" in page, "Sat 10:00–14:00" in page] == [True, True, True]


def test_a_team_of_another_policy_is_refused_in_place(browser: Client, night: Team) -> None:
    answer = browser.post("/settings/sla/policies/new/", promises(name="Second", teams=[night.pk]))
    assert (answer.status_code, "Night (Night)" in answer.text) == (422, True)


def test_the_default_policy_claims_no_team(browser: Client, night: Team, policy: SLAPolicy) -> None:
    own = SLAPolicy.objects.get(name="Night")
    assert "teams" not in browser.get(f"/settings/sla/policies/{policy.pk}/").context["form"].fields
    assert browser.post(f"/settings/sla/policies/{own.pk}/", promises(name="Night")).status_code == 302
    assert policy_for(night.pk) == policy  # no team was ticked


def test_a_policy_in_use_and_the_default_one_stay(browser: Client, night: Team, policy: SLAPolicy) -> None:
    own = SLAPolicy.objects.get(name="Night")
    ticket = TicketFactory.create(category=CategoryFactory.create(team=night))
    for row, why in ((own, "1 ticket has this policy"), (policy, "The default policy stays")):
        answer = browser.post(f"/settings/sla/policies/{row.pk}/removals/", follow=True)
        assert why in answer.text
    Ticket.objects.filter(pk=ticket.pk).update(sla_policy=policy)
    browser.post(f"/settings/sla/policies/{own.pk}/removals/")
    assert list(SLAPolicy.objects.all()) == [policy]


def test_hours_in_use_are_not_deleted_and_the_page_says_where(browser: Client, night: Team) -> None:
    always = BusinessCalendar.objects.get(name="Always")
    answer = browser.post(f"/settings/sla/hours/{always.pk}/removals/", follow=True)
    assert "These hours are in use by: Night. Choose other hours there first." in answer.text
    SLAPolicy.objects.filter(name="Night").delete()
    browser.post(f"/settings/sla/hours/{always.pk}/removals/")
    assert not BusinessCalendar.objects.filter(name="Always").exists()


def test_hours_of_one_policy_leave_the_tickets_of_others_alone(browser: Client, night: Team, policy: SLAPolicy) -> None:
    mine = TicketFactory.create(at=at(18, "10:00"), category=CategoryFactory.create(team=night))
    other = TicketFactory.create(at=at(18, "10:00"), address="dave@example.com")
    form = hours(scope="open", hours_2="9-11")
    url = f"/settings/sla/hours/{policy.calendar_id}/"
    shown = browser.post(url, form)
    assert shown.context["effect"].moved in {(other.pk,), ()}
    browser.post(url, form | {"agreed": shown.context["form"].fingerprint})
    assert Ticket.objects.get(pk=mine.pk).due_at == at(18, "12:00")
