"""What rules do to a ticket that comes in."""

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import Role
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory, inbound_message
from tests.factories.rules import make_rule
from tickets import defaults, history, intake
from tickets.models import Rule, RuleRevision, Ticket
from tickets.priority import Priority
from tickets.rules import routing

pytestmark = pytest.mark.django_db


def receive(**facts: Any) -> Ticket:
    """Return the ticket that a mail opens."""
    return Ticket.objects.get(pk=intake.receive(inbound_message(**facts)).message.ticket_id)


def told(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what the history says, and why."""
    return [(line.text, line.reason) for line in history.lines(ticket.events.all(), {})]


def test_a_rule_sets_team_person_priority_category_and_tags() -> None:
    defaults.install(language="en", time_zone="America/Lima")
    team, nora = TeamFactory.create(name="Dispatch"), UserFactory.create(name="Nora")
    category = CategoryFactory.create(name="Damaged", team=TeamFactory.create(name="Other"))
    then = {"category": category.pk, "team": team.pk, "assignee": nora.pk, "priority": 1, "tags": ["damage", "door"]}
    rule = make_rule(when=[("text", "any", ["broken", "dent"])], then=then)
    ticket = receive(subject="A dent", text="The door has a dent.")
    assert (ticket.category, ticket.team, ticket.assignee, ticket.priority) == (category, team, nora, Priority.URGENT)
    assert sorted(tag.name for tag in ticket.tags.all()) == ["damage", "door"]
    urgent = {row.metric: row.minutes for row in ticket.sla_policy.targets.filter(priority=1)}  # type: ignore[union-attr]
    assert {timer.metric: timer.target_minutes for timer in ticket.sla_timers.all()} == {
        metric: urgent[metric] for metric in ("first_response", "resolution")
    }
    why = "because of the rule “Damages”, version 1"
    assert told(ticket)[1:3] == [
        ("The rule “Damages” applied (version 1)", "because subject or text contain any of: dent"),
        ("Mesa set the category Damaged", why),
    ]
    assert told(ticket)[-4:] == [
        ("Mesa moved the ticket from the team Other to Dispatch", why),
        ("Mesa gave the ticket to Nora", why),
        ("Mesa changed the priority from Normal to Urgent", why),
        ("Mesa added the tags: damage, door", why),
    ]
    assert {event.cause for event in ticket.events.filter(kind__in=["routed", "assignee"])} == {f"rule:{rule.pk} v1"}


def test_a_rule_that_does_not_match_leaves_no_trace() -> None:
    make_rule(when=[("text", "any", ["broken"])], then={"priority": 1})
    ticket = receive(subject="Hello", text="All is well.")
    assert (ticket.priority, [event.kind for event in ticket.events.all()]) == (Priority.NORMAL, ["created"])


def test_a_rule_that_is_switched_off_does_nothing() -> None:
    rule = make_rule(then={"priority": 1})
    assert receive().priority == Priority.URGENT
    Rule.objects.filter(pk=rule.pk).update(is_active=False)
    assert receive(address="dave@example.com").priority == Priority.NORMAL


def test_the_lower_rule_wins_unless_the_upper_one_stops() -> None:
    upper = make_rule("Upper", then={"priority": 1}, position=1)
    make_rule("Lower", then={"priority": 4}, position=2)
    assert receive().priority == Priority.LOW
    Rule.objects.filter(pk=upper.pk).update(stops=True)
    assert receive(address="dave@example.com").priority == Priority.URGENT


def test_every_channel_is_routed_and_a_call_keeps_its_agent() -> None:
    nora, omar = UserFactory.create(), UserFactory.create()
    phone = ChannelFactory.create(kind="phone", slug="phone")
    make_rule(when=[("channel", "is", ["phone"])], then={"assignee": omar.pk, "tags": ["call"]})
    ticket = receive(channel=phone, opened_by=nora, assignee=nora, was_answered=True)
    assert (ticket.assignee, [tag.name for tag in ticket.tags.all()]) == (nora, ["call"])
    assert receive(address="dave@example.com").assignee is None


def test_a_category_condition_counts_those_inside_of_it() -> None:
    parent = CategoryFactory.create()
    child = CategoryFactory.create(parent=parent)
    make_rule(when=[("category", "is", [str(parent.pk)])], then={"tags": ["delivery"]})
    assert [tag.name for tag in receive(category=child).tags.all()] == ["delivery"]


@pytest.mark.parametrize("target", ["team", "assignee", "category"])
def test_a_target_that_is_gone_is_told_and_the_message_stays(target: str) -> None:
    rows = {
        "team": TeamFactory.create(name="Gone", is_active=False),
        "assignee": UserFactory.create(name="Gone", role=Role.LIGHT),
        "category": CategoryFactory.create(name="Gone", is_active=False),
    }
    make_rule(then={target: rows[target].pk, "priority": 2})
    ticket = receive(text="Please help")
    assert (ticket.priority, ticket.team, ticket.assignee, ticket.category) == (Priority.HIGH, None, None, None)
    assert ticket.messages.get().body_text == "Please help"
    event = ticket.events.get(kind="routed")
    assert event.after["failed"] == [{"do": target, "name": "Gone"}]
    assert history.sentence(event).endswith("but not everything could be done")
    assert "not done: " in told(ticket)[1][1]


def test_a_deleted_target_is_told_too() -> None:
    make_rule(then={"team": 999_999})
    assert "the team that was deleted is not in use" in told(receive())[1][1]


def test_an_edited_rule_counts_for_the_next_mail_of_every_process() -> None:
    rule = make_rule(then={"priority": 1})
    assert receive().priority == Priority.URGENT
    with connection.cursor() as cursor:  # as another process does it
        cursor.execute(
            "UPDATE tickets_rule SET actions = %s WHERE id = %s", ['[{"do": "priority", "value": 4}]', rule.pk]
        )
    assert receive(address="dave@example.com").priority == Priority.LOW


def test_a_change_that_is_rolled_back_leaves_no_rules_behind() -> None:
    make_rule(then={"priority": 1})
    receive()
    with transaction.atomic():
        Rule.objects.all().delete()
        assert receive(address="eve@example.com").priority == Priority.NORMAL
        transaction.set_rollback(True)
    assert receive(address="dave@example.com").priority == Priority.URGENT


def test_rules_cost_no_statement_where_none_applies() -> None:
    receive()
    with CaptureQueriesContext(connection) as without:
        receive(address="dave@example.com")
    make_rule(when=[("text", "any", ["broken"])], then={"priority": 1})
    receive(address="eve@example.com")  # reads the rules once
    with CaptureQueriesContext(connection) as beside:
        receive(address="fay@example.com")
    assert len(beside) == len(without)


def test_a_spoilt_rule_stops_neither_the_mail_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    Rule.objects.create(
        name="Spoilt", conditions={"match": "all", "items": [{"field": "mood"}]}, actions=[{"do": "dance", "value": 1}]
    )
    make_rule(then={"priority": 1})
    assert receive().priority == Priority.URGENT
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    "columns",
    [
        {"conditions": {}},
        {"conditions": {"match": "some", "items": []}},
        {"conditions": {"match": "all", "items": {}}},
        {"actions": []},
        {"actions": {"do": "team"}},
        {"schema": 2},
        {"version": 0},
        {"name": ""},
    ],
)
def test_the_database_refuses_what_is_no_rule(columns: dict[str, Any]) -> None:
    good = {"name": "x", "conditions": {"match": "all", "items": []}, "actions": [{"do": "priority", "value": 1}]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(**{**good, **columns})


def test_versions_of_a_rule_cannot_be_rewritten() -> None:
    rule = make_rule(then={"priority": 1})
    revision = RuleRevision.objects.create(
        rule=rule, version=1, at="2026-11-21T00:00Z", name="x", stops=False, conditions={}, actions=[]
    )
    for deed in (revision.delete, lambda: RuleRevision.objects.update(name="y")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()


def test_without_rules_nothing_is_read() -> None:
    assert routing.rules_at(None) == []
