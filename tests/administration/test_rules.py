"""The settings pages of routing rules."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import ConfigChange, Role, User
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory, inbound_message
from tests.factories.rules import make_rule
from tickets import intake
from tickets.models import Organisation, Rule, RuleRevision, Ticket

pytestmark = pytest.mark.django_db

PAGES = ["rules/", "rules/new/", "rules/1/"]
WRITES = [
    "rules/new/",
    "rules/new/drafts/",
    "rules/1/",
    *(f"rules/1/{n}/" for n in ("drafts", "positions", "switches", "removals")),
]


def form(*rows: tuple[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return what the editor sends: rows by prefix."""
    data = {"name": "Damages", "is_active": "on", "match": "all", **fields}
    return {**data, **{f"{prefix}-{key}": value for prefix, row in rows for key, value in row.items()}}


def condition(field: str, op: str, value: str) -> dict[str, str]:
    """Return a row."""
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_only_administrators_reach_rules(client: Client, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    assert {client.get(f"/settings/{page}").status_code for page in PAGES} == {403}
    assert {client.post(f"/settings/{page}", {}).status_code for page in WRITES} == {403}
    assert {Client().post(f"/settings/{page}", {}).status_code for page in WRITES} == {302}


def test_a_saved_rule_routes_the_next_ticket_and_is_on_record(browser: Client, admin: User) -> None:
    team = TeamFactory.create(name="Dispatch")
    sent = form(
        ("c0", condition("text", "any", "dent, roto*")),
        ("c1", condition("sender", "is", "@Example.com")),
        ("a0", {"do": "team", "value": team.pk}),
        ("a1", {"do": "tags", "value": "Damage, door"}),
    )
    assert browser.post("/settings/rules/new/", sent).status_code == 302
    rule = Rule.objects.get()
    assert rule.conditions["items"] == [
        {"field": "text", "op": "any", "values": ["dent", "roto*"]},
        {"field": "sender", "op": "is", "values": ["example.com"]},
    ]
    ticket = intake.receive(inbound_message(text="La puerta: rotos los vidrios")).message.ticket
    assert (ticket.team, sorted(tag.name for tag in ticket.tags.all())) == (team, ["damage", "door"])
    assert [(r.version, r.by, r.name) for r in RuleRevision.objects.all()] == [(1, admin, "Damages")]
    change = ConfigChange.objects.get()
    assert (change.verb, change.by, change.after["Actions"]) == (
        *("added", admin),
        ["put into the team Dispatch", "add the tags damage, door"],
    )


def test_what_a_rule_says_makes_versions_and_being_switched_off_does_not(browser: Client) -> None:
    rule = make_rule(then={"priority": 1})
    same = form(("a0", {"do": "priority", "value": "1"}))
    browser.post(f"/settings/rules/{rule.pk}/", same)
    browser.post(f"/settings/rules/{rule.pk}/switches/", {"to": "off"})
    rule.refresh_from_db()
    assert (rule.version, rule.is_active, RuleRevision.objects.count()) == (1, False, 0)
    browser.post(f"/settings/rules/{rule.pk}/", form(("a0", {"do": "priority", "value": "2"})))
    rule.refresh_from_db()
    assert (rule.version, rule.is_active) == (2, True)
    assert RuleRevision.objects.get().actions == [{"do": "priority", "value": 2}]
    browser.post(f"/settings/rules/{rule.pk}/removals/")
    assert (Rule.objects.count(), RuleRevision.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "add at least one action"),
        ([("a0", {"do": "team", "value": "999"})], "Check the marked conditions and actions"),
        ([("a0", {"do": "priority", "value": "1"}), ("a1", {"do": "priority", "value": "2"})], "same thing twice"),
        ([("c0", condition("sender", "is", "not a domain"))], "neither an address nor a domain"),
        ([("c0", condition("organisation", "is", "Nobody"))], "No organisation has this name"),
        ([("c0", condition("text", "any", " , !"))], "Write words"),
        ([("c0", condition("channel", "any", "email"))], "Check the marked"),
    ],
)
def test_a_wrong_rule_is_refused_in_place(browser: Client, rows: list[tuple[str, dict[str, Any]]], says: str) -> None:
    if not any(prefix.startswith("a") for prefix, _row in rows) and rows:
        rows = [*rows, ("a0", {"do": "priority", "value": "1"})]
    answer = browser.post("/settings/rules/new/", form(*rows, name="Kept name"))
    assert (answer.status_code, Rule.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert says in page
    assert "Kept name" in page


def test_rows_are_added_and_removed_without_javascript(browser: Client) -> None:
    sent = form(("c0", condition("text", "any", "dent")), new_condition="language", add_condition="1")
    answer = browser.post("/settings/rules/new/drafts/", sent)
    assert (answer.status_code, Rule.objects.count()) == (200, 0)
    editor = answer.context["editor"]
    assert [(row.prefix, str(row.subject)) for row in editor.conditions] == [("c0", "text"), ("c1", "language")]
    sent = form(("c0", condition("text", "any", "dent")), ("a0", {"do": "priority", "value": "1"}), remove="c0")
    editor = browser.post("/settings/rules/new/drafts/", sent).context["editor"]
    assert ([row.prefix for row in editor.conditions], [str(row.deed) for row in editor.actions]) == ([], ["priority"])
    sent = form(("a0", {"do": "priority", "value": "1"}), new_action="priority", add_action="1")
    assert len(browser.post("/settings/rules/new/drafts/", sent).context["editor"].actions) == 1


def test_what_is_stored_comes_back_as_it_was_typed(browser: Client) -> None:
    organisation, category = Organisation.objects.create(name="Acme"), CategoryFactory.create()
    rule = make_rule(
        when=[
            ("organisation", "is", [str(organisation.pk)]),
            ("text", "all", ["a", "b"]),
            ("category", "is", [str(category.pk)]),
        ],
        then={"tags": ["x", "y"], "team": TeamFactory.create(is_active=False).pk},
    )
    editor = browser.get(f"/settings/rules/{rule.pk}/").context["editor"]
    assert [row["value"].value() for row in editor.conditions] == ["Acme", "a, b", str(category.pk)]
    assert editor.actions[0]["value"].value() == "x, y"
    assert "is not in use" in browser.get("/settings/rules/").content.decode()


def snapshot() -> list[Any]:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name != "django_session"]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            rows.append((table, cursor.fetchone()[0]))
    return rows


