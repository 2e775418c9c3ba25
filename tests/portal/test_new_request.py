"""The public form: what it stores, what it refuses, and that nothing typed is lost."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from channels_inbound.models import InboundPayload, PayloadState
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory
from tests.portal.forms import request_fields, send
from tickets.models import Delivery, Requester, Ticket
from tickets.priority import Priority

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64

NAUGHTY = (
    "'; DROP TABLE tickets_ticket; --",
    "<script>alert(1)</script>",
    "{{ request.user }} {% debug %} ${7*7}",
    "Ω≈ç√∫ 田中さんにあげて下さい ﷽ \U0001f3f3\ufe0f\u200d\U0001f308",
    "\u202e\u2066rtl\u2069 \u200bzero width",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "undefined null NaN -1 1e309",
    "Z\u032e\u031e\u1e00\u0317 \ufeff\ufffe",
)


def upload(name: str = "door.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_a_request_becomes_a_ticket_of_the_categorys_team(client: Client) -> None:
    team = TeamFactory.create()
    category = CategoryFactory.create(slug="delivery", team=team)

    answer = send(client, category="delivery")

    ticket = Ticket.objects.get()
    payload = InboundPayload.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/requests/sent/{payload.external_id}/"
    assert (ticket.subject, ticket.category, ticket.team, ticket.status, ticket.language) == (
        "The fridge arrived with a dent",
        category,
        team,
        "new",
        "es",
    )
    assert (ticket.requester.name, ticket.requester.address) == ("Rosa Huamán", "rosa@example.com")
    message = ticket.messages.get()
    assert message.body_text == "We saw a dent in the lower door.\nWhat shall we do?"
    assert message.sender_is_verified is False
    assert (payload.state, payload.message) == (PayloadState.ACCEPTED, message)


def test_the_confirmation_is_queued_without_a_word_of_the_sender(client: Client) -> None:
    ChannelFactory.create()
    send(client)
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.to_address) == ("acknowledgement", "rosa@example.com")
    assert "fridge" not in str(delivery.context)


def test_the_request_has_the_language_of_the_page(client: Client) -> None:
    client.post("/requests/new/", request_fields(), headers={"accept-language": "en-GB"})
    assert Ticket.objects.get().language == "en"


def test_the_category_of_the_address_is_chosen_already(client: Client) -> None:
    CategoryFactory.create(slug="delivery")
    CategoryFactory.create(slug="repairs")
    page = client.get("/requests/new/?category=repairs").content.decode()
    assert 'value="repairs" required checked' in page
    assert 'value="delivery" required>' in page


def test_hidden_categories_are_neither_shown_nor_taken(client: Client) -> None:
    CategoryFactory.create(slug="delivery")
    CategoryFactory.create(slug="internal", is_public=False)
    assert "internal" not in client.get("/requests/new/").content.decode()
    assert send(client, category="internal").status_code == 422
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("missing", ["name", "email", "subject", "body", "category"])
def test_a_missing_field_is_named_and_the_rest_stays(client: Client, missing: str) -> None:
    CategoryFactory.create(slug="delivery")
    fields = {"category": "delivery", missing: ""}

    answer = send(client, **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{missing}' in page
    kept = {"name": "Rosa Huamán", "email": "rosa@example.com", "body": "We saw a dent in the lower door."}
    assert all(text in page for name, text in kept.items() if name != missing)
    assert InboundPayload.objects.count() == 0


@pytest.mark.parametrize("field", ["name", "email", "subject", "body"])
def test_a_nul_is_refused_with_a_sentence(client: Client, field: str) -> None:
    assert send(client, **{field: f"a{chr(0)}b@example.com"}).status_code == 422


@pytest.mark.parametrize("text", NAUGHTY)
def test_strange_text_comes_back_as_it_was_typed(client: Client, text: str) -> None:
    assert send(client, name=text, subject=text, body=text).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.messages.get().body_text == text
    assert ticket.subject == " ".join(text.split())
    assert ticket.requester.name == " ".join(text.split())


def test_line_breaks_make_no_headers(client: Client) -> None:
    send(client, subject="Hello\r\nBcc: everyone@example.com", name="Rosa\r\nX-Evil: 1")
    ticket = Ticket.objects.get()
    assert ticket.subject == "Hello Bcc: everyone@example.com"
    assert ticket.requester.name == "Rosa X-Evil: 1"


def test_two_addresses_in_one_field_are_refused(client: Client) -> None:
    assert send(client, email="rosa@example.com, victim@example.com").status_code == 422
    assert send(client, email="rosa@example.com\r\nBcc: victim@example.com").status_code == 422


def test_fields_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    extra = {"status": "solved", "priority": "4", "assignee": "1", "requester": "1", "ticket": "1", "kind": "reply"}
    send(client, **extra, team="1")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.priority, ticket.assignee, ticket.team) == ("new", Priority.NORMAL, None, None)


def test_looking_at_the_form_changes_nothing(client: Client) -> None:
    client.get("/requests/new/")
    client.head("/requests/new/")
    assert (InboundPayload.objects.count(), Ticket.objects.count(), Requester.objects.count()) == (0, 0, 0)


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/requests/new/").status_code == 405


def test_a_post_without_csrf_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/requests/new/", request_fields()).status_code == 403


def test_the_form_costs_the_same_for_any_number_of_categories(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CategoryFactory.create()
    client.get("/requests/new/")
    with django_assert_num_queries(4):
        client.get("/requests/new/")
    for _ in range(5):
        CategoryFactory.create()
    with django_assert_num_queries(4):
        client.get("/requests/new/")


def test_a_fault_in_processing_delays_the_request_and_loses_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The storage of files is beyond the process: here it fails when the file is read again."""

    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise OSError("the disk does not answer")

    monkeypatch.setattr(default_storage, "open", broken)
    answer = send(client, attachments=[upload()])

    assert answer.status_code == 302
    assert InboundPayload.objects.get().state == PayloadState.WAITING
    assert client.get(answer.headers["Location"]).status_code == 200
