"""What administrators change, and what nobody else reaches."""

import threading
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from helpdesk.accounts import people
from helpdesk.accounts.models import Desk, Role, Team, User
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tickets import defaults
from tickets.models import Category, CategoryName, Holiday, OpeningHours, SLAPolicy, SLATarget, Ticket
from tickets.sla.calendars import default_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    """The only administrator."""
    return UserFactory.create(email="admin@desk.test", role=Role.ADMIN)


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def starter() -> SLAPolicy:
    """The starter set."""
    return defaults.install(language="en", time_zone="America/Lima")


READ = ["people", "people/new", "teams", "desk", "categories", "categories/new", "sla"]
WRITE = [
    "people/new",
    "teams",
    "desk",
    "sla",
    "sla/holidays",
    "sla/holidays/1/removals",
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
    form = {"name": "Nora Salas", "role": "manager", "teams": [new.pk]}
    assert browser.post(f"/settings/people/{nora.pk}/", form).status_code == 302
    nora.refresh_from_db()
    assert (nora.name, nora.role, nora.is_active, list(nora.teams.all())) == ("Nora Salas", Role.MANAGER, False, [new])


@pytest.mark.parametrize("form", [{"role": "agent", "is_active": "on"}, {"role": "admin"}])
def test_the_last_administrator_stays_one(browser: Client, admin: User, form: dict[str, str]) -> None:
    UserFactory.create(role=Role.ADMIN, is_active=False)
    assert browser.post(f"/settings/people/{admin.pk}/", {"name": "A", **form}).status_code == 422
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
            people.change(user, name=user.name, role=Role.AGENT, is_active=True, teams=[])
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
    form = {"name": "Tienda Sol", "footer": "", "undo_seconds": 0, "reopen_days": 14, "close_days": 5}
    assert browser.post("/settings/desk/", form).status_code == 302
    desk = Desk.current()
    assert (desk.name, desk.undo_seconds, desk.reopen_days, desk.close_days) == ("Tienda Sol", 0, 14, 5)
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
    "position": 9,
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


# -- promises and hours ------------------------------------------------------------------------------------------------


def test_no_two_hours_of_the_week_have_the_same_label(browser: Client, starter: SLAPolicy) -> None:
    form = browser.get("/settings/sla/").context["form"]
    labels = [str(bound.label) for _day, fields in form.week_rows() for bound in fields]
    assert len(set(labels)) == len(labels) == 28


def promises(**changes: Any) -> dict[str, Any]:
    """Return the form as it is shown, with changes."""
    form: dict[str, Any] = {"scope": "new"}
    form |= {f"{t.metric}_{t.priority}": t.minutes for t in SLATarget.objects.all()}
    form |= {f"opens_{h.weekday}_1": h.opens for h in OpeningHours.objects.all()}
    form |= {f"closes_{h.weekday}_1": h.closes for h in OpeningHours.objects.all()}
    return form | changes


def test_targets_and_hours_are_changed_and_used_at_once(
    browser: Client, starter: SLAPolicy, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    default_policy()  # kept in this process
    form = promises(first_response_1=30, closes_0_1="13:00", opens_0_2="15:00", closes_0_2="00:00", opens_5_1="10:00")
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/settings/sla/", form | {"closes_5_1": "12:00"}).status_code == 302
    assert SLATarget.objects.get(metric="first_response", priority=1).minutes == 30
    monday = OpeningHours.objects.filter(weekday=0).values_list("opens", "closes")
    assert list(monday) == [(time(9), time(13)), (time(15), time(0))]
    assert OpeningHours.objects.filter(weekday=5).count() == 1
    policy = default_policy()
    assert policy is not None
    assert {t.minutes for t in policy.targets.all() if (t.metric, t.priority) == ("first_response", 1)} == {30}


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_response_1": 0},
        {"first_response_1": ""},
        {"closes_0_1": ""},
        {"closes_0_1": "08:00"},
        {"opens_0_2": "17:00", "closes_0_2": "19:00"},
        {f"{edge}_{day}_1": "" for edge in ("opens", "closes") for day in range(5)},
    ],
)
def test_promises_that_make_no_sense_are_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, Any]) -> None:
    assert browser.post("/settings/sla/", promises(**wrong)).status_code == 422
    assert OpeningHours.objects.count() == 5


