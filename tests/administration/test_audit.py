"""Every change of the settings is written down once, truly, without secrets, and for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from helpdesk.accounts.models import ConfigChange, Role, Team, User
from helpdesk.administration import audit
from tests.administration.changes import CHANGE_NOTHING, CHANGES, a_policy, hours, promises
from tests.channels_inbound.test_settings import FORM as MAILBOX
from tests.factories import CategoryFactory, TeamFactory, UserFactory
from tests.factories.tickets import NOON
from tickets.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    """The administrator."""
    user: User = UserFactory.create(name="Ana", email="admin@desk.test", role=Role.ADMIN)
    return user


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def settings_patterns() -> list[URLPattern]:
    (resolver,) = (one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "settings")
    return list(patterns([resolver]))


def address(pattern: URLPattern) -> str:
    names = pattern.pattern.converters
    return reverse(f"settings:{pattern.name}", kwargs={n: 1 if c.regex == "[0-9]+" else "es" for n, c in names.items()})


def test_every_page_that_takes_a_post_has_its_case(browser: Client) -> None:
    writing = {str(one.name) for one in settings_patterns() if browser.post(address(one)).status_code != 405}
    assert writing == set(CHANGES) | CHANGE_NOTHING


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_writes_exactly_one_entry_and_a_refusal_none(browser: Client, admin: User, name: str) -> None:
    change = CHANGES[name]()
    url = reverse(f"settings:{name}", args=change.args)
    if change.bad is not None:
        assert browser.post(url, change.bad).status_code == 422
        assert ConfigChange.objects.count() == 0
    assert browser.post(url, change.good).status_code == 302
    entry = ConfigChange.objects.get()
    assert (entry.by, entry.by_name) == (admin, "Ana")
    assert browser.get(reverse("settings:audit")).status_code == 200


@pytest.mark.parametrize("name", CHANGES)
def test_what_nobody_may_do_writes_nothing(client: Client, name: str) -> None:
    client.force_login(UserFactory.create(role=Role.MANAGER))
    change = CHANGES[name]()
    assert client.post(reverse(f"settings:{name}", args=change.args), change.good).status_code == 403
    assert ConfigChange.objects.count() == 0


def test_saving_without_a_change_writes_nothing(browser: Client) -> None:
    team = TeamFactory.create(name="Couriers")
    browser.post(f"/settings/teams/{team.pk}/", {"name": "Couriers", "is_active": "on"})
    assert ConfigChange.objects.count() == 0


# -- what an entry says -----------------------------------------------------------------------------------------------


def told(entry: ConfigChange) -> tuple[str, str, str, dict[str, Any], dict[str, Any]]:
    return (entry.verb, entry.kind, entry.label, entry.before, entry.after)


def test_only_what_differs_is_kept(browser: Client) -> None:
    team = TeamFactory.create(name="Couriers")
    browser.post(f"/settings/teams/{team.pk}/", {"name": "Drivers"})
    was, became = {"name": "Couriers", "active": True}, {"name": "Drivers", "active": False}
    assert told(ConfigChange.objects.get()) == ("changed", "accounts.team", "Drivers", was, became)


def test_role_and_teams_of_a_person_are_told(browser: Client) -> None:
    nora = UserFactory.create(name="Nora", teams=[TeamFactory.create(name="Couriers")])
    form = {
        "name": "Nora",
        "email": nora.email,
        "role": "manager",
        "is_active": "on",
        "teams": [TeamFactory.create(name="Shop").pk],
    }
    browser.post(f"/settings/people/{nora.pk}/", form)
    entry = ConfigChange.objects.get()
    assert entry.before == {"role": {"word": "Agent"}, "teams": ["Couriers"]}
    assert entry.after == {"role": {"word": "Manager"}, "teams": ["Shop"]}


def test_secrets_are_told_as_changed_and_never_shown(browser: Client) -> None:
    browser.post("/settings/channels/new/", MAILBOX)
    channel = Channel.objects.get()
    browser.post(f"/settings/channels/{channel.pk}/", {**MAILBOX, "imap_password": "another-secret"})
    added, changed = ConfigChange.objects.order_by("pk")
    assert added.after["IMAP › Password"] == {"secret": True}
    secret = {"IMAP › Password": {"secret": True}}
    assert told(changed) == ("changed", "tickets.channel", "Ayuda", secret, secret)
    page = browser.get("/settings/audit/").text
    assert ["hunter2" in page, "another-secret" in page, "(secret)" in page] == [False, False, True]


@pytest.mark.parametrize("name", ["password", "App secret", "Verify token", "API key"])
def test_whatever_is_called_a_secret_is_one(admin: User, name: str) -> None:
    entry = audit.record(by=admin, subject=admin, at=NOON, before={name: "one"}, after={name: "two"})
    assert entry is not None
    assert (entry.before, entry.after) == ({name: {"secret": True}}, {name: {"secret": True}})


def test_targets_and_hours_are_told_by_their_names(browser: Client) -> None:
    policy = a_policy()
    browser.post(f"/settings/sla/policies/{policy.pk}/", promises(first_response_1=30))
    browser.post(f"/settings/sla/hours/{policy.calendar_id}/", hours(hours_0="08:00-18:00"))
    week, targets = ConfigChange.objects.all()
    assert (targets.before, targets.after) == ({"First response › Urgent": 60}, {"First response › Urgent": 30})
    assert week.after == {"Opening hours › Monday": ["08:00–18:00"]}


def test_a_command_on_the_server_is_told_as_such(browser: Client) -> None:
    call_command("create_admin", "boss@desk.test")
    call_command("channel", "add", "email", "--name", "Ventas", "--set", "address=ventas@desk.test")
    assert list(ConfigChange.objects.values_list("by_name", "verb", "label")) == [
        ("", "added", "Ventas"),
        ("", "added", "boss"),
    ]
    assert ConfigChange.objects.filter(by=None).count() == 2
    assert browser.get("/settings/audit/?person=command").text.count("A command on the server</p>") == 0
    assert len(browser.get("/settings/audit/?person=command").context["entries"]) == 2


def test_a_change_taken_back_leaves_no_entry(admin: User) -> None:
    team = TeamFactory.create(name="Couriers")
    with pytest.raises(RuntimeError), audit.changing(team, by=admin, at=NOON):  # noqa: PT012 -- both lines matter
        Team.objects.update(name="Drivers")
        raise RuntimeError
    team.refresh_from_db()
    assert (team.name, ConfigChange.objects.count()) == ("Couriers", 0)


# -- it stays as it was written ---------------------------------------------------------------------------------------


def test_nobody_can_rewrite_or_delete_an_entry(admin: User) -> None:
    audit.added(admin, by=admin, at=NOON)
    for statement in (
        "UPDATE accounts_configchange SET label = 'x'",
        "UPDATE accounts_configchange SET after = '{}'",
        "DELETE FROM accounts_configchange",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    admin.delete()
    entry = ConfigChange.objects.get()
    assert (entry.by, entry.by_name) == (None, "Ana")


# -- the page ---------------------------------------------------------------------------------------------------------


def write(admin: User, count: int = 1, **facts: Any) -> None:
    for number in range(count):
        team = Team(pk=number + 1, name=f"Team {number}")
        after = facts.get("after", {"name": str(number)})
        audit.record(by=facts.get("by", admin), subject=team, at=facts.get("at", NOON), after=after)


def shown(browser: Client, query: str = "") -> list[str]:
    return [entry.label for entry in browser.get(f"/settings/audit/{query}").context["entries"]]


def test_pages_are_walked_both_ways_in_a_constant_number_of_queries(browser: Client, admin: User) -> None:
    write(admin, 3)
    browser.get("/settings/audit/")  # the desk's row is made once
    with CaptureQueriesContext(connection) as few:
        browser.get("/settings/audit/")
    write(admin, 117)
    with CaptureQueriesContext(connection) as many:
        first = browser.get("/settings/audit/")
    assert len(many) == len(few) <= 6
    second = browser.get(f"/settings/audit/{first.context['next_url']}")
    third = browser.get(f"/settings/audit/{second.context['next_url']}")
    assert [len(page.context["entries"]) for page in (first, second, third)] == [50, 50, 20]
    assert [first.context["previous_url"], third.context["next_url"]] == ["", ""]
    again = browser.get(f"/settings/audit/{third.context['previous_url']}")
    assert again.context["entries"] == second.context["entries"]
    start = browser.get(f"/settings/audit/{second.context['previous_url']}")
    assert start.context["entries"] == first.context["entries"]
    assert start.context["previous_url"] == ""


def test_filters_by_person_kind_period_and_words(browser: Client, admin: User) -> None:
    nora = UserFactory.create(name="Nora")
    write(admin)
    oven = CategoryFactory.create(name="oven")
    audit.record(by=nora, subject=oven, at=NOON + timedelta(days=2), after={"team": "Repairs"})
    assert shown(browser) == ["oven", "Team 0"]
    assert shown(browser, f"?person={nora.pk}") == ["oven"]
    assert shown(browser, "?kind=accounts.team") == ["Team 0"]
    assert shown(browser, "?since=2026-11-19") == ["oven"]
    assert shown(browser, "?until=2026-11-18") == ["Team 0"]
    assert shown(browser, "?since=2026-11-18&until=2026-11-20") == ["oven", "Team 0"]
    assert shown(browser, "?q=repairs+OVEN") == ["oven"]
    assert shown(browser, "?q=nowhere") == []


@pytest.mark.parametrize("query", ["?since=soon", "?kind=x", "?person=x", "?before=x", "?after=9e9", "?q=%00"])
def test_a_filter_that_makes_no_sense_is_answered(browser: Client, admin: User, query: str) -> None:
    write(admin)
    assert shown(browser, query) == ["Team 0"]


def test_names_are_in_the_readers_language(browser: Client, admin: User) -> None:
    User.objects.update(language="es")
    policy = a_policy()
    browser.post(f"/settings/sla/policies/{policy.pk}/", promises(first_response_1=30))
    browser.post(f"/settings/sla/hours/{policy.calendar_id}/", hours(hours_1=""))
    page = browser.get("/settings/audit/").text
    assert "Primera respuesta › Urgente" in page
    assert "Horario de atención › Martes" in page