def test_a_dry_run_tells_before_and_after_and_leaves_the_database_as_it_was(browser: Client) -> None:
    team, category = TeamFactory.create(name="Dispatch"), CategoryFactory.create()
    hit = intake.receive(inbound_message(subject="Dent", text="x", category=category)).message.ticket
    intake.receive(inbound_message(subject="Hello", text="a dent", address="dave@example.org"))
    intake.receive(inbound_message(subject="Other", text="y", address="eve@example.com"))
    sent = form(
        ("c0", condition("text", "any", "dent")),
        ("c1", condition("category", "is", str(category.pk))),
        ("a0", {"do": "team", "value": team.pk}),
    )
    browser.get("/settings/rules/")  # makes the desk's own row
    before = snapshot()
    trial = browser.post("/settings/rules/new/drafts/", sent).context["trial"]
    assert snapshot() == before
    assert (trial.checked, trial.matched, trial.by_condition) == (3, 1, [2, 1])
    (example,) = trial.examples
    assert (example.ticket, [(c.name, c.before, c.after) for c in example.changes]) == (hit, [("Team", "", "Dispatch")])


def test_a_dry_run_and_the_list_cost_the_same_however_many_there_are(browser: Client) -> None:
    sent = form(("c0", condition("text", "any", "dent")), ("a0", {"do": "priority", "value": "1"}))

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as trial:
            browser.post("/settings/rules/new/drafts/", sent)
        with CaptureQueriesContext(connection) as page:
            browser.get("/settings/rules/")
        return len(trial), len(page)

    make_rule("A", when=[("text", "any", ["dent"])], then={"priority": 1})
    intake.receive(inbound_message(subject="Dent", text="x"))
    cost()  # makes the desk's own row
    first = cost()
    make_rule("B", when=[("channel", "is", ["email"])], then={"team": TeamFactory.create().pk})
    for n in range(4):
        intake.receive(inbound_message(subject="Dent", text="x", address=f"p{n}@example.com"))
    assert cost() == first


