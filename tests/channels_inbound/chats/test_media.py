"""Files of chat messages: fetched at once, from the provider only, within limits; never a reason to lose a message."""

import hashlib
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from helpdesk.lib import outbound
from tests.channels_inbound.chats.conftest import MEDIA, PHOTO, Commit, Vendors, bring, image
from tests.chats import (
    GRAPH,
    TELEGRAM,
    post,
    telegram_update,
    whatsapp_body,
    whatsapp_message,
)
from tickets.models import Channel, Message

pytestmark = pytest.mark.django_db


DIGEST = hashlib.sha256(PHOTO).hexdigest()
CDN = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"


def why(message: Message) -> tuple[str, bool]:
    """Return why the file of a message is missing, and whether it is tried again."""
    row = message.missing_files.get()
    return row.why, row.is_waiting


@pytest.fixture
def public_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name point to a public address."""
    monkeypatch.setattr(outbound, "resolve", lambda _host: ["157.240.1.1"])


@pytest.mark.parametrize("url", [f"{GRAPH}/files/1", CDN], ids=["own host", "Meta's"])
@pytest.mark.usefixtures("public_dns")
def test_a_photo_is_fetched_at_once(whatsapp: Channel, vendors: Vendors, url: str, commit: Commit) -> None:
    vendors.router.get(MEDIA).respond(json={"url": url, "sha256": DIGEST, "file_size": len(PHOTO)})
    fetched = vendors.router.get(url__regex=r"^https://(graph\.test/v23\.0/files/1|157\.240\.1\.1/whatsapp)").respond(
        content=PHOTO
    )
    message = bring(whatsapp, image(), commit)
    file = message.attachments.get()
    assert (message.body_text, file.name, file.content_type, file.blob.pk) == (
        "Look",
        "Image.jpg",
        "image/jpeg",
        DIGEST,
    )
    asked = fetched.calls.last.request
    assert asked.headers["Authorization"] == "Bearer EAAG-access-1"
    assert asked.headers["Host"] == httpx.URL(url).host


ELSEWHERE = [
    "http://lookaside.fbsbx.com/1", "https://evil.example/1", "https://lookaside.fbsbx.com:8443/1",
    "https://user@lookaside.fbsbx.com/1", "https://fbsbx.com.evil.example/1", "http://127.0.0.1/", "file:///etc/passwd",
    "https://[::1]/", "gopher://x", "https://evilfbsbx.com/", "//evil.example/x", "https://graph.test:444/v23.0/1",
]  # fmt: skip


@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.usefixtures("public_dns")
def test_a_file_is_fetched_from_nowhere_else(whatsapp: Channel, vendors: Vendors, url: str, commit: Commit) -> None:
    vendors.router.get(MEDIA).respond(json={"url": url})
    message = bring(whatsapp, image(), commit)
    assert (message.body_text, why(message)) == (
        "Look",
        ("the provider gave an address that the desk does not trust", False),
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"])
def test_a_name_that_points_inside_is_not_asked(
    whatsapp: Channel,
    vendors: Vendors,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    commit: Commit,
) -> None:
    monkeypatch.setattr(outbound, "resolve", lambda _host: ["157.240.1.1", address])
    vendors.router.get(MEDIA).respond(json={"url": CDN})
    message = bring(whatsapp, image(), commit)
    assert why(message) == ("the provider gave an address that the desk does not trust", False)


def test_a_file_that_is_too_large_is_named_and_not_kept(
    whatsapp: Channel, vendors: Vendors, settings: Settings, commit: Commit
) -> None:
    settings.MAX_MEDIA_BYTES = 64
    vendors.router.get(MEDIA).respond(json={"url": f"{GRAPH}/files/1", "file_size": 5})  # and lies about its size
    vendors.router.get(f"{GRAPH}/files/1").respond(content=PHOTO)
    message = bring(whatsapp, image(), commit)
    assert (why(message), message.attachments.count()) == (("larger than the 0 MB that the desk takes in", False), 0)


def test_media_that_whatsapp_itself_lost_is_a_placeholder(whatsapp: Channel, commit: Commit) -> None:
    parts: dict[str, Any] = {
        "type": "image",
        "image": {"caption": "Look"},
        "errors": [{"title": "Media download failed"}],
    }
    message = bring(whatsapp, whatsapp_body(whatsapp_message(**parts)), commit)
    assert (message.body_text, why(message)) == ("Look", ("the provider did not hand it over", False))


FILES: dict[str, tuple[dict[str, Any], str]] = {
    "photo": (
        {"photo": [{"file_id": "s", "width": 90}, {"file_id": "f", "width": 800}], "caption": "Look"},
        "Image.jpg",
    ),
    "document": ({"document": {"file_id": "f", "file_name": "bill ../1.pdf", "file_size": 9}}, "bill .._1.pdf"),
    "voice": ({"voice": {"file_id": "f", "mime_type": "audio/ogg"}}, "Voice message.oga"),
    "video note": ({"video_note": {"file_id": "f"}}, "Video.mp4"),
    "animation": ({"animation": {"file_id": "f", "file_name": "a.mp4"}, "document": {"file_id": "x"}}, "a.mp4"),
    "sticker": ({"sticker": {"file_id": "f", "emoji": "🤬"}}, "Sticker.webp"),
}


@pytest.mark.parametrize(("parts", "name"), FILES.values(), ids=FILES)
def test_files_of_telegram_are_fetched(
    telegram: Channel, vendors: Vendors, parts: dict[str, Any], name: str, commit: Commit
) -> None:
    asked = vendors.router.post(url__regex=r"/getFile$").respond(
        json={"ok": True, "result": {"file_path": "a/b 1.bin"}}
    )
    vendors.router.get(f"{TELEGRAM}/file/bot123456:AA-bot/a/b%201.bin").respond(content=PHOTO)
    message = bring(telegram, telegram_update(**parts), commit)
    assert b'"f"' in asked.calls.last.request.content
    assert message.attachments.get().name == name


@pytest.mark.parametrize("path", ["../../etc/passwd", "a/../../b"])
def test_a_path_of_telegram_cannot_lead_elsewhere(
    telegram: Channel, vendors: Vendors, path: str, commit: Commit
) -> None:
    vendors.router.post(url__regex=r"/getFile$").respond(json={"ok": True, "result": {"file_path": path}})
    message = bring(telegram, telegram_update(voice={"file_id": "f"}), commit)
    assert why(message) == ("the provider gave an address that the desk does not trust", False)


def test_what_telegram_hands_to_no_bot_is_named(telegram: Channel, commit: Commit) -> None:
    parts: dict[str, Any] = {"video": {"file_id": "f", "file_size": 21 * 1024 * 1024}}
    message = bring(telegram, telegram_update(**parts), commit)
    assert why(message) == ("larger than the 20 MB that Telegram hands to a bot", False)
    assert message.ticket.subject == "Video"


@pytest.mark.usefixtures("no_confirmations")
def test_a_token_that_opens_no_file_is_a_fault_of_the_channel(
    whatsapp: Channel, vendors: Vendors, commit: Commit
) -> None:
    vendors.router.get(MEDIA).respond(401, json={"error": {"code": 190, "message": "Expired"}})
    with commit(execute=True):
        post(whatsapp, image())
    whatsapp.refresh_from_db()
    assert (whatsapp.failing_since is not None, "Enter a new one" in whatsapp.last_error) == (True, True)
