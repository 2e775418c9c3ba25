"""What administrators change, and what nobody else reaches."""

import threading

import pytest
from django.core import mail as outbox
from django.db import connections
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from helpdesk.accounts import people
from helpdesk.accounts.models import Desk, Role, Team, User
from tests.factories import TeamFactory, UserFactory
from tickets.models import Category, CategoryName, SLAPolicy

pytestmark = pytest.mark.django_db


READ = [
    "people",
    "people/new",
    "teams",
    "desk",
    "categories",
    "categories/new",
    "sla",
    "sla/policies/new",
    "sla/hours/new",
    "reminders",
    "branding",
    "audit",
    "mails",
    "satisfaction",
    "knowledge",
    "knowledge/words",
    "knowledge/words/new",
    "knowledge/words/horno",
    "knowledge/records",
    "mails/reset/es",
]
WRITE = [
    "people/new",
    "teams",
    "desk",
    "sla/policies/1",
    "sla/policies/1/removals",
    "sla/hours/1",
    "sla/hours/1/removals",
    "sla/hours/1/holidays",
    "sla/hours/1/holidays/1/removals",
    "categories/1/positions",
    "people/1",
    "people/1/invitations",
]
WRITE += ["teams/1", "categories/new", "categories/1"]


@pytest.mark.parametrize("page", READ)
def test_administrators_open_every_page(browser: Client, starter: SLAPolicy, page: str) -> None:
    assert browser.get(f"/settings/{page}/").status_code == 200


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_nobody_else_does(client: Client, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    assert {client.get(f"/settings/{page}/").status_code for page in READ} == {403}
    assert {client.post(f"/settings/{page}/", {}).status_code for page in WRITE} == {403}
    assert {Client().get(f"/settings/{page}/").status_code for page in READ} == {302}
    assert {Client().post(f"/settings/{page}/", {}).status_code for page in WRITE} == {302}


# -- people ---------------------------------------------------------------------------------------------------------


def test_an_invited_person_gets_a_link_and_nothing_else(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    team = TeamFactory.create()
    form = {"name": "Nora Salas", "email": "Nora@desk.test", "role": "agent", "teams": [team.pk], "is_superuser": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/settings/people/new/", form).status_code == 302
    nora = User.objects.get(email__iexact="nora@desk.test")
    assert (nora.role, nora.is_superuser, nora.has_usable_password(), list(nora.teams.all())) == (
        *(Role.AGENT, False, False),
        [team],
    )
    assert [letter.to for letter in outbox.outbox] == [["Nora@desk.test"]]
    assert "/accounts/invitation/" in str(outbox.outbox[0].body)


def test_an_address_is_invited_once(browser: Client) -> None:
    form = {"name": "Nora", "email": "ADMIN@desk.test", "role": "agent"}
    response = browser.post("/settings/people/new/", form)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])


def test_role_teams_and_access_are_changed(browser: Client) -> None:
    old, new = TeamFactory.create(), TeamFactory.create()
    nora = UserFactory.create(teams=[old])
    form = {"name": "Nora Salas", "email": "nora@desk.test", "role": "manager", "teams": [new.pk]}
    assert browser.post(f"/settings/people/{nora.pk}/", form).status_code == 302
    nora.refresh_from_db()
    assert (nora.name, nora.role, nora.is_active, list(nora.teams.all())) == ("Nora Salas", Role.MANAGER, False, [new])
    assert nora.email == "nora@desk.test"


@pytest.mark.parametrize("form", [{"role": "agent", "is_active": "on"}, {"role": "admin"}])
def test_the_last_administrator_stays_one(browser: Client, admin: User, form: dict[str, str]) -> None:
    UserFactory.create(role=Role.ADMIN, is_active=False)
    assert browser.post(f"/settings/people/{admin.pk}/", {"name": "A", "email": admin.email, **form}).status_code == 422
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.ADMIN, True)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_leave_one() -> None:
    pair = [UserFactory.create(role=Role.ADMIN) for _ in range(2)]
    refused: list[str] = []
    start = threading.Barrier(2)

    def demote(user: User) -> None:
        try:
            start.wait()
            people.change(user, name=user.name, email=user.email, role=Role.AGENT, is_active=True, teams=[])
        except people.LastAdministratorError:
            refused.append(user.email)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=demote, args=(user,)) for user in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(role=Role.ADMIN).count() == 1


# -- teams, desk ----------------------------------------------------------------------------------------------------


def test_teams_are_added_renamed_and_put_aside(browser: Client) -> None:
    browser.post("/settings/teams/", {"name": "Couriers"})
    team = Team.objects.get()
    browser.post(f"/settings/teams/{team.pk}/", {"name": "Drivers"})
    team.refresh_from_db()
    assert (team.name, team.is_active) == ("Drivers", False)


def test_two_teams_of_one_name_are_refused(browser: Client) -> None:
    TeamFactory.create(name="Couriers")
    assert browser.post("/settings/teams/", {"name": "couriers"}).status_code == 422


def test_the_desk_is_changed(browser: Client) -> None:
    form = {"undo_seconds": 0, "reopen_days": 14, "close_days": 5}
    assert browser.post("/settings/desk/", form).status_code == 302
    desk = Desk.current()
    assert (desk.undo_seconds, desk.reopen_days, desk.close_days) == (0, 14, 5)
    assert desk.acknowledges is False
    assert browser.post("/settings/desk/", {**form, "undo_seconds": 100_000}).status_code == 422


# -- categories -------------------------------------------------------------------------------------------------------

CATEGORY = {
    "name_es": "Cuenta",
    "name_en": "Account",
    "description_es": "Acceso",
    "description_en": "Access",
    "impact": 1,
    "urgency": 3,
    "icon": "key",
    "is_public": "on",
    "is_active": "on",
}


def test_a_category_is_added_in_both_languages_and_changed(browser: Client, starter: SLAPolicy) -> None:
    assert browser.post("/settings/categories/new/", CATEGORY).status_code == 302
    row = Category.objects.get(slug="account")
    names = CategoryName.objects.filter(category=row).order_by("language").values_list("name", "description")
    assert list(names) == [("Account", "Access"), ("Cuenta", "Acceso")]
    browser.post(f"/settings/categories/{row.pk}/", {**CATEGORY, "name_es": "Mi cuenta", "is_active": ""})
    row.refresh_from_db()
    assert (row.slug, row.is_active) == ("account", False)
    assert CategoryName.objects.get(category=row, language="es").name == "Mi cuenta"


def test_choosing_no_team_and_no_parent_is_said_in_words(browser: Client, starter: SLAPolicy) -> None:
    page = browser.get("/settings/categories/new/").text
    assert "---------" not in page
    assert [">No team</option>" in page, ">No other category</option>" in page] == [True, True]


def test_a_category_goes_neither_below_itself_nor_two_levels_deep(browser: Client, starter: SLAPolicy) -> None:
    root, leaf = Category.objects.get(slug="delivery"), Category.objects.get(slug="refund")
    other = Category.objects.get(slug="other")
    for row, parent in ((root, root), (root, other), (other, leaf)):
        response = browser.post(f"/settings/categories/{row.pk}/", {**CATEGORY, "parent": parent.pk})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["parent"])


def test_the_address_of_the_settings_leads_to_their_first_page(client: Client) -> None:
    answer = client.get("/settings/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/settings/channels/")
