"""What can be done on the page of a request: take a file, say that it is solved, open it again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from helpdesk.accounts.models import Desk
from tests.factories import ChannelFactory, TicketFactory, inbound_message
from tests.portal.forms import link_of
from tickets import intake, lifecycle
from tickets.files import InboundFile
from tickets.models import AccessLink, Attachment, Participant, Requester, Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def ticket() -> Ticket:
    ChannelFactory.create()
    return TicketFactory.create(at=now() - timedelta(hours=2))


def file_path(ticket: Ticket, attachment: Attachment) -> str:
    return f"{link_of(ticket)}files/{attachment.pk}/"


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (PNG, "door.png", "image/png"),
        (SVG, "door.svg", None),
        (b"<html><script>alert(1)</script>", "door.html", None),
    ],
)
def test_a_file_is_only_ever_a_harmless_download(
    client: Client, ticket: Ticket, data: bytes, name: str, content_type: str | None
) -> None:
    received = intake.receive(
        inbound_message(ticket=ticket, received_at=now(), text="See", files=(InboundFile(name, data),))
    )
    answer = client.get(file_path(ticket, received.message.attachments.get()))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert content_type is None or answer.headers["Content-Type"] == content_type


def test_a_file_of_another_request_is_not_handed_out(client: Client, ticket: Ticket) -> None:
    other = TicketFactory.create(address="dave@example.com", at=now())
    received = intake.receive(
        inbound_message(
            address="dave@example.com", ticket=other, received_at=now(), text="x", files=(InboundFile("a.png", PNG),)
        )
    )
    assert client.get(file_path(ticket, received.message.attachments.get())).status_code == 404


def test_the_requester_says_that_it_is_solved_and_opens_it_again(client: Client, ticket: Ticket) -> None:
    path = link_of(ticket)
    assert client.post(f"{path}solved/").headers["Location"] == path
    ticket.refresh_from_db()
    event = ticket.events.last()
    assert ticket.status == Status.SOLVED
    assert event is not None
    assert event.requester == ticket.requester

    client.post(f"{path}reopened/")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopen_count) == (Status.OPEN, 1)


def test_a_participant_neither_solves_nor_opens_again(client: Client, ticket: Ticket) -> None:
    dave = Requester.for_identity(kind="email", value="dave@example.com", name="Dave")
    Participant.objects.create(ticket=ticket, requester=dave, accepted_at=now())
    path = f"/r/{AccessLink.for_requester(ticket, dave).token}/"
    client.post(f"{path}solved/")
    assert Ticket.objects.get().status == Status.NEW
    assert f"{path}solved/" not in client.get(path).content.decode()


def test_after_the_days_to_reopen_it_is_explained_and_not_done(client: Client, ticket: Ticket) -> None:
    lifecycle.set_status(ticket, Status.SOLVED, at=now(), by=None)
    Ticket.objects.update(solved_at=now() - timedelta(days=Desk.current().reopen_days + 1))
    path = link_of(ticket)
    assert f"{path}reopened/" not in client.get(path).content.decode()
    client.post(f"{path}reopened/")
    assert Ticket.objects.get().status == Status.SOLVED


def test_a_post_without_csrf_token_is_refused(ticket: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)
    for action in ("replies", "solved", "reopened"):
        assert strict.post(f"{link_of(ticket)}{action}/", {"body": "x"}).status_code == 403


def test_a_file_that_is_not_there_keeps_the_address_secret_too(client: Client, ticket: Ticket) -> None:
    answer = client.get(f"{link_of(ticket)}files/0/")
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (404, "no-referrer")
    assert answer.headers["Cache-Control"] == "no-store"
