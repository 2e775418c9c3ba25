"""The vendors' servers, stubbed at their HTTP boundary."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import respx
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import Desk, User
from tests.chats import (
    GRAPH,
    PHONE_ID,
    TELEGRAM,
    post,
    telegram_channel,
    telegram_update,
    whatsapp_body,
    whatsapp_channel,
    whatsapp_message,
)
from tests.factories import UserFactory
from tickets import conversation
from tickets.delivery import outbox
from tickets.models import Channel, Delivery, Message, MissingFile, Ticket


@dataclass
class Vendors:
    """Both vendors: they take everything and remember it. A test may put other answers in front of theirs."""

    router: respx.MockRouter
    sent: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def whatsapp(self, request: httpx.Request) -> httpx.Response:
        """Take a message."""
        self.sent.append(json.loads(request.content))
        return httpx.Response(200, json={"messages": [{"id": f"wamid.out{next(self.numbers)}"}]})

    def telegram(self, request: httpx.Request) -> httpx.Response:
        """Take a message."""
        is_json = request.headers["content-type"] == "application/json"
        self.sent.append(json.loads(request.content) if is_json else {"method": request.url.path.rpartition("/")[2]})
        return httpx.Response(200, json={"ok": True, "result": {"message_id": 900 + next(self.numbers)}})


@pytest.fixture(autouse=True)
def vendors() -> Iterator[Vendors]:
    """Let nothing leave the machine."""
    with respx.mock(assert_all_called=False) as router:
        both = Vendors(router)
        router.post(f"{GRAPH}/{PHONE_ID}/messages", name="messages").mock(side_effect=both.whatsapp)
        router.post(f"{GRAPH}/{PHONE_ID}/media", name="media").respond(json={"id": "uploaded-1"})
        router.post(url__regex=rf"^{TELEGRAM}/bot[^/]+/send\w+$", name="telegram").mock(side_effect=both.telegram)
        yield both


Commit = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    """Run what waits for the commit at the end of the block."""
    return django_capture_on_commit_callbacks


@pytest.fixture(autouse=True)
def english(settings: Settings) -> None:
    """Have an English desk: placeholders are in its language."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def whatsapp() -> Channel:
    return whatsapp_channel()


@pytest.fixture
def telegram() -> Channel:
    return telegram_channel()


def bring(channel: Channel, body: Any, commit: Commit) -> Message:
    """Bring a webhook; return the message that it became."""
    with commit(execute=True):
        assert post(channel, body).status_code == 200
    payload = InboundPayload.objects.order_by("-pk")[0]
    assert payload.message is not None, (payload.state, payload.reason)
    return payload.message


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def no_confirmations() -> None:
    """Only what agents write leaves."""
    Desk.current()
    Desk.objects.update(acknowledges=False)


@pytest.fixture
def alice(client: Client) -> User:
    alice: User = UserFactory.create(role="admin", name="Alice")
    client.force_login(alice)
    return alice


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def ticket(whatsapp: Channel, commit: Commit, now: datetime) -> Ticket:
    """Return the ticket of somebody who has just written by WhatsApp."""
    message = whatsapp_message(1)
    message["message"]["timestamp"] = str(int(now.timestamp()) - 60)
    return bring(whatsapp, whatsapp_body(message), commit).ticket


@pytest.fixture
def chat(telegram: Channel, commit: Commit) -> Ticket:
    """Return the ticket of somebody who has written to the bot."""
    return bring(telegram, telegram_update(1), commit).ticket


def reply(ticket: Ticket, alice: User, words: str = "We come tomorrow", **more: Any) -> Delivery:
    """Answer; what is queued has not left."""
    at = timezone.now()
    message = conversation.reply(ticket, by=alice, body=words, at=at, **more)
    return Delivery.objects.get(message=message)


def leave(delivery: Delivery) -> Delivery:
    """Let it leave."""
    outbox.deliver(delivery.pk, at=max(timezone.now(), delivery.send_after) + timedelta(hours=delivery.attempts))
    delivery.refresh_from_db()
    return delivery


def report(channel: Channel, commit: Commit, *statuses: dict[str, Any]) -> None:
    """Bring reports of the provider."""
    with commit(execute=True):
        post(channel, whatsapp_body(statuses=list(statuses)))


PHOTO = b"\xff\xd8\xff" + b"photo" * 20
MEDIA = f"{GRAPH}/media-1"


def image(caption: str = "Look") -> dict[str, Any]:
    """Return the webhook of a photo."""
    part = {"id": "media-1", "mime_type": "image/jpeg", "sha256": "", "caption": caption}
    return whatsapp_body(whatsapp_message(type="image", image=part))


def there(vendors: Vendors) -> respx.Route:
    """Let Meta hand the photo over."""
    vendors.router.get(f"{GRAPH}/files/1").respond(content=PHOTO)
    return vendors.router.get(MEDIA).respond(json={"url": f"{GRAPH}/files/1"})


def away(vendors: Vendors) -> respx.Route:
    """Let Meta be away."""
    return vendors.router.get(MEDIA).respond(503)


@pytest.fixture
def photo(whatsapp: Channel, vendors: Vendors, commit: Commit) -> Message:
    """Return a message whose photo could not be fetched."""
    away(vendors)
    return bring(whatsapp, image(), commit)


@pytest.fixture
def row(photo: Message) -> MissingFile:
    found: MissingFile = photo.missing_files.get()
    return found


def turn(row: MissingFile) -> datetime:
    """Return when it is tried next."""
    assert row.next_try_at
    return row.next_try_at
