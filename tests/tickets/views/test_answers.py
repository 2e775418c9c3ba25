"""Canned answers: who writes and uses which, and how one gets into a reply."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import ConfigChange, Desk, Role, Team, User
from helpdesk.lib.placeholders import unknown_in
from tests.factories import TeamFactory, UserFactory
from tests.tickets.views.conftest import Enter
from tickets import canned
from tickets.demo import answers
from tickets.models import CannedAnswer, Category, CategoryName, Ticket

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def make(title: str = "Hours", body: str = "Hello {{ requester.first_name }}.", **facts: Any) -> CannedAnswer:
    """Return an answer for everybody unless told otherwise."""
    facts.setdefault("visibility", "all")
    return CannedAnswer.objects.create(title=title, body=body, **facts)


def form(**fields: Any) -> dict[str, Any]:
    """Return what the page sends."""
    return {"title": "Hours", "body": "We open at 9.", "language": "en", "position": "0", **fields}


def insert(browser: Client, ticket: Ticket, answer: CannedAnswer) -> Any:
    """Choose an answer as the script does."""
    return browser.post(reverse("tickets:answers", args=[ticket.pk]), {"answer": answer.pk}, headers=HTMX)


def test_an_answer_is_put_in_with_the_values_of_the_ticket_and_counted(
    enter: Enter, alice: User, ticket: Ticket
) -> None:
    Desk.objects.filter(pk=Desk.current().pk).update(name="Casa")
    names = ("requester.first_name", "requester.name", "ticket.number", "agent.first_name", "agent.name", "desk.name")
    body = "|".join(f"{{{{ {name} }}}}" for name in names)
    answer = make(body=body)
    found = insert(enter(alice), ticket, answer)
    assert (found.status_code, found.content.decode()) == (
        *(200,),
        f"Carol|Carol Rojas|{ticket.pk}|Alice|Alice Ramos|Casa",
    )
    answer.refresh_from_db()
    assert answer.uses == 1


def test_a_missing_value_puts_nothing_in_and_says_which(enter: Enter, alice: User, ticket: Ticket) -> None:
    ticket.requester.name = ""
    ticket.requester.save()
    answer = make()
    found = insert(enter(alice), ticket, answer)
    assert found.status_code == 422
    assert (
        "the requester&#x27;s first name" in found.content.decode()
        or "the requester's first name" in found.content.decode()
    )
    answer.refresh_from_db()
    assert answer.uses == 0


def test_without_javascript_the_words_go_below_what_was_typed(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser, answer = enter(alice), make()
    path = reverse("tickets:answers", args=[ticket.pk])
    offered = browser.post(path, {"kind": "reply", "body": "I looked.", "submission": "abc"})
    assert ("I looked." in offered.content.decode(), "Hours" in offered.content.decode()) == (True, True)
    page = browser.post(path, {"kind": "reply", "body": "I looked.", "submission": "abc", "answer": answer.pk})
    assert page.context["form"]["body"].value() == "I looked.\n\nHello Carol."
    assert page.context["form"]["submission"].value() == "abc"
    ticket.requester.name = ""
    ticket.requester.save()
    refused = browser.post(path, {"body": "I looked.", "answer": answer.pk})
    assert (refused.status_code, "I looked." in refused.content.decode()) == (422, True)


def test_answers_are_offered_by_language_and_category(enter: Enter, alice: User, care: Team, ticket: Ticket) -> None:
    category = Category.objects.create(slug="x")
    CategoryName.objects.create(category=category, language="en", name="X")
    Ticket.objects.filter(pk=ticket.pk).update(category=category, language="es")
    make("English", language="en")
    make("General", language="es")
    make("Fitting", language="es", category=category)
    make("Theirs", visibility="team", team=TeamFactory.create(), language="es")
    make("Ours", visibility="team", team=care, language="es", position=9)
    make("Mine", visibility="own", owner=alice, language="es", position=8)
    make("Not mine", visibility="own", owner=UserFactory.create(), language="es")
    ticket.refresh_from_db()
    assert [one.title for one in canned.for_ticket(ticket, alice)] == ["Fitting", "General", "Mine", "Ours", "English"]
    listed = enter(alice).get(reverse("answers:answers")).content.decode()
    assert [name in listed for name in ("Ours", "Mine", "Theirs", "Not mine")] == [True, True, False, False]


def test_nobody_uses_an_answer_that_is_not_for_them_or_on_a_ticket_they_do_not_see(
    enter: Enter, alice: User, bob: User, lena: User, ticket: Ticket
) -> None:
    foreign = make(visibility="own", owner=bob)
    assert insert(enter(alice), ticket, foreign).status_code == 404
    assert insert(enter(bob), ticket, foreign).status_code == 404
    assert insert(enter(lena), ticket, make("All")).status_code == 403
    assert insert(Client(), ticket, foreign)["HX-Redirect"].startswith("/accounts/")
    assert CannedAnswer.objects.get(pk=foreign.pk).uses == 0


def test_agents_write_only_for_themselves(enter: Enter, alice: User, care: Team) -> None:
    browser = enter(alice)
    browser.post(reverse("answers:new"), form(visibility="all", team=care.pk))
    row = CannedAnswer.objects.get()
    assert (row.visibility, row.owner, row.team, ConfigChange.objects.count()) == ("own", alice, None, 0)
    shared = make("Shared")
    assert browser.get(reverse("answers:answer", args=[shared.pk])).status_code == 404
    assert browser.post(reverse("answers:removals", args=[shared.pk])).status_code == 404
    assert browser.post(reverse("answers:removals", args=[row.pk])).status_code == 302
    assert list(CannedAnswer.objects.all()) == [shared]


def test_managers_write_for_their_teams_and_the_desk_and_it_is_on_record(enter: Enter, care: Team) -> None:
    manager = UserFactory.create(role=Role.MANAGER, teams=[care])
    browser, other = enter(manager), TeamFactory.create()
    foreign = make("Foreign", visibility="team", team=other)
    assert browser.get(reverse("answers:answer", args=[foreign.pk])).status_code == 404
    assert browser.post(reverse("answers:new"), form(visibility="team", team=other.pk)).status_code == 422
    assert browser.post(reverse("answers:new"), form(visibility="team")).status_code == 422
    assert browser.post(reverse("answers:new"), form(visibility="team", team=care.pk)).status_code == 302
    row = CannedAnswer.objects.get(team=care)
    browser.post(reverse("answers:answer", args=[row.pk]), form(visibility="all", title="New title"))
    row.refresh_from_db()
    assert (row.title, row.visibility, row.team, row.owner) == ("New title", "all", None, None)
    assert [(change.verb, change.by) for change in ConfigChange.objects.order_by("pk")] == [
        ("added", manager),
        ("changed", manager),
    ]


def test_an_unknown_variable_is_refused_in_place(enter: Enter, alice: User) -> None:
    answer = enter(alice).post(reverse("answers:new"), form(body="Hi {{ user.password }}"))
    assert (answer.status_code, CannedAnswer.objects.count()) == (422, 0)
    assert "There is no variable {{ user.password }} here" in answer.content.decode()


def test_light_agents_have_no_answers(enter: Enter, lena: User) -> None:
    browser = enter(lena)
    paths = [reverse("answers:answers"), reverse("answers:new"), reverse("answers:answer", args=[1])]
    assert {browser.get(path).status_code for path in paths} == {403}
    assert {Client().get(path).status_code for path in paths} == {302}
    assert browser.post(reverse("answers:removals", args=[1])).status_code == 403


@pytest.mark.parametrize(
    "columns", [{"visibility": "team"}, {"visibility": "own"}, {"visibility": "some"}, {"title": ""}, {"body": ""}]
)
def test_the_database_refuses_what_is_no_answer(columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CannedAnswer.objects.create(**{"title": "x", "body": "y", "visibility": "all", **columns})


def test_the_answers_of_the_demo_name_only_what_there_is() -> None:
    answers.install()
    answers.install()
    rows = list(CannedAnswer.objects.all())
    assert len(rows) == len(answers.SPANISH) + len(answers.ENGLISH)
    assert {name for row in rows for name in unknown_in(row.body, canned.VARIABLES)} == set()


def test_a_second_press_makes_no_second_answer(enter: Enter, alice: User) -> None:
    browser, typed = enter(alice), {"title": "Hello", "body": "Hi", "language": "en", "position": 1}
    first, again = (browser.post(reverse("answers:new"), typed) for _press in range(2))
    assert (first.status_code, again.status_code, CannedAnswer.objects.count()) == (302, 422, 1)
    assert "Another of these answers has this title." in again.text
