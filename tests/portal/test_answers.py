"""Answering on the page of a request."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.web_form.stamp import new_stamp
from helpdesk.accounts.models import Desk
from tests.factories import CategoryFactory, ChannelFactory, TicketFactory, UserFactory
from tests.portal.forms import answer, link_of, typed_stamp
from tickets import conversation, lifecycle
from tickets.models import AccessLink, Participant, Requester, Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def ticket() -> Ticket:
    ChannelFactory.create()
    return TicketFactory.create(at=now() - timedelta(hours=2), category=CategoryFactory.create(slug="ovens"))


def test_an_answer_goes_onto_the_ticket_as_verified(client: Client, ticket: Ticket) -> None:
    alice = UserFactory.create()
    conversation.reply(ticket, by=alice, body="Which door?", at=now() - timedelta(hours=1), status="waiting_customer")

    response = answer(client, ticket, attachments=[SimpleUploadedFile("door.png", PNG)])

    ticket.refresh_from_db()
    message = ticket.messages.last()
    assert message is not None
    assert response.headers["Location"] == f"{link_of(ticket)}#message-{message.pk}"
    assert (message.body_text, message.sender_is_verified, message.matched_by) == (
        "It is the lower door.",
        True,
        "link",
    )
    assert message.author_requester == ticket.requester
    assert [file.name for file in message.attachments.all()] == ["door.png"]
    assert ticket.status == Status.OPEN
    assert InboundPayload.objects.get().state == PayloadState.ACCEPTED


def test_an_answer_pressed_twice_is_one(client: Client, ticket: Ticket) -> None:
    stamp = typed_stamp()
    answer(client, ticket, stamp=stamp)
    answer(client, ticket, stamp=stamp)
    assert ticket.messages.count() == 2


def test_an_empty_answer_is_explained(client: Client, ticket: Ticket) -> None:
    response = answer(client, ticket, body="")
    assert response.status_code == 422
    assert 'id="id_body_error"' in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_a_refused_file_keeps_the_text(client: Client, ticket: Ticket, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1024
    response = answer(client, ticket, attachments=[SimpleUploadedFile("film.mp4", b"0" * 4096)])
    page = response.content.decode()
    assert response.status_code == 422
    assert "film.mp4" in page
    assert "It is the lower door." in page
    assert ticket.messages.count() == 1


def test_a_form_that_came_back_too_fast_keeps_the_text(client: Client, ticket: Ticket) -> None:
    response = answer(client, ticket, stamp=new_stamp(at=now()).token)
    assert response.status_code == 422
    assert "It is the lower door." in response.content.decode()


def test_an_answer_opens_a_solved_request_again(client: Client, ticket: Ticket) -> None:
    lifecycle.set_status(ticket, Status.SOLVED, at=now() - timedelta(days=1), by=None)
    answer(client, ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopen_count) == (Status.OPEN, 1)


def test_a_late_answer_begins_a_request_that_follows(client: Client, ticket: Ticket) -> None:
    lifecycle.set_status(ticket, Status.SOLVED, at=now(), by=None)
    Ticket.objects.update(solved_at=now() - timedelta(days=Desk.current().reopen_days + 1))

    response = answer(client, ticket)

    later = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (later.follow_up_of, later.requester, later.category) == (ticket, ticket.requester, ticket.category)
    assert response.headers["Location"] == link_of(later)


def test_a_forged_link_takes_no_answer(client: Client, ticket: Ticket) -> None:
    response = client.post("/r/forged/replies/", {"body": "Hello", "stamp": typed_stamp()})
    assert response.status_code == 404
    assert InboundPayload.objects.count() == 0


def test_a_form_cannot_name_another_ticket_or_person(client: Client, ticket: Ticket) -> None:
    other = TicketFactory.create(address="dave@example.com", at=now())
    answer(client, ticket, ticket=other.number, requester=other.requester_id, kind="request", email="x@example.com")
    assert other.messages.count() == 1
    assert ticket.messages.count() == 2


def test_an_accepted_participant_answers_in_own_name(client: Client, ticket: Ticket) -> None:
    dave = Requester.for_identity(kind="email", value="dave@example.com", name="Dave")
    Participant.objects.create(ticket=ticket, requester=dave, accepted_at=now())
    token = AccessLink.for_requester(ticket, dave).token
    client.post(f"/r/{token}/replies/", {"body": "Same here", "stamp": typed_stamp()})
    message = ticket.messages.last()
    assert message is not None
    assert (message.author_requester, message.is_pending) == (dave, False)


def test_answers_are_limited_by_link(client: Client, ticket: Ticket) -> None:
    answers = [answer(client, ticket, body=f"Number {n}").status_code for n in range(61)]
    assert answers == [302] * 60 + [429]


def test_somebody_known_only_by_a_number_can_answer(client: Client, ticket: Ticket) -> None:
    caller = Requester.for_identity(kind="phone", value="+51 900 555 000", name="Caller")
    Ticket.objects.update(requester=caller)
    ticket.refresh_from_db()
    answer(client, ticket)
    assert ticket.messages.filter(author_requester=caller).count() == 1