def test_rules_change_places_and_the_list_counts_what_they_did(browser: Client) -> None:
    make_rule("A", when=[("text", "any", ["dent"])], then={"priority": 1})
    lower = make_rule("B", then={"team": TeamFactory.create(is_active=False).pk})
    intake.receive(inbound_message(subject="Dent", text="x"))
    intake.receive(inbound_message(subject="Hello", text="x", address="dave@example.com"))
    Ticket.objects.update(created_at="2020-01-01T00:00Z")
    browser.post(f"/settings/rules/{lower.pk}/positions/", {"to": "up"})
    browser.post(f"/settings/rules/{lower.pk}/positions/", {"to": "up"})  # it is the first already
    rows = browser.get("/settings/rules/").context["rules"]
    assert [(row["rule"].name, row["hits"], row["failures"]) for row in rows] == [("B", 2, 2), ("A", 1, 0)]


def test_a_rule_that_points_to_something_gone_is_marked_broken_with_what_to_do(browser: Client) -> None:
    team, person = (
        TeamFactory.create(name="Dispatch", is_active=False),
        UserFactory.create(name="Nora", is_active=False),
    )
    gone, off = CategoryFactory.create(name="Gone"), CategoryFactory.create(name="Lamps", is_active=False)
    organisation, channel = Organisation.objects.create(name="Acme"), ChannelFactory.create()
    wanted = [("category", "is", [str(gone.pk)]), ("category", "is", [str(off.pk)])]
    wanted += [("organisation", "is", [str(organisation.pk)]), ("channel", "is", [str(channel.pk)])]
    rule = make_rule(when=wanted, then={"team": team.pk, "assignee": person.pk, "category": off.pk, "priority": 1})
    make_rule("Whole", when=[("text", "any", ["123"])], then={"tags": ["x"]})
    for row in (gone, organisation, channel):
        row.delete()
    (row, whole) = browser.get("/settings/rules/").context["rules"]
    assert row["faults"] == [
        "it asks for the category (deleted), which no new ticket can have",
        "it asks for the category Lamps, which no new ticket can have",
        "it asks for an organisation that was deleted",
        "it asks for a channel that was deleted",
        "the team Dispatch is not in use",
        "Nora takes no tickets",
        "the category Lamps is not in use",
    ]
    assert (whole["faults"], "Choose something else there" in browser.get("/settings/rules/").text) == ([], True)
    editor = browser.get(f"/settings/rules/{rule.pk}/")
    assert [form.fault != "" for form in editor.context["editor"].actions] == [True, True, True, False]
    assert editor.text.count("Choose something else, or remove this line.") == 7


def test_the_list_of_rules_keeps_the_focus_on_what_was_moved(browser: Client) -> None:
    upper, lower = (make_rule(name, then={"priority": 1}) for name in "AB")
    answer = browser.post(f"/settings/rules/{lower.pk}/positions/", {"to": "up"})
    assert answer["Location"] == f"/settings/rules/?moved={lower.pk}&to=up"
    assert 'value="down" autofocus' in browser.get(answer["Location"]).text
    assert upper.pk != lower.pk


def test_a_version_that_was_never_looked_at_is_not_written_over_in_silence(browser: Client) -> None:
    rule = make_rule(then={"priority": 1})
    mine = form(("a0", {"do": "priority", "value": "2"}), name="Mine", seen="1")
    assert (
        browser.post(f"/settings/rules/{rule.pk}/", form(("a0", {"do": "priority", "value": "3"}))).status_code == 302
    )
    refused = browser.post(f"/settings/rules/{rule.pk}/", mine)
    assert (refused.status_code, "Somebody saved version 2 of this rule meanwhile" in refused.text) == (422, True)
    assert 'name="seen" value="2"' in refused.text
    assert browser.post(f"/settings/rules/{rule.pk}/", mine | {"seen": "2"}).status_code == 302
    assert Rule.objects.get().name == "Mine"
