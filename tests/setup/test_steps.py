"""The steps after the first: each saves, can be left, come back to and put off; only for administrators."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from helpdesk.accounts.models import ConfigChange, Desk, Role, Team, User
from helpdesk.setup.begin import Beginning, begin
from helpdesk.setup.starter import LANGUAGES, PACKS, pack_of
from helpdesk.setup.steps import SLUGS
from tests.factories import TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.imap_server import free_port
from tickets.models import BusinessCalendar, Category, CategoryName, Channel, Holiday, OpeningHours

pytestmark = pytest.mark.django_db

COMPANY = {"company": "Tienda Sol", "time_zone": "America/Lima", "country": "PE"}
WEEK = {f"hours_{day}": "9-13, 15-18" if day < 5 else "" for day in range(7)}
ROWS = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 0} | {f"form-{n}-role": "agent" for n in range(4)}
TEAM = {"team": "Atención", **ROWS}
MAILBOX = {
    "address": "ayuda@tienda.test",
    "imap_host": "127.0.0.1",
    "imap_security": "none",
    "imap_password": "x-secret",
}
GOOD: dict[str, dict[str, Any]] = {
    "company": COMPANY,
    "hours": WEEK,
    "team": TEAM,
    "mailbox": MAILBOX,
    "topics": {"pack": "shop"},
}


@pytest.fixture
def nora() -> User:
    """The administrator of a desk that was begun a moment ago."""
    return begin(
        Beginning(
            name="Nora Salas",
            email="nora@tienda.test",
            password="tres-teteras-verdes",
            language="en",
            time_zone="America/Lima",
        ),
        at=NOON,
    )


@pytest.fixture
def browser(client: Client, nora: User) -> Client:
    """The administrator's browser."""
    client.force_login(nora)
    return client


def go_to(slug: str) -> None:
    Desk.objects.update(setup_step=slug)


def test_the_whole_way_in_order(browser: Client) -> None:
    for slug, nearest in pairwise(SLUGS[1:]):
        assert browser.get(f"/setup/{slug}/").status_code == 200
        answer = browser.post(f"/setup/{slug}/", GOOD[slug])
        assert (answer.status_code, answer["Location"]) == (302, f"/setup/{nearest}/")
        assert Desk.current().setup_step == nearest
    assert browser.get("/setup/done/").status_code == 200
    assert browser.post("/setup/done/")["Location"] == "/agent/tickets/"
    assert Desk.current().setup_step == ""
    assert browser.get("/setup/company/")["Location"] == "/settings/desk/"


def test_it_is_resumed_where_it_was_left(browser: Client) -> None:
    browser.post("/setup/company/", COMPANY)
    assert browser.get("/setup/")["Location"] == "/setup/hours/"
    assert browser.get("/setup/topics/")["Location"] == "/setup/hours/"  # not yet
    assert '<a href="/setup/"' in browser.get("/agent/tickets/").text


def test_going_back_shows_and_changes_what_was_saved(browser: Client) -> None:
    browser.post("/setup/company/", COMPANY)
    browser.post("/setup/hours/", WEEK)
    assert browser.get("/setup/company/").context["form"]["company"].value() == "Tienda Sol"
    browser.post("/setup/company/", {**COMPANY, "company": "Tienda Luna"})
    assert (Desk.current().name, Desk.current().setup_step) == ("Tienda Luna", "team")


@pytest.mark.parametrize("slug", SLUGS[1:-1])
def test_a_step_can_be_put_off(browser: Client, slug: str) -> None:
    go_to(slug)
    answer = browser.post(f"/setup/{slug}/delays/")
    assert (answer.status_code, Desk.current().setup_step) == (302, SLUGS[SLUGS.index(slug) + 1])
    assert browser.post("/setup/nothing/delays/").status_code == 404


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_nobody_else_gets_in(client: Client, nora: User, role: Role) -> None:
    client.force_login(UserFactory.create(role=role))
    for slug in SLUGS[1:]:
        assert (client.get(f"/setup/{slug}/").status_code, client.post(f"/setup/{slug}/").status_code) == (403, 403)
        assert Client().get(f"/setup/{slug}/").status_code == 302
    assert client.post("/setup/mailbox/checks/").status_code == 403
    assert client.post("/setup/team/delays/").status_code == 403
    assert client.get("/setup/").status_code == 404


def test_company_place_and_country_are_saved(browser: Client) -> None:
    browser.post("/setup/company/", {**COMPANY, "time_zone": "Europe/Madrid", "country": "ES"})
    calendar = BusinessCalendar.objects.get()
    assert (Desk.current().name, calendar.time_zone, calendar.country) == ("Tienda Sol", "Europe/Madrid", "ES")
    assert browser.get("/setup/company/").context["form"]["country"].value() == "ES"


def test_hours_and_the_holidays_to_come_are_saved(browser: Client) -> None:
    BusinessCalendar.objects.update(country="PE")
    go_to("hours")
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        page = browser.get("/setup/hours/")
        assert "Add the 20 public holidays of Peru to come, until the end of next year" in page.text
        browser.post("/setup/hours/", WEEK | {"loads_holidays": "on"})
        assert Holiday.objects.count() == 20
        assert "loads_holidays" not in browser.get("/setup/hours/").context["form"].fields
    assert OpeningHours.objects.filter(weekday=0).count() == 2
    assert OpeningHours.objects.filter(weekday=5).count() == 0


