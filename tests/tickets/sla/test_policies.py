"""Which policy a ticket has: its team's, in the hours of that policy; else the default one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from helpdesk.accounts.models import Team
from tests.factories import CategoryFactory, TicketFactory
from tests.factories.promises import night_team
from tests.factories.rules import make_rule
from tickets import defaults, lifecycle, properties
from tickets.models import SLAPolicy, SLATarget, TeamPolicy, Ticket
from tickets.sla.revision import plan, step

pytestmark = pytest.mark.django_db

LIMA = ZoneInfo("America/Lima")


def at(day: int, clock: str) -> datetime:
    """Return an instant of November 2026 by Lima's clock (the 18th is a Wednesday)."""
    return datetime.fromisoformat(f"2026-11-{day:02d} {clock}").replace(tzinfo=LIMA).astimezone(UTC)


@pytest.fixture(autouse=True)
def policy() -> SLAPolicy:
    """Monday to Friday, 9 to 18; first response 4 h for normal priority."""
    return defaults.install_policy(language="en", time_zone="America/Lima")


@pytest.fixture
def night() -> Team:
    """A team that works around the clock and answers within two hours."""
    return night_team()


def test_a_ticket_counts_in_the_hours_of_its_teams_policy(night: Team) -> None:
    mine = TicketFactory.create(at=at(18, "20:00"), category=CategoryFactory.create(team=night))
    other = TicketFactory.create(at=at(18, "20:00"), address="dave@example.com")
    assert (str(mine.sla_policy), mine.due_at) == ("Night", at(18, "22:00"))
    assert (str(other.sla_policy), other.due_at) == ("Standard", at(19, "13:00"))


def test_a_ticket_that_changes_teams_follows_and_keeps_the_time_used(night: Team) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    properties.set_team(ticket, night, at=at(18, "11:00"), by=None)
    assert (str(ticket.sla_policy), ticket.due_at) == ("Night", at(18, "12:00"))
    properties.set_team(ticket, None, at=at(18, "11:30"), by=None)
    assert (str(ticket.sla_policy), ticket.due_at) == ("Standard", at(18, "14:00"))


def test_a_rule_that_sends_it_to_the_team_brings_the_policy(night: Team) -> None:
    make_rule(then={"team": night.pk})
    assert TicketFactory.create(at=at(18, "20:00")).due_at == at(18, "22:00")


def test_what_is_solved_keeps_its_policy(night: Team, policy: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=at(18, "10:00"))
    lifecycle.set_status(ticket, "solved", at=at(18, "11:00"), by=None)
    properties.set_team(ticket, night, at=at(18, "12:00"), by=None)
    assert ticket.sla_policy == policy


def test_a_team_has_one_policy(night: Team, policy: SLAPolicy) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamPolicy.objects.create(policy=policy, team=night)


def test_a_team_out_of_use_gets_no_tickets_of_its_categories(night: Team) -> None:
    category = CategoryFactory.create(team=night)
    Team.objects.update(is_active=False)
    category.refresh_from_db()
    assert TicketFactory.create(at=at(18, "10:00"), category=category).team is None
    ticket = TicketFactory.create(at=at(18, "10:00"), address="dave@example.com")
    properties.set_category(ticket, category, at=at(18, "11:00"), by=None)
    assert ticket.team is None


def test_a_worker_lets_the_tickets_of_several_policies_follow_batch_by_batch(
    night: Team, policy: SLAPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.sla.revision.BATCH", 1)
    tickets = [TicketFactory.create(at=at(18, "10:00"), address=f"p{n}@example.com") for n in range(2)]
    tickets.append(TicketFactory.create(at=at(18, "10:00"), category=CategoryFactory.create(team=night)))
    SLATarget.objects.filter(metric="first_response").update(minutes=60)
    change = plan(SLAPolicy.objects.order_by("pk"), by=None, at=at(18, "10:30"))
    done = []
    while (count := step(change, at(18, "10:30"))) is not None:
        done.append(count)
    assert (change.total, done, change.facts["moved"]) == (3, [1, 1, 0, 1, 0], 3)
    assert {Ticket.objects.get(pk=ticket.pk).due_at for ticket in tickets} == {at(18, "11:00")}