@pytest.mark.parametrize(
    ("written", "minutes"), [("45", 45), ("45 min", 45), ("4 h", 240), ("1h30", 90), ("27 H 5 m", 1625)]
)
def test_targets_are_written_as_people_say_them(
    browser: Client, starter: SLAPolicy, written: str, minutes: int
) -> None:
    assert browser.post("/settings/sla/", promises(resolution_3=written)).status_code == 302
    assert SLATarget.objects.get(metric="resolution", priority=3).minutes == minutes


@pytest.mark.parametrize("written", ["soon", "2 d", "0 h", "-5", "1.5 h", "99999999"])
def test_a_target_that_is_no_time_is_explained(browser: Client, starter: SLAPolicy, written: str) -> None:
    answer = browser.post("/settings/sla/", promises(resolution_3=written))
    assert (answer.status_code, "Write a time such as 30 min" in answer.content.decode()) == (422, True)
    assert f'value="{written}"' in answer.content.decode()


def test_past_holidays_are_folded(browser: Client, starter: SLAPolicy) -> None:
    calendar = starter.calendar
    today = timezone.localdate()
    for days in (-400, -1, 0, 30):
        Holiday.objects.create(calendar=calendar, date=today + timedelta(days=days), name=f"Day {days}")
    context = browser.get("/settings/sla/").context
    assert [day.name for day in context["coming"]] == ["Day 0", "Day 30"]
    assert [day.name for day in context["past"]] == ["Day -1", "Day -400"]


def test_open_tickets_follow_only_after_their_deadlines_were_shown(browser: Client, starter: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=timezone.now())
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    form = promises(first_response_3=1, scope="open") | {f"opens_{day}_1": "00:00" for day in range(7)}
    form |= {f"closes_{day}_1": "00:00" for day in range(7)}
    shown = browser.post("/settings/sla/", form)
    assert (shown.status_code, shown.context["effect"].moved) == (200, (ticket.pk,))
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at
    assert OpeningHours.objects.count() == 5
    agreed = form | {"agreed": shown.context["form"].fingerprint}
    other = browser.post("/settings/sla/", agreed | {"first_response_3": 2})  # not what was shown
    assert (other.status_code, OpeningHours.objects.count()) == (200, 5)
    assert browser.post("/settings/sla/", agreed).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == ticket.created_at + timedelta(minutes=1)


def test_new_promises_leave_open_tickets_alone_unless_asked(browser: Client, starter: SLAPolicy) -> None:
    ticket = TicketFactory.create(at=timezone.now())
    due_at = Ticket.objects.get(pk=ticket.pk).due_at
    assert browser.post("/settings/sla/", promises(first_response_3=1)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).due_at == due_at


def test_holidays_are_added_once_and_removed(browser: Client, starter: SLAPolicy) -> None:
    for name in ("Navidad", "Nochebuena"):
        form = {"date": "2026-12-24", "name": name, "opens": "09:00", "closes": "12:00"}
        assert browser.post("/settings/sla/holidays/", form).status_code == 302
    row = Holiday.objects.get()
    assert (row.date, row.name, row.closes) == (date(2026, 12, 24), "Nochebuena", time(12))
    assert browser.get("/settings/sla/").status_code == 200
    assert browser.post(f"/settings/sla/holidays/{row.pk}/removals/").status_code == 302
    assert Holiday.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"date": "soon"}, {"name": ""}, {"opens": "09:00"}, {"opens": "9:00", "closes": "8:00"}]
)
def test_a_wrong_holiday_is_refused(browser: Client, starter: SLAPolicy, wrong: dict[str, str]) -> None:
    form = {"date": "2026-12-25", "name": "Navidad", **wrong}
    assert browser.post("/settings/sla/holidays/", form).status_code == 422
