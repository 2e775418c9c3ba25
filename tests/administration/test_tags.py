"""The settings pages of tags."""

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import ConfigChange, Role, User
from tests.factories import TicketFactory, UserFactory
from tests.factories.rules import make_rule
from tests.factories.tickets import NOON
from tickets import bulk_changes, history, properties, tagging, tasks
from tickets.models import BulkChange, RuleRevision, Tag, Ticket

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


def test_a_merged_tag_gives_its_tickets_the_other_one_and_tells_them(browser: Client, admin: User) -> None:
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


def test_a_large_change_is_done_in_batches_by_a_worker_and_shows_how_far_it_is(
    browser: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "BATCH", 2)
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 2)
    tickets = [tagged("oven") for _n in range(3)]
    tagged("stove")
    tag, other = Tag.objects.get(name="oven"), Tag.objects.get(name="stove")
    answer = browser.post(f"/settings/tags/{tag.pk}/merges/", {"into": "stove"})
    change = BulkChange.objects.get()
    assert answer["Location"] == f"/settings/changes/{change.pk}/"
    assert [tags_of(ticket) for ticket in tickets] == [["oven"]] * 3
    assert bulk_changes.step(change.pk, at=NOON) is True
    page = browser.get(answer["Location"]).text
    assert ["2 of 3 tickets" in page, 'hx-trigger="every 2s"' in page] == [True, True]
    for path, form in ((f"{tag.pk}/merges", {"into": "stove"}), (f"{other.pk}/removals", {"count": 3})):
        refused = browser.post(f"/settings/tags/{path}/", form)
        assert (refused.status_code, "still under way" in refused.text) == (422, True)
    assert "under way" in browser.get(f"/settings/tags/{tag.pk}/").text
    tasks.run_bulk_change(change.pk)
    assert [tags_of(ticket) for ticket in tickets] == [["stove"]] * 3
    page = browser.get(answer["Location"]).text
    assert ["Done. 3 tickets changed." in page, "hx-trigger=" in page] == [True, False]
    assert (BulkChange.objects.get().by, Tag.objects.filter(pk=tag.pk).exists()) == (admin, False)


def test_a_change_that_broke_off_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(tasks.run_bulk_change, "apply_async", lambda args, countdown: begun.extend(args))
    tagged("oven")
    change = tagging.remove(Tag.objects.get(), by=None, at=NOON)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert tasks.resume_bulk_changes() == 1
    assert begun == [change.pk]


def test_whoever_puts_the_tag_on_a_ticket_meanwhile_has_it_taken_off_too() -> None:
    first = tagged("oven")
    change = tagging.remove(Tag.objects.get(), by=None, at=NOON)
    assert bulk_changes.step(change.pk, at=NOON) is True
    second = tagged("oven")
    while bulk_changes.step(change.pk, at=NOON):
        pass
    assert [tags_of(first), tags_of(second), Tag.objects.count()] == [[], [], 0]
    assert second.events.latest("pk").before == {"tags": ["oven"]}


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
