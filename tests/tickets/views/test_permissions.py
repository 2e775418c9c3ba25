"""Every address of the workspace, asked by everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from tests.factories import inbound_message
from tests.factories.tickets import NOON
from tests.tickets.views.conftest import Enter
from tickets import conversation, intake
from tickets.files import InboundFile
from tickets.models import Attachment, Message, Participant, Ticket, TicketEvent

pytestmark = pytest.mark.django_db

LISTS = {"queue": 200, "pulse": 200, "palette": 200, "search_help": 200}
BY_HAND = ("new", "callers", "caller", "outlook")
READ = ("detail", "earlier", "updates", "history")
WRITE = {  # what a correct form holds
    "replies": {"body": "Hello", "status": "open"},
    "status": {"status": "open"},
    "priority": {"priority": "1"},
    "levels": {"impact": "3", "urgency": "3"},
    "category": {"category": ""},
    "assignee": {"assignee": ""},
    "tags": {"names": "oven"},
    "subject": {"subject": "Another"},
    "address": {"email": "carol.two@example.com"},
}
WRITE_LIGHT = {"notes": {"body": "A remark"}, "draft": {"kind": "note", "body": "Half"}, "follow": {"following": "yes"}}


@pytest.fixture
def rich(ticket: Ticket, alice: User) -> dict[str, str]:
    """Give the ticket one of everything; return the addresses of those parts, by name and method."""
    letter = inbound_message(
        ticket=ticket, text="See the photo", html="<p>See</p>", files=(InboundFile("a.txt", b"plain text"),)
    )
    message = intake.receive(letter).message
    reply = conversation.reply(ticket, by=alice, body="Thanks", at=NOON)
    intake.receive(inbound_message(ticket=ticket, address="pedro@example.net", name="Pedro"))
    delivery = reply.deliveries.get()
    return {
        "GET attachment": reverse("tickets:attachment", args=[ticket.pk, Attachment.objects.get().pk]),
        "GET message_html": reverse("tickets:message_html", args=[ticket.pk, message.pk]),
        "GET message_files": reverse("tickets:message_files", args=[ticket.pk, message.pk]),
        "GET delivery": reverse("tickets:delivery", args=[ticket.pk, reply.pk]),
        "POST undo": reverse("tickets:undo", args=[ticket.pk, reply.pk]),
        "POST retry_delivery": reverse("tickets:retry_delivery", args=[ticket.pk, delivery.pk]),
        "POST opt_out_end": reverse("tickets:opt_out_end", args=[ticket.pk, ticket.requester.identities.get().pk]),
        "POST participant": reverse("tickets:participant", args=[ticket.pk, Participant.objects.get().pk]),
    }


def address(name: str, ticket: Ticket) -> str:
    """Return the address of a ticket's noun."""
    return reverse(f"tickets:{name}", args=[ticket.pk])


def test_strangers_are_asked_to_sign_in(client: Client, ticket: Ticket, rich: dict[str, str]) -> None:
    gets = [reverse(f"tickets:{name}") for name in (*LISTS, *BY_HAND)] + [address(name, ticket) for name in READ]
    gets += [path for name, path in rich.items() if name.startswith("GET")]
    posts = [address(name, ticket) for name in (*WRITE, *WRITE_LIGHT)] + [reverse("tickets:bulk")]
    posts += [path for name, path in rich.items() if name.startswith("POST")]
    events = TicketEvent.objects.count()
    answers = [client.get(path) for path in gets] + [client.post(path) for path in posts]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert all(answer["Location"].startswith("/accounts/") for answer in answers)
    assert TicketEvent.objects.count() == events


def test_a_part_of_a_page_moves_the_whole_page_to_sign_in(client: Client, ticket: Ticket) -> None:
    answer = client.get(address("updates", ticket), headers={"HX-Request": "true"})
    assert (answer.status_code, "/accounts/" in answer["HX-Redirect"]) == (200, True)


def test_agents_of_another_team_find_nothing(enter: Enter, bob: User, ticket: Ticket, rich: dict[str, str]) -> None:
    browser = enter(bob)
    before = (TicketEvent.objects.count(), Message.objects.count())
    answers = [browser.get(address(name, ticket)) for name in READ]
    answers += [browser.get(path) for name, path in rich.items() if name.startswith("GET")]
    answers += [browser.post(address(name, ticket), data) for name, data in (WRITE | WRITE_LIGHT).items()]
    answers += [browser.post(path, {"decision": "accept"}) for name, path in rich.items() if name.startswith("POST")]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (TicketEvent.objects.count(), Message.objects.count()) == before


