"""Writing down a call: the form, the look-up, the duplicate, the second press."""

import pytest
from django.urls import reverse

from helpdesk.accounts.models import Team, User
from tests.factories import CategoryFactory, TicketFactory
from tests.tickets.views.conftest import Enter
from tickets.models import Requester, Ticket

pytestmark = pytest.mark.django_db

NEW = "/agent/tickets/new/"
SUBMISSION = "0123456789abcdef0123456789abcdef"


def call(**changes: object) -> dict[str, object]:
    """Return a complete form for a new person on the phone."""
    return {
        "channel": "phone",
        "name": "Jorge Villalobos",
        "phone": "987 654 321",
        "subject": "The drawer is stuck",
        "body": "It has been stuck since Monday.",
        "submission": SUBMISSION,
    } | changes


def test_a_call_of_a_new_person_opens_a_ticket(enter: Enter, alice: User, care: Team) -> None:
    category = CategoryFactory.create(name="Furniture", team=care, impact=3, urgency=2)
    form = call(
        email="jorge@example.com", category=category.pk, assignee=alice.pk, was_answered="on", note="Was kind",
        acknowledge="on",
    )  # fmt: skip
    answer = enter(alice).post(NEW, form)
    ticket = Ticket.objects.get()
    assert answer["Location"] == ticket.get_absolute_url()
    assert (ticket.channel.kind, ticket.team, ticket.priority, ticket.assignee) == ("phone", care, 2, alice)
    assert (ticket.status, ticket.unanswered_since, ticket.first_replied_at) == ("open", None, ticket.created_at)
    assert sorted((i.kind, i.value) for i in ticket.requester.identities.all()) == [
        ("email", "jorge@example.com"),
        ("phone", "+51987654321"),
    ]
    assert [m.kind for m in ticket.messages.all()] == ["request", "note"]
    assert [d.kind for d in ticket.deliveries.all()] == ["acknowledgement"]
    assert ticket.events.get(kind="created").user == alice


def test_nobody_is_written_to_unless_asked(enter: Enter, alice: User) -> None:
    enter(alice).post(NEW, call(email="jorge@example.com"))
    assert not Ticket.objects.get().deliveries.exists()


def test_a_second_press_opens_nothing(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    places = [browser.post(NEW, call())["Location"] for _press in range(2)]
    assert len(set(places)) == 1
    assert Ticket.objects.count() == 1


def test_somebody_we_know_is_chosen(enter: Enter, alice: User, ticket: Ticket) -> None:
    enter(alice).post(NEW, call(requester=ticket.requester_id, phone="", name=""))
    assert Ticket.objects.exclude(pk=ticket.pk).get().requester == ticket.requester
    assert Requester.objects.count() == 1


def test_the_look_up_finds_by_number_name_and_address(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser = enter(alice)
    browser.post(NEW, call())
    found = {
        text: [
            person in browser.get(reverse("tickets:callers"), {"caller": text}).text for person in ("Jorge", "Carol")
        ]
        for text in ("987 654", "villalo", "carol@exam", "zz", "j")
    }
    assert found == {
        "987 654": [True, False],
        "villalo": [True, False],
        "carol@exam": [False, True],
        "zz": [False, False],
        "j": [False, False],
    }


def test_without_a_script_the_look_up_keeps_what_was_typed(enter: Enter, alice: User, ticket: Ticket) -> None:
    page = enter(alice).post(NEW, call(find="1", caller="carol", requester=ticket.requester_id))
    assert page.status_code == 200
    assert "It has been stuck since Monday." in page.text
    assert f"Add to #{ticket.pk}" in page.text
    assert Ticket.objects.count() == 1


def test_a_call_about_the_same_matter_joins_the_ticket(enter: Enter, alice: User, ticket: Ticket) -> None:
    form = call(requester=ticket.requester_id, phone="", subject="", add_to=ticket.pk)
    answer = enter(alice).post(NEW, form)
    assert answer["Location"] == ticket.get_absolute_url()
    last = ticket.messages.last()
    assert last is not None
    assert (last.body_text, last.is_pending, last.channel.kind) == ("It has been stuck since Monday.", False, "phone")
    assert Ticket.objects.count() == 1


def test_a_call_cannot_join_a_foreign_ticket(enter: Enter, bob: User, ticket: Ticket) -> None:
    assert enter(bob).post(NEW, call(add_to=ticket.pk)).status_code == 422
    assert ticket.messages.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": ""}, "Choose who it is, or write a phone number or an address"),
        ({"phone": "12"}, "Digits are missing."),
        ({"email": "jorge@"}, "This address is not complete. Example: name@example.com"),
        ({"subject": ""}, "Fill in this field."),
        ({"body": ""}, "Fill in this field."),
        ({"channel": "email"}, "Choose one of the options shown."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    enter: Enter, alice: User, changes: dict[str, object], words: str
) -> None:
    answer = enter(alice).post(NEW, call(note="Keep me too", **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Keep me too" in answer.text
    assert not Ticket.objects.exists()


def test_handles_of_two_people_are_a_slip(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    browser.post(NEW, call())
    TicketFactory.create(address="nora@example.com")
    answer = browser.post(NEW, call(email="nora@example.com", submission="f" * 32))
    assert answer.status_code == 422
    assert "These belong to different people" in answer.text


def test_the_next_call_on_a_page_one_went_back_to_is_not_swallowed(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    for changes in ({}, {}, {"body": "Now the door, too."}, {"phone": "987 000 111", "name": "Eva"}):
        assert browser.post(NEW, call(**changes)).status_code == 302
    assert Ticket.objects.count() == 3


def test_the_outlook_tells_what_the_category_decides(enter: Enter, alice: User, care: Team) -> None:
    category = CategoryFactory.create(name="Furniture", team=care, impact=3, urgency=3)
    text = enter(alice).get(reverse("tickets:outlook"), {"category": category.pk}).text
    assert "Goes to Care" in text
    assert "Urgent" in text
    odd = {"category": "9" * 5000, "impact": "x", "urgency": "7"}
    assert "Goes to no team" in enter(alice).get(reverse("tickets:outlook"), odd).text
