"""Each setting of a category does what it says."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Role, User
from tests.factories import CategoryFactory, TeamFactory, TicketFactory, UserFactory
from tickets import calls
from tickets.models import CannedAnswer, Category, Ticket
from tickets.priority import Priority

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "name_es": "Lámparas",
    "name_en": "Lamps",
    "description_es": "De pie y de techo",
    "description_en": "Standing and hanging",
    "icon": "zap",
    "impact": 2,
    "urgency": 2,
    "is_public": "on",
    "is_active": "on",
}


def saved(browser: Client, **changes: Any) -> Category:
    """Return a category made through the page."""
    assert browser.post("/settings/categories/new/", FORM | changes).status_code == 302
    return Category.objects.latest("pk")


def public_form(language: str = "en") -> str:
    return Client(headers={"accept-language": language}).get("/requests/new/").text


def test_names_and_hints_are_those_of_the_readers_language(browser: Client) -> None:
    saved(browser)
    assert [text in public_form("en") for text in ("Lamps", "Standing and hanging")] == [True, True]
    assert [text in public_form("es") for text in ("Lámparas", "De pie y de techo")] == [True, True]


def test_the_picture_stands_in_the_form_and_the_help_centre(browser: Client) -> None:
    row = saved(browser)
    for page in ("/", "/requests/new/"):
        assert "#zap" in Client().get(page).text
    browser.post(f"/settings/categories/{row.pk}/", FORM | {"icon": "key"})
    assert ["#zap" in public_form(), "#key" in public_form()] == [False, True]
    assert browser.post(f"/settings/categories/{row.pk}/", FORM | {"icon": "dragon"}).status_code == 422


def test_a_picture_of_a_starter_set_can_stay(browser: Client) -> None:
    row = CategoryFactory.create(icon="concierge-bell")
    assert browser.post(f"/settings/categories/{row.pk}/", FORM | {"icon": "concierge-bell"}).status_code == 302


@pytest.mark.parametrize("off", ["is_public", "is_active"])
def test_what_is_not_public_or_not_in_use_is_not_in_the_public_form(browser: Client, off: str) -> None:
    saved(browser, **{off: ""})
    assert "Lamps" not in public_form()


def test_what_is_inside_of_a_category_out_of_use_is_not_in_the_public_form(browser: Client) -> None:
    parent = saved(browser, name_en="Furniture")
    saved(browser, parent=parent.pk)
    assert "Lamps" in public_form()
    browser.post(f"/settings/categories/{parent.pk}/", FORM | {"name_en": "Furniture", "is_active": ""})
    assert "Lamps" not in public_form()


def test_team_impact_and_urgency_are_those_of_its_tickets(browser: Client) -> None:
    team = TeamFactory.create()
    row = saved(browser, team=team.pk, impact=3, urgency=3)
    ticket = TicketFactory.create(category=row)
    assert (ticket.team, ticket.priority) == (team, Priority.URGENT)
    assert calls.outlook(row, impact=None, urgency=None).priority == Priority.URGENT


# -- which agents choose it -------------------------------------------------------------------------------------------


@pytest.fixture
def cast(browser: Client) -> dict[str, Any]:
    """A category for one team, an agent of it and one of another, and a ticket that both see."""
    team = TeamFactory.create(name="Repairs")
    second = TeamFactory.create(name="Workshop")
    row = saved(browser, shown_to=[team.pk, second.pk])
    nora, omar = UserFactory.create(teams=[team, second]), UserFactory.create(teams=[TeamFactory.create()])
    return {"row": row, "nora": nora, "omar": omar, "ticket": TicketFactory.create()}


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_only_its_teams_choose_it_on_a_ticket(cast: dict[str, Any]) -> None:
    row, ticket = cast["row"], cast["ticket"]
    option = ">Lamps</option>"
    pages = [reverse("tickets:detail", args=[ticket.pk]), reverse("tickets:new"), reverse("answers:new")]
    for page in pages:
        assert [option in entered(cast[who]).get(page).text for who in ("nora", "omar")] == [True, False]
    url = reverse("tickets:category", args=[ticket.pk])
    assert entered(cast["omar"]).post(url, {"category": row.pk}).status_code == 422
    assert entered(cast["nora"]).post(url, {"category": row.pk}).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).category == row
    assert option in entered(cast["omar"]).get(pages[0]).text  # what the ticket has stays shown


def test_an_answer_keeps_a_category_that_its_writer_does_not_see(cast: dict[str, Any]) -> None:
    facts = {"title": "Hello", "body": "Hello", "language": "en", "position": 0, "category": cast["row"].pk}
    answer = CannedAnswer.objects.create(owner=cast["omar"], **facts | {"category": cast["row"]})
    assert entered(cast["omar"]).post(reverse("answers:answer", args=[answer.pk]), facts).status_code == 302
    answer.refresh_from_db()
    assert answer.category == cast["row"]


def test_administrators_choose_every_category(cast: dict[str, Any]) -> None:
    boss = entered(UserFactory.create(role=Role.ADMIN))
    url = reverse("tickets:category", args=[cast["ticket"].pk])
    assert boss.post(url, {"category": cast["row"].pk}).status_code == 302


def test_who_chooses_it_at_the_desk_and_in_the_form_are_two_questions(cast: dict[str, Any], browser: Client) -> None:
    assert "Lamps" in public_form()
    assert "Agents: only Repairs, Workshop" in browser.get("/settings/categories/").text


# -- the order --------------------------------------------------------------------------------------------------------


def order() -> list[str]:
    return [str(one) for one in Category.objects.named()]


def test_categories_move_by_buttons_among_those_beside_them(browser: Client) -> None:
    a, b = (saved(browser, name_en=name, name_es=name) for name in "AB")
    saved(browser, name_en="A1", name_es="A1", parent=a.pk)
    a2 = saved(browser, name_en="A2", parent=a.pk)
    assert order() == ["A", "A › A1", "A › A2", "B"]
    answer = browser.post(f"/settings/categories/{a2.pk}/positions/", {"to": "up"})
    assert order() == ["A", "A › A2", "A › A1", "B"]
    browser.post(f"/settings/categories/{a2.pk}/positions/", {"to": "up"})  # it is the first of its level
    browser.post(f"/settings/categories/{a.pk}/positions/", {"to": "down"})
    assert order() == ["B", "A", "A › A2", "A › A1"]
    form = public_form()
    assert form.index("<b>B</b>") < form.index("<b>A</b>") < form.index("A › A1")
    assert answer["Location"] == f"/settings/categories/?moved={a2.pk}&to=up"
    assert b.pk != a.pk


def test_the_focus_stays_with_what_was_moved(browser: Client) -> None:
    rows = [saved(browser, name_en=name, name_es=name) for name in "ABC"]
    page = browser.get(f"/settings/categories/?moved={rows[1].pk}&to=up").text
    assert page.count(" autofocus") == 1
    edge = browser.get(f"/settings/categories/?moved={rows[0].pk}&to=up").text  # its upper button is switched off
    assert 'value="down" autofocus' in edge


def test_two_in_one_place_do_not_have_the_same_name(browser: Client) -> None:
    first = saved(browser)
    again = browser.post("/settings/categories/new/", FORM | {"name_en": "LAMPS"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["name_es", "name_en"])
    saved(browser, parent=first.pk)  # "Lamps" inside of "Lamps" can be told apart
