"""Files that the provider does not hand over now: the message comes at once, the file follows, and none is doubled."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from channels_inbound.chats import missing
from tests.channels_inbound.chats.conftest import (
    MEDIA,
    PHOTO,
    Commit,
    Vendors,
    bring,
    image,
    there,
    turn,
)
from tests.chats import GRAPH, TELEGRAM, telegram_update, whatsapp_body, whatsapp_message
from tickets.models import Channel, Message, MissingFile, SLATimer, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]
Bring = Callable[[], Message]
DAY = timedelta(days=1)


STRANGE: dict[str, tuple[httpx.Response | Exception, str]] = {
    "away": (httpx.ConnectTimeout("slow"), "it could not be downloaded (WhatsApp does not answer (slow))"),
    "fault": (httpx.Response(500), "it could not be downloaded (WhatsApp asks to try later: 500)"),
    "page": (httpx.Response(200, html="<h1>Hi</h1>"), "it could not be downloaded (WhatsApp gave an answer"),
    "empty": (httpx.Response(200), "it could not be downloaded (WhatsApp gave an answer"),
    "list": (httpx.Response(200, json=[]), "the provider did not hand it over"),
    "error in 200": (
        httpx.Response(200, json={"error": {"code": 131000, "message": "Oops"}}),
        "it could not be downloaded (WhatsApp asks to try later: 131000 Oops)",
    ),
    "no such": (
        httpx.Response(400, json={"error": {"code": 100, "message": "Unsupported get request"}}),
        "the provider no longer has it (WhatsApp refused the message: 100 Unsupported get request)",
    ),
}


@pytest.mark.parametrize(("answer", "words"), STRANGE.values(), ids=STRANGE)
def test_the_message_comes_at_once_and_says_what_is_missing(
    whatsapp: Channel, vendors: Vendors, answer: httpx.Response | Exception, words: str, commit: Commit
) -> None:
    vendors.router.get(MEDIA).mock(side_effect=[answer])
    message = bring(whatsapp, image(), commit)
    row = message.missing_files.get()
    assert (message.body_text, row.name, row.is_waiting, row.why[: len(words)]) == ("Look", "Image.jpg", True, words)
    assert (row.expires_at, row.next_try_at) == (row.created_at + 7 * DAY, row.created_at + timedelta(minutes=1))


def test_bytes_that_are_not_the_file_are_not_kept(whatsapp: Channel, vendors: Vendors, commit: Commit) -> None:
    vendors.router.get(MEDIA).respond(json={"url": f"{GRAPH}/files/1", "sha256": "0" * 64})
    vendors.router.get(f"{GRAPH}/files/1").respond(content=PHOTO)
    row = bring(whatsapp, image(), commit).missing_files.get()
    assert (row.why, row.is_waiting) == ("it arrived damaged", True)


@pytest.mark.parametrize("content", [b"", b"<html>Sign in</html>"], ids=["empty", "a page"])
def test_a_file_of_telegram_is_as_long_as_it_said(
    telegram: Channel, vendors: Vendors, content: bytes, commit: Commit
) -> None:
    facts = {"ok": True, "result": {"file_path": "a.jpg", "file_size": len(PHOTO)}}
    vendors.router.post(url__regex=r"/getFile$").respond(json=facts)
    vendors.router.get(f"{TELEGRAM}/file/bot123456:AA-bot/a.jpg").respond(content=content)
    row = bring(telegram, telegram_update(voice={"file_id": "f"}), commit).missing_files.get()
    assert (row.why, row.is_waiting) == ("it arrived damaged", True)


def test_what_telegram_says_is_too_big_is_not_tried_again(telegram: Channel, vendors: Vendors, commit: Commit) -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: file is too big"}
    vendors.router.post(url__regex=r"/getFile$").respond(400, json=refusal)
    row = bring(telegram, telegram_update(voice={"file_id": "f"}), commit).missing_files.get()
    assert (row.why, row.is_waiting) == ("larger than the 20 MB that Telegram hands to a bot", False)


def test_it_follows_once_the_provider_is_back(photo: Message, row: MissingFile, vendors: Vendors) -> None:
    clocks = list(SLATimer.objects.order_by("pk").values())
    before = {"status": photo.ticket.status, "unanswered_since": photo.ticket.unanswered_since}
    assert (missing.sweep(at=row.created_at), missing.sweep(at=turn(row))) == (0, 0)
    there(vendors)
    row.refresh_from_db()
    assert (row.tries, row.next_try_at) == (2, row.created_at + timedelta(minutes=5))
    assert missing.sweep(at=turn(row)) == 1
    photo.ticket.refresh_from_db()
    event = TicketEvent.objects.get(kind="file_arrived")
    assert (photo.attachments.get().name, photo.missing_files.count(), event.ticket_id) == (
        "Image.jpg",
        0,
        photo.ticket_id,
    )
    assert event.after == {"message": photo.pk, "name": "Image.jpg"}
    assert {name: getattr(photo.ticket, name) for name in before} == before
    assert list(SLATimer.objects.order_by("pk").values()) == clocks


def test_a_worker_that_dies_before_the_commit_loses_nothing(
    photo: Message, row: MissingFile, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    there(vendors)

    class DeadError(BaseException):
        """What a killed process is to its transaction."""

    def die(*_args: Any, **_facts: Any) -> None:
        raise DeadError

    with monkeypatch.context() as dying:
        dying.setattr(TicketEvent, "record", die)
        with pytest.raises(DeadError):
            missing.try_one(row.pk, at=turn(row))
    assert (photo.attachments.count(), photo.missing_files.count()) == (0, 1)
    assert missing.sweep(at=turn(row)) == 0  # it is still in the dead one's hands
    assert missing.sweep(at=turn(row) + timedelta(minutes=7)) == 1
    assert (photo.attachments.count(), photo.missing_files.count()) == (1, 0)


def test_two_at_once_put_it_there_once(photo: Message, row: MissingFile, vendors: Vendors) -> None:
    at = turn(row)

    turns = iter([True, False])

    def slowly(_request: httpx.Request) -> httpx.Response:
        """While this one downloads, somebody presses the button and another worker is faster."""
        if next(turns):
            MissingFile.objects.all().hurry(at=at)
            assert missing.try_one(row.pk, at=at) == missing.Outcome.ARRIVED
        return httpx.Response(200, content=PHOTO)

    vendors.router.get(f"{GRAPH}/files/1").mock(side_effect=slowly)
    vendors.router.get(MEDIA).respond(json={"url": f"{GRAPH}/files/1"})
    assert missing.try_one(row.pk, at=at) == missing.Outcome.NOT_OURS
    assert (photo.attachments.count(), TicketEvent.objects.filter(kind="file_arrived").count()) == (1, 1)


def test_it_is_given_up_when_the_provider_has_forgotten_it(row: MissingFile, vendors: Vendors) -> None:
    moments = []
    for _turn in range(200):
        if row.next_try_at is None:
            break
        moments.append(row.next_try_at)
        missing.sweep(at=turn(row))
        row.refresh_from_db()
    assert row.expires_at is not None
    assert (row.next_try_at, moments[-1]) == (None, row.expires_at - timedelta(minutes=10))
    assert 80 < len(moments) < 100
    assert missing.sweep(at=row.expires_at + DAY) == 0


def test_a_provider_that_is_away_is_asked_once_a_sweep(
    whatsapp: Channel, vendors: Vendors, commit: Commit, row: MissingFile
) -> None:
    second = whatsapp_message(2, type="image", image={"id": "media-2"})
    vendors.router.get(f"{GRAPH}/media-2").respond(503)
    bring(whatsapp, whatsapp_body(second), commit)
    asked = vendors.router.get(url__regex=rf"^{GRAPH}/media-").mock(side_effect=httpx.ConnectTimeout("slow"))
    vendors.router.get(MEDIA).mock(side_effect=httpx.ConnectTimeout("slow"))
    before = vendors.router.calls.call_count
    missing.sweep(at=timezone.now() + timedelta(minutes=2))
    assert (vendors.router.calls.call_count - before, asked.call_count) == (1, 0)
    waits = MissingFile.objects.values_list("next_try_at", flat=True)
    assert len(set(waits)) == 1


def test_a_provider_that_does_not_answer_holds_up_nobody_behind(
    whatsapp: Channel, vendors: Vendors, commit: Commit
) -> None:
    asked = vendors.router.get(MEDIA).mock(side_effect=httpx.ConnectTimeout("slow"))
    bring(whatsapp, image(), commit)
    second = whatsapp_message(2, type="image", image={"id": "media-1"})
    message = bring(whatsapp, whatsapp_body(second), commit)
    assert (asked.call_count, message.missing_files.get().is_waiting) == (1, True)


def test_a_file_that_arrives_brings_the_others(
    whatsapp: Channel, vendors: Vendors, commit: Commit, row: MissingFile
) -> None:
    whatsapp.mark_failing("x", at=timezone.now())
    Channel.objects.update(fault={"code": "whatsapp.190", "facts": {}})
    MissingFile.objects.update(next_try_at=timezone.now() + DAY)
    there(vendors)
    bring(whatsapp, whatsapp_body(whatsapp_message(2, type="image", image={"id": "media-1"})), commit)
    whatsapp.refresh_from_db()
    assert (missing.sweep(at=timezone.now()), whatsapp.failing_since) == (1, None)
