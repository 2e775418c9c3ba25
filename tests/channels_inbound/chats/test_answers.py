"""What the desk says in a chat: sent in pieces, each once, and with a word about what is refused."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import PNG, Commit, Vendors, bring, leave, reply
from tests.chats import ROSA, whatsapp_body, whatsapp_message
from tickets import conversation
from tickets.delivery import outbox
from tickets.files import InboundFile
from tickets.models import Channel, Identity, Message, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]


def test_an_answer_leaves_by_the_chat_it_belongs_to(
    ticket: Ticket, chat: Ticket, alice: User, vendors: Vendors
) -> None:
    one, two = leave(reply(ticket, alice)), leave(reply(chat, alice))
    assert vendors.sent == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": ROSA,
            "type": "text",
            "text": {"body": "We come tomorrow", "preview_url": False},
        },
        {"chat_id": "4242", "text": "We come tomorrow", "link_preview_options": {"is_disabled": True}},
    ]
    assert [(d.state, d.provider_id) for d in (one, two)] == [("sent", "wamid.out1"), ("sent", "4242:902")]


def test_an_answer_can_be_taken_back_before_it_leaves(ticket: Ticket, alice: User, vendors: Vendors) -> None:
    delivery = reply(ticket, alice)
    draft = conversation.undo_reply(Message.objects.get(deliveries=delivery), by=alice, at=timezone.now())
    outbox.sweep(at=timezone.now() + timedelta(hours=1))
    assert (draft.body, vendors.sent) == ("We come tomorrow", [])


def test_a_long_answer_leaves_in_pieces_cut_between_paragraphs(ticket: Ticket, alice: User, vendors: Vendors) -> None:
    paragraphs = [f"{letter * 1500}" for letter in "abcde"]
    leave(reply(ticket, alice, "\n\n".join(paragraphs)))
    sent = [message["text"]["body"] for message in vendors.sent]
    assert sent == ["\n\n".join(paragraphs[:2]), "\n\n".join(paragraphs[2:4]), paragraphs[4]]


def test_files_are_uploaded_and_sent_by_their_kind(ticket: Ticket, chat: Ticket, alice: User, vendors: Vendors) -> None:
    files = (InboundFile("foto.png", PNG), InboundFile("nota.txt", b"hello"))
    for one in (ticket, chat):
        leave(reply(one, alice, files=files))
    kinds = [message.get("type") or message.get("method") or "text" for message in vendors.sent]
    assert kinds == ["text", "image", "document", "text", "sendPhoto", "sendDocument"]
    assert vendors.sent[1]["image"] == {"id": "uploaded-1"}
    assert vendors.sent[2]["document"] == {"id": "uploaded-1", "filename": "nota.txt"}


def test_a_repeat_sends_only_what_has_not_left(ticket: Ticket, alice: User, vendors: Vendors) -> None:
    upload = vendors.router["media"].mock(side_effect=[httpx.Response(500), httpx.Response(200, json={"id": "u"})])
    delivery = leave(reply(ticket, alice, files=(InboundFile("foto.png", PNG),)))
    assert (delivery.state, len(vendors.sent)) == ("queued", 1)
    assert (leave(delivery).state, len(vendors.sent), upload.call_count) == ("sent", 2, 2)


ERRORS: dict[str, tuple[Any, str, str]] = {
    "too many": (httpx.Response(429, json={"error": {"code": 130429, "message": "Rate limit"}}), "queued", "later"),
    "their fault": (httpx.Response(503), "queued", "later"),
    "no answer": (httpx.ConnectTimeout("slow"), "queued", "does not answer"),
    "a page": (httpx.Response(200, html="<h1>Sign in</h1>"), "queued", "no sense"),
    "a refusal in 200": (httpx.Response(200, json={"error": {"code": 131026}}), "failed", "cannot be reached"),
    "a way elsewhere": (httpx.Response(302, headers={"Location": "https://proxy.example/"}), "queued", "no sense"),
    "no such page": (httpx.Response(404, html="<h1>Not found</h1>"), "queued", "try later: 404"),
    "too deep": (httpx.Response(200, content=b"[" * 100_000), "queued", "no sense"),
    "no sense": (httpx.Response(200, json={}), "queued", "no sense"),
    "our token": (httpx.Response(401, json={"error": {"code": 190, "message": "x"}}), "queued", "Enter a new one"),
    "our account": (httpx.Response(403), "queued", "our account"),
    "the window": (httpx.Response(400, json={"error": {"code": 131047, "message": "Re-engage"}}), "failed", "24 hours"),
    "the number": (httpx.Response(400, json={"error": {"code": 131026}}), "failed", "cannot be reached"),
    "their wish": (httpx.Response(400, json={"error": {"code": 131050}}), "failed", "no unsolicited messages"),
    "the template": (httpx.Response(400, json={"error": {"code": 132001}}), "failed", "can correct the list"),
    "the content": (httpx.Response(400, json={"error": {"code": 100, "message": "Invalid"}}), "failed", "100 Invalid"),
}


@pytest.mark.parametrize(("answer", "state", "words"), ERRORS.values(), ids=ERRORS)
def test_what_whatsapp_refuses_is_said(
    ticket: Ticket, alice: User, vendors: Vendors, answer: Any, state: str, words: str
) -> None:
    vendors.router["messages"].mock(side_effect=[answer])
    delivery = leave(reply(ticket, alice))
    assert (delivery.state, words in delivery.last_error) == (state, True)
    ticket.channel.refresh_from_db()
    is_fault = words in ("our account", "Enter a new one", "does not answer")
    assert (ticket.channel.failing_since is not None, ticket.channel.send_error) == (is_fault, delivery.last_error)
    assert Identity.objects.filter(opted_out_at__isnull=False).exists() == (words == "no unsolicited messages")
    ticket.refresh_from_db()
    assert (ticket.window_expires_at > timezone.now() + timedelta(minutes=1)) == (words != "24 hours")  # type: ignore[operator]


def test_a_picture_that_telegram_does_not_show_arrives_as_a_document(
    chat: Ticket, alice: User, vendors: Vendors
) -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"}
    taken = httpx.Response(200, json={"ok": True, "result": {"message_id": 7}})
    asked = vendors.router["telegram"].mock(side_effect=[taken, httpx.Response(400, json=refusal), taken])
    delivery = leave(reply(chat, alice, files=(InboundFile("long.png", PNG),)))
    methods = [call.request.url.path.rpartition("/")[2] for call in asked.calls]
    assert (delivery.state, methods) == ("sent", ["sendMessage", "sendPhoto", "sendDocument"])


BOT_ERRORS: dict[str, tuple[int, str, str, str]] = {
    "blocked": (403, "Forbidden: bot was blocked by the user", "failed", "blocked the bot"),
    "no chat": (400, "Bad Request: chat not found", "failed", "cannot reach"),
    "content": (400, "Bad Request: message text is empty", "failed", "refused the message"),
    "too many": (429, "Too Many Requests: retry after 5", "queued", "later"),
    "token": (401, "Unauthorized", "queued", "our bot"),
}


@pytest.mark.parametrize(("code", "said", "state", "words"), BOT_ERRORS.values(), ids=BOT_ERRORS)
def test_what_telegram_refuses_is_said(
    chat: Ticket, alice: User, vendors: Vendors, code: int, said: str, state: str, words: str
) -> None:
    body = {"ok": False, "error_code": code, "description": said}
    vendors.router["telegram"].mock(side_effect=[httpx.Response(code, json=body)])
    delivery = leave(reply(chat, alice))
    assert (delivery.state, words in delivery.last_error, "AA-bot" in delivery.last_error) == (state, True, False)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"<h1>Sign in</h1>", b"[" * 100_000])
def test_what_is_no_answer_of_telegram_is_sent_again(
    chat: Ticket, alice: User, vendors: Vendors, content: bytes
) -> None:
    vendors.router["telegram"].mock(side_effect=[httpx.Response(200, content=content)])
    delivery = leave(reply(chat, alice))
    assert (delivery.state, delivery.problem) == ("queued", "Telegram gave an answer that makes no sense.")


def test_an_upload_that_gives_no_id_is_no_message(ticket: Ticket, alice: User, vendors: Vendors) -> None:
    vendors.router["media"].mock(side_effect=[httpx.Response(200, json={})])
    delivery = leave(reply(ticket, alice, words="", files=(InboundFile("foto.png", PNG),)))
    assert (delivery.state, "no sense" in delivery.problem) == ("queued", True)


def test_a_number_is_written_as_whatsapp_spells_it_today(
    whatsapp: Channel, alice: User, vendors: Vendors, commit: Commit
) -> None:
    bring(whatsapp, whatsapp_body(whatsapp_message(1, sender="5215512345678")), commit)
    ticket = bring(whatsapp, whatsapp_body(whatsapp_message(2, sender="525512345678")), commit).ticket
    leave(reply(ticket, alice))
    assert (Ticket.objects.count(), vendors.sent[-1]["to"]) == (1, "525512345678")


def test_a_fault_of_the_account_is_over_with_the_next_success(ticket: Ticket, alice: User, vendors: Vendors) -> None:
    taken = httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})
    vendors.router["messages"].mock(side_effect=[httpx.Response(401), taken])
    delivery = leave(leave(reply(ticket, alice)))
    ticket.channel.refresh_from_db()
    assert (delivery.state, ticket.channel.failing_since) == ("sent", None)