def test_lists_and_searches_show_no_foreign_ticket(enter: Enter, bob: User, ticket: Ticket) -> None:
    browser = enter(bob)
    pages = [
        browser.get(reverse("tickets:queue"), {"view": view, "q": query})
        for view in ("mine", "unassigned", "open", "waiting", "overdue", "solved", "all", f"team-{ticket.team_id}")
        for query in ("", f"#{ticket.pk}", "oven")
    ]
    pages.append(browser.get(reverse("tickets:palette"), {"q": "oven"}))
    pages.append(browser.get(reverse("tickets:caller"), {"requester": ticket.requester_id}))
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert not any("The oven does not heat" in page.text for page in pages)


def test_bulk_changes_touch_no_foreign_ticket(enter: Enter, bob: User, ticket: Ticket) -> None:
    enter(bob).post(reverse("tickets:bulk"), {"tickets": [ticket.pk], "status": "solved"})
    ticket.refresh_from_db()
    assert ticket.status == "new"


def test_light_agents_read_and_note_only(enter: Enter, lena: User, ticket: Ticket, rich: dict[str, str]) -> None:
    browser = enter(lena)
    reads = [browser.get(address(name, ticket)).status_code for name in READ]
    notes = [browser.post(address(name, ticket), data).status_code for name, data in WRITE_LIGHT.items()]
    refused = [browser.post(address(name, ticket), data).status_code for name, data in WRITE.items()]
    refused += [browser.post(path, {"decision": "accept"}).status_code for name, path in rich.items() if "POST" in name]
    refused += [browser.post(reverse("tickets:bulk"), {"tickets": [ticket.pk], "status": "solved"}).status_code]
    refused += [browser.get(reverse(f"tickets:{name}")).status_code for name in BY_HAND]
    assert (set(reads), set(notes), set(refused)) == ({200}, {200, 302}, {403})


def test_light_agents_see_no_reply_and_no_bulk(enter: Enter, lena: User, ticket: Ticket) -> None:
    page = enter(lena).get(ticket.get_absolute_url()).text
    assert 'value="note"' in page
    assert 'value="reply"' not in page
    assert "data-send-note" in page
    assert "t-check" not in enter(lena).get(reverse("tickets:queue")).text


def test_agents_and_admins_open_everything(
    enter: Enter, alice: User, ada: User, ticket: Ticket, rich: dict[str, str]
) -> None:
    for person in (alice, ada):
        browser = enter(person)
        pages = [browser.get(reverse(f"tickets:{name}")) for name in (*LISTS, *BY_HAND)]
        pages += [browser.get(address(name, ticket)) for name in READ]
        pages += [browser.get(path) for name, path in rich.items() if name.startswith("GET")]
        assert [page.status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("name", [*WRITE, *WRITE_LIGHT, "team"])
def test_writes_refuse_get(enter: Enter, alice: User, ticket: Ticket, name: str) -> None:
    assert enter(alice).get(address(name, ticket)).status_code == 405


@pytest.mark.parametrize("name", [*WRITE, *WRITE_LIGHT])
def test_writes_work_without_a_script(enter: Enter, alice: User, ticket: Ticket, name: str) -> None:
    answer = enter(alice).post(address(name, ticket), (WRITE | WRITE_LIGHT)[name])
    assert answer.status_code == (200 if name == "draft" else 302)


@pytest.mark.parametrize("name", [*WRITE, *WRITE_LIGHT])
def test_writes_need_the_token_of_the_page(alice: User, ticket: Ticket, name: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert browser.post(address(name, ticket), (WRITE | WRITE_LIGHT)[name]).status_code == 403


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("replies", {"body": "  "}),
        ("replies", {"body": "Hello", "status": "closed"}),
        ("notes", {"body": ""}),
        ("status", {"status": "closed"}),
        ("status", {"status": "scheduled"}),
        ("priority", {"priority": "9"}),
        ("levels", {"impact": "9", "urgency": "1"}),
        ("category", {"category": "99999"}),
        ("team", {"team": "99999"}),
        ("assignee", {"assignee": "abc"}),
        ("subject", {"subject": ""}),
        ("follow", {"following": "perhaps"}),
        ("address", {"email": "not an address"}),
        ("draft", {"kind": "system", "body": "x"}),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    enter: Enter, alice: User, ticket: Ticket, name: str, data: dict[str, str]
) -> None:
    before = (TicketEvent.objects.count(), Message.objects.count())
    for headers in ({}, {"HX-Request": "true"}):
        assert enter(alice).post(address(name, ticket), data, headers=headers).status_code == 422
    assert (TicketEvent.objects.count(), Message.objects.count()) == before


def test_a_number_that_does_not_exist_is_not_found(enter: Enter, ada: User) -> None:
    browser = enter(ada)
    numbers = (987654, 10**30)
    assert [browser.get(f"/agent/tickets/{number}/").status_code for number in numbers] == [404, 404]
