"""The settings pages of tags."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import ConfigChange, Role, User
from tests.factories import TicketFactory, UserFactory
from tests.factories.rules import make_rule
from tests.factories.tickets import NOON
from tickets import history, properties, tagging
from tickets.models import RuleRevision, Tag, Ticket

pytestmark = pytest.mark.django_db

READ = ["tags/", "tags/1/"]
WRITE = ["tags/1/", "tags/1/merges/", "tags/1/removals/"]


def tagged(*names: str) -> Ticket:
    """Return a ticket with tags."""
    ticket: Ticket = TicketFactory.create()
    properties.set_tags(ticket, names, at=NOON, by=None)
    return ticket


def tags_of(ticket: Ticket) -> list[str]:
    """Return the names."""
    return sorted(tag.name for tag in ticket.tags.all())


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_only_administrators_reach_tags(client: Client, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    assert {client.get(f"/settings/{page}").status_code for page in READ} == {403}
    assert {client.post(f"/settings/{page}", {}).status_code for page in WRITE} == {403}
    assert {Client().post(f"/settings/{page}", {}).status_code for page in WRITE} == {302}


def test_the_list_counts_tickets_with_the_same_queries_however_many(browser: Client) -> None:
    tagged("oven", "gas")
    browser.get("/settings/tags/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/settings/tags/")
    tagged("oven", "door", "glass")
    with CaptureQueriesContext(connection) as more:
        page = browser.get("/settings/tags/").context["page"]
    assert [(tag.name, tag.count) for tag in page] == [("door", 1), ("gas", 1), ("glass", 1), ("oven", 2)]
    assert len(more) == len(few)
    assert [tag.name for tag in browser.get("/settings/tags/?q=LAS").context["page"]] == ["glass"]


def test_a_renamed_tag_is_renamed_on_tickets_and_in_rules(browser: Client, admin: User) -> None:
    ticket, rule = tagged("oven"), make_rule(then={"tags": ["oven", "x"]})
    tag = Tag.objects.get(name="oven")
    assert browser.post(f"/settings/tags/{tag.pk}/", {"name": "Stove"}).status_code == 302
    rule.refresh_from_db()
    assert (tags_of(ticket), rule.actions, rule.version) == (["stove"], [{"do": "tags", "value": ["stove", "x"]}], 2)
    assert RuleRevision.objects.get().by == admin
    assert ConfigChange.objects.get(kind="tickets.tag").after == {"name": "stove"}


@pytest.mark.parametrize(("name", "says"), [("GAS", "Merge the two below"), ("a, b", "no comma"), ("", "required")])
def test_a_name_that_cannot_be_is_refused_in_place(browser: Client, name: str, says: str) -> None:
    tagged("oven", "gas")
    answer = browser.post(f"/settings/tags/{Tag.objects.get(name='oven').pk}/", {"name": name})
    assert answer.status_code == 422
    assert says in answer.content.decode() or not name


def test_a_merged_tag_gives_its_tickets_the_other_one_and_tells_them(
    browser: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "BATCH", 2)
    tickets = [tagged("oven", "x"), tagged("oven"), tagged("oven", "stove")]
    rule = make_rule(then={"tags": ["oven", "stove"]})
    tag, versions = Tag.objects.get(name="oven"), [Ticket.objects.get(pk=t.pk).version for t in tickets]
    assert browser.post(f"/settings/tags/{tag.pk}/merges/", {"into": "nothing"}).status_code == 422
    assert browser.post(f"/settings/tags/{tag.pk}/merges/", {"into": "Stove"}).status_code == 302
    assert [tags_of(ticket) for ticket in tickets] == [["stove", "x"], ["stove"], ["stove"]]
    assert not Tag.objects.filter(name="oven").exists()
    assert [Ticket.objects.get(pk=t.pk).version for t in tickets] == [version + 1 for version in versions]
    event = tickets[0].events.latest("pk")
    assert (event.user, event.before, event.after) == (admin, {"tags": ["oven", "x"]}, {"tags": ["stove", "x"]})
    assert history.lines([event], {})[0].reason == "the tag was merged in the settings"
    rule.refresh_from_db()
    assert rule.actions == [{"do": "tags", "value": ["stove"]}]


def test_a_tag_is_deleted_by_whoever_knows_on_how_many_tickets_it_is(browser: Client) -> None:
    ticket, other = tagged("oven", "x"), tagged("oven")
    path = f"/settings/tags/{Tag.objects.get(name='oven').pk}/removals/"
    assert browser.post(path, {"count": "1"}).status_code == 422
    assert tags_of(other) == ["oven"]
    assert browser.post(path, {"count": "2"}).status_code == 302
    assert (tags_of(ticket), tags_of(other)) == (["x"], [])
    assert history.lines([other.events.latest("pk")], {})[0].reason == "the tag was deleted in the settings"


def test_a_tag_that_a_rule_adds_is_not_deleted(browser: Client) -> None:
    tagged("oven")
    make_rule("Ovens", then={"tags": ["oven"]})
    answer = browser.post(f"/settings/tags/{Tag.objects.get().pk}/removals/", {"count": "1"})
    assert (answer.status_code, Tag.objects.count()) == (422, 1)
    assert "A rule adds this tag: Ovens" in answer.content.decode()
