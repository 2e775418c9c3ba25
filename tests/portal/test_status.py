"""The page of a request: what it shows, to whom, and that looking changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from helpdesk.lib.secret_paths import SecretPaths
from helpdesk.ui.brand import brand
from tests.factories import ChannelFactory, TeamFactory, TicketFactory, UserFactory, inbound_message
from tests.portal.forms import link_of
from tickets import conversation, intake, lifecycle
from tickets.files import InboundFile
from tickets.models import AccessLink, Attachment, Message, Participant, Requester, Ticket, TicketEvent
from tickets.states import Status
from tickets.threading import reply_address

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
CANARY = "canary-of-a-note-4711"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def ticket() -> Ticket:
    ChannelFactory.create()
    return TicketFactory.create(at=now() - timedelta(hours=2))


def file_path(ticket: Ticket, attachment: Attachment) -> str:
    return f"{link_of(ticket)}files/{attachment.pk}/"


def test_the_page_shows_request_and_answer(client: Client, ticket: Ticket) -> None:
    alice = UserFactory.create(name="Alice Quispe Rojas")
    conversation.reply(ticket, by=alice, body="Try the other <b>socket</b>.", at=now() - timedelta(hours=1))

    page = client.get(link_of(ticket)).content.decode()

    assert "Hello, the oven does not heat since yesterday." in page
    assert "Try the other &lt;b&gt;socket&lt;/b&gt;." in page
    assert "Alice" in page
    assert "Quispe" not in page
    assert alice.email not in page


def test_the_address_is_kept_secret(client: Client, ticket: Ticket) -> None:
    headers = client.get(link_of(ticket)).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"


def test_only_the_hash_of_the_token_is_stored(ticket: Ticket) -> None:
    link = AccessLink.for_requester(ticket, ticket.requester)
    row = AccessLink.objects.filter(pk=link.pk).values().get()
    assert link.token not in str(row)
    assert len(link.token) >= 22


def test_a_note_is_nowhere(client: Client, ticket: Ticket) -> None:
    alice = UserFactory.create()
    note = conversation.add_note(ticket, by=alice, body=CANARY, at=now(), files=(InboundFile(f"{CANARY}.png", PNG),))
    conversation.reply(ticket, by=alice, body="Hello", at=now() - timedelta(minutes=5))

    page = client.get(f"{link_of(ticket)}?all=1").content.decode()

    assert CANARY not in page
    assert client.get(file_path(ticket, note.attachments.get())).status_code == 404


def test_a_reply_that_can_be_taken_back_is_not_shown_yet(client: Client, ticket: Ticket) -> None:
    alice = UserFactory.create()
    message = conversation.reply(ticket, by=alice, body="Too early", at=now(), files=(InboundFile("early.png", PNG),))
    assert "Too early" not in client.get(link_of(ticket)).content.decode()
    assert client.get(file_path(ticket, message.attachments.get())).status_code == 404


def test_an_uninvited_sender_is_not_shown_and_gets_no_page(client: Client, ticket: Ticket) -> None:
    intake.receive(
        inbound_message(
            address="eve@example.com",
            name="Eve",
            text="Let me in",
            recipients=(reply_address(ticket.number, "ayuda@desk.test"),),
            received_at=now(),
        )
    )
    eve = Requester.objects.with_identity("email", "eve@example.com").get()

    assert "Let me in" not in client.get(link_of(ticket)).content.decode()
    assert client.get(f"/r/{AccessLink.for_requester(ticket, eve).token}/").status_code == 404


def test_an_accepted_participant_reads_names_but_no_addresses(client: Client, ticket: Ticket) -> None:
    dave = Requester.for_identity(kind="email", value="dave@example.com", name="Dave")
    Participant.objects.create(ticket=ticket, requester=dave, accepted_at=now())

    page = client.get(f"/r/{AccessLink.for_requester(ticket, dave).token}/")

    assert page.status_code == 200
    assert "Carol Rojas" in page.content.decode()
    assert "carol@example.com" not in page.content.decode()


def test_a_participant_without_name_is_not_called_by_the_address(client: Client, ticket: Ticket) -> None:
    dave = Requester.for_identity(kind="email", value="dave@example.com")
    Participant.objects.create(ticket=ticket, requester=dave, accepted_at=now())
    intake.receive(
        inbound_message(address="dave@example.com", name="", text="Same here", ticket=ticket, received_at=now())
    )
    page = client.get(link_of(ticket)).content.decode()
    assert "Same here" in page
    assert "dave@example.com" not in page


@pytest.mark.parametrize("token", ["x", "a" * 28, "null", "None", "%00", "0", "../admin", "' or 1=1 --"])
def test_a_forged_token_gets_a_friendly_page(client: Client, ticket: Ticket, token: str) -> None:
    answer = client.get(f"/r/{token}/")
    assert answer.status_code == 404
    assert ticket.subject not in answer.content.decode()


def test_every_dead_link_gets_the_same_page(client: Client, ticket: Ticket) -> None:
    forged = client.get("/r/forged-forged-forged-forged/").content
    link = AccessLink.for_requester(ticket, ticket.requester)
    AccessLink.objects.update(revoked_at=now())
    revoked = client.get(f"/r/{link.token}/").content
    AccessLink.objects.update(revoked_at=None)
    old = now() - timedelta(days=40)
    Ticket.objects.update(status=Status.CLOSED, solved_at=old, closed_at=old)
    expired = client.get(f"/r/{link.token}/").content
    pages = {page.partition(b"<main")[2].partition(b"</main>")[0] for page in (forged, revoked, expired)}
    assert len(pages) == 1
    assert b'href="/requests/find/"' in forged


def test_no_log_shows_a_token(client: Client, ticket: Ticket, caplog: pytest.LogCaptureFixture) -> None:
    path = link_of(ticket)
    hide = SecretPaths()
    client.get(f"{path}files/0/")
    client.post(f"{path}replies/", {"body": ""})
    Client(enforce_csrf_checks=True).post(f"{path}replies/")
    AccessLink.objects.update(revoked_at=now())
    client.get(path)
    assert caplog.records
    assert all(hide.filter(record) and path not in record.getMessage() for record in caplog.records)


def test_guessing_is_slowed_down_and_right_links_still_open(client: Client, ticket: Ticket) -> None:
    answers = {client.get(f"/r/guess-{n}/").status_code for n in range(61)}
    assert answers == {404, 429}
    assert client.get(link_of(ticket)).status_code == 200


def test_a_token_signed_by_us_for_something_else_opens_nothing(client: Client) -> None:
    assert client.get(f"/r/{signing.dumps({'ticket': 1})}/").status_code == 404


def test_quoted_text_is_folded(client: Client, ticket: Ticket) -> None:
    Message.objects.update(quoted_text="> the earlier mail")
    page = client.get(link_of(ticket)).content.decode()
    assert "<details" in page
    assert "&gt; the earlier mail" in page


def test_reading_changes_nothing(client: Client, ticket: Ticket) -> None:
    path = link_of(ticket)
    version = Ticket.objects.get().version
    before = (TicketEvent.objects.count(), Message.objects.count())
    for _ in range(2):
        client.get(path)
        client.head(path)
    assert (Ticket.objects.get().version, (TicketEvent.objects.count(), Message.objects.count())) == (version, before)
    for action in ("replies", "solved", "reopened"):
        assert client.get(f"{path}{action}/").status_code == 405
    assert Ticket.objects.get().status == Status.NEW


@pytest.mark.parametrize(
    ("status", "tone", "steps"),
    [
        (Status.NEW, "tone-info", 5),
        (Status.OPEN, "tone-brand", 5),
        (Status.WAITING_CUSTOMER, "tone-wait", 5),
        (Status.WAITING_THIRD_PARTY, "tone-brand", 5),
    ],
)
def test_the_steps_say_where_it_stands(client: Client, ticket: Ticket, status: Status, tone: str, steps: int) -> None:
    if status != Status.NEW:
        lifecycle.set_status(ticket, status, at=now(), by=None)
    stepper = client.get(link_of(ticket)).content.decode().partition('<ol class="stepper')[2].partition("</ol>")[0]
    assert stepper.count("<li") == steps
    assert f'<li class="{tone}" aria-current="step"' in stepper


def test_a_solved_request_shows_only_what_it_went_through(client: Client, ticket: Ticket) -> None:
    lifecycle.set_status(ticket, Status.SOLVED, at=now(), by=None)
    stepper = client.get(link_of(ticket)).content.decode().partition('<ol class="stepper')[2].partition("</ol>")[0]
    assert (stepper.count("<li"), stepper.count('class="done"')) == (4, 4)


def test_a_long_conversation_begins_with_its_newest_part(client: Client, ticket: Ticket) -> None:
    for n in range(45):
        intake.receive(inbound_message(ticket=ticket, received_at=now(), text=f"Line number {n:02}."))
    page = client.get(link_of(ticket)).content.decode()
    assert "Line number 44." in page
    assert "Line number 04." not in page
    assert "Line number 04." in client.get(f"{link_of(ticket)}?all=1").content.decode()


def test_the_page_costs_the_same_for_any_number_of_messages(
    client: Client, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    brand()  # kept for some seconds
    TeamFactory.create()
    path = link_of(ticket)
    intake.receive(inbound_message(ticket=ticket, received_at=now(), text="x", files=(InboundFile("a.png", PNG),)))
    with django_assert_num_queries(5):
        client.get(path)
    for n in range(4):
        intake.receive(
            inbound_message(ticket=ticket, received_at=now(), text="x", files=(InboundFile(f"{n}.png", PNG),))
        )
    with django_assert_num_queries(5):
        client.get(path)