def test_holidays_are_only_added_when_asked(browser: Client) -> None:
    BusinessCalendar.objects.update(country="PE")
    go_to("hours")
    browser.post("/setup/hours/", WEEK)
    assert Holiday.objects.count() == 0


def test_the_team_gets_its_people_by_mail(
    browser: Client, nora: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    go_to("team")
    people = {"form-0-name": "Luis Ríos", "form-0-email": "luis@tienda.test", "form-0-role": "manager"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/setup/team/", TEAM | people).status_code == 302
    team = Team.objects.get()
    luis = User.objects.get(email="luis@tienda.test")
    assert (team.name, {person.pk for person in team.members.all()}) == ("Atención", {nora.pk, luis.pk})
    assert (luis.role, luis.has_usable_password()) == (Role.MANAGER, False)
    assert [mail.to for mail in outbox.outbox] == [["luis@tienda.test"]]
    browser.post("/setup/team/", TEAM | {"team": "Ayuda"})
    assert [row.name for row in Team.objects.all()] == ["Ayuda"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"team": ""},
        {"form-1-name": "Luis"},
        {"form-1-email": "luis@tienda.test"},
        {"form-1-name": "Luis", "form-1-email": "luis"},
        {"form-1-name": "Nora", "form-1-email": "NORA@tienda.test"},
        {"form-0-name": "A", "form-0-email": "a@b.test", "form-1-name": "B", "form-1-email": "A@b.test"},
        {"form-0-name": "A", "form-0-email": "a@b.test", "form-0-role": "king"},
    ],
)
def test_wrong_people_are_refused_in_place(browser: Client, wrong: dict[str, str]) -> None:
    go_to("team")
    answer = browser.post("/setup/team/", TEAM | wrong)
    assert (answer.status_code, User.objects.count(), Team.objects.count()) == (422, 1, 0)
    assert 'role="alert"' in answer.text


def test_a_mailbox_is_tried_and_saved(browser: Client) -> None:
    go_to("mailbox")
    form = MAILBOX | {"imap_port": free_port()}
    tried = browser.post("/setup/mailbox/checks/", form)
    assert [one.ok for one in tried.context["tried"]] == [False]
    assert Channel.objects.filter(kind="email").count() == 0
    assert browser.post("/setup/mailbox/", form).status_code == 302
    channel = Channel.objects.get(kind="email")
    assert (channel.name, channel.address, channel.secrets["imap_password"]) == (
        "Ayuda",
        "ayuda@tienda.test",
        "x-secret",
    )
    assert (channel.is_active, channel.config["folders"], channel.config["plus_addresses"]) == (True, ["INBOX"], True)
    assert "x-secret" not in browser.get("/setup/mailbox/").text
    browser.post(
        "/setup/mailbox/", form | {"imap_password": "", "address": "hola@tienda.test", "imap_user": "ayuda@tienda.test"}
    )
    assert Channel.objects.filter(kind="email").count() == 1


def test_a_wrong_mailbox_is_refused_in_place(browser: Client) -> None:
    go_to("mailbox")
    answer = browser.post("/setup/mailbox/", MAILBOX | {"address": "nobody"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])


@pytest.mark.parametrize("slug", PACKS)
def test_every_set_of_topics_is_whole_in_both_languages(browser: Client, slug: str) -> None:
    go_to("topics")
    Team.objects.create(name="Atención")
    assert browser.post("/setup/topics/", {"pack": slug}).status_code == 302
    pack = pack_of(slug)
    assert Category.objects.count() == len(pack.seeds)
    assert CategoryName.objects.exclude(name="").count() == 2 * len(pack.seeds)
    assert {category.team.name for category in Category.objects.select_related("team") if category.team} == {"Atención"}
    assert [pack.name(language) != "" for language in LANGUAGES] == [True, True]
    assert 5 < len(pack.topics("es")) == Category.objects.public().count()


def test_another_set_takes_the_place_of_one_that_no_ticket_uses(browser: Client) -> None:
    go_to("topics")
    browser.post("/setup/topics/", {"pack": "shop"})
    TicketFactory.create(category=Category.objects.get(slug="delivery"))
    browser.post("/setup/topics/", {"pack": "it"})
    found = set(Category.objects.values_list("slug", flat=True))
    assert found == {seed.slug for seed in pack_of("it").seeds} | {"delivery"}


def test_what_the_wizard_changes_is_on_record(browser: Client) -> None:
    for slug, form in GOOD.items():
        browser.post(reverse(f"setup:{slug}"), form)
    kinds = list(ConfigChange.objects.order_by("pk").values_list("verb", "kind"))
    assert kinds == [
        ("set_up", "accounts.desk"),
        ("changed", "accounts.desk"),
        ("changed", "tickets.businesscalendar"),
        ("changed", "tickets.businesscalendar"),
        ("added", "accounts.team"),
        ("added", "tickets.channel"),
        ("changed", "accounts.desk"),
    ]
