"""Writing on a ticket, and what the page shows of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import User
from tests.factories import ChannelFactory, inbound_message
from tests.factories.tickets import NOON
from tests.tickets.views.conftest import Enter
from tickets import conversation, intake
from tickets.files import InboundFile
from tickets.models import Attachment, Delivery, Draft, Message, Participant, Ticket

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
NAUGHTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>"


def replies(ticket: Ticket) -> str:
    """Return where replies are sent."""
    return reverse("tickets:replies", args=[ticket.pk])


def test_a_reply_sets_the_status_in_the_same_step(enter: Enter, alice: User, ticket: Ticket) -> None:
    enter(alice).post(replies(ticket), {"body": "Try again", "status": "solved", "submission": "a"})
    ticket.refresh_from_db()
    reply = ticket.messages.get(kind="reply")
    assert (reply.body_text, ticket.status, ticket.assignee) == ("Try again", "solved", alice)
    assert [delivery.state for delivery in reply.deliveries.all()] == ["queued"]


def test_a_second_click_sends_nothing(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser = enter(alice)
    for _click in range(2):
        browser.post(replies(ticket), {"body": "Once", "status": "open", "submission": "same"})
    assert ticket.messages.filter(kind="reply").count() == 1


def test_files_go_with_a_reply(enter: Enter, alice: User, ticket: Ticket) -> None:
    files = [SimpleUploadedFile("plan.txt", b"one"), SimpleUploadedFile("../../photo.png", PNG)]
    enter(alice).post(replies(ticket), {"body": "See both", "status": "open", "attachments": files})
    kept = list(Attachment.objects.values_list("name", "content_type").order_by("pk"))
    assert kept == [("plan.txt", "text/plain"), ("photo.png", "image/png")]


def test_a_file_that_is_too_large_is_named_and_the_text_is_kept(
    enter: Enter, alice: User, ticket: Ticket, settings: Settings
) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    files = [SimpleUploadedFile("film.mp4", b"x" * 11)]
    answer = enter(alice).post(replies(ticket), {"body": "My long text", "status": "open", "attachments": files})
    assert answer.status_code == 422
    assert "film.mp4 is larger than" in answer.text
    assert "My long text" in answer.text


def test_news_since_the_page_was_opened_stop_a_reply_and_keep_the_text(
    enter: Enter, alice: User, ticket: Ticket
) -> None:
    seen = ticket.messages.get().pk
    later = intake.receive(inbound_message(ticket=ticket, text="It works again", received_at=NOON)).message
    form = {"body": "We come on Monday", "status": "open", "last_seen": seen, "seen_message": seen, "seen_event": 0}
    for headers in ({}, {"HX-Request": "true"}):
        answer = enter(alice).post(replies(ticket), form, headers=headers)
        assert answer.status_code == 409
        assert "We come on Monday" in answer.text
        assert "It works again" in answer.text
    assert not ticket.messages.filter(kind="reply").exists()
    form["last_seen"] = later.pk
    assert enter(alice).post(replies(ticket), form).status_code == 302


def test_a_note_of_a_colleague_stops_nothing(enter: Enter, alice: User, lena: User, ticket: Ticket) -> None:
    seen = ticket.messages.get().pk
    conversation.add_note(ticket, by=lena, body="A remark", at=NOON)
    answer = enter(alice).post(replies(ticket), {"body": "Hello", "status": "open", "last_seen": seen})
    assert answer.status_code == 302


def test_htmx_gets_the_new_message_an_empty_composer_and_the_new_state(
    enter: Enter, alice: User, ticket: Ticket
) -> None:
    seen = ticket.messages.get().pk
    form = {"body": "On its way", "status": "waiting_customer", "seen_message": seen, "seen_event": 0}
    answer = enter(alice).post(replies(ticket), form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'hx-swap-oob="beforeend:#thread"' in answer.text
    assert answer.text.count("On its way") == 1
    assert "Waiting" in answer.text
    assert "does not heat since yesterday" not in answer.text


def test_a_draft_is_kept_per_kind_and_forgotten_when_sent(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser, url = enter(alice), reverse("tickets:draft", args=[ticket.pk])
    answer = browser.post(url, {"kind": "reply", "body": "Half a thought"})
    assert answer.text.startswith("Draft saved ")
    browser.post(url, {"kind": "note", "body": "For us"})
    assert "Half a thought" in browser.get(ticket.get_absolute_url()).text
    browser.post(replies(ticket), {"body": "Half a thought", "status": "open"})
    assert [(draft.kind, draft.body) for draft in Draft.objects.all()] == [("note", "For us")]
    browser.post(url, {"kind": "note", "body": " "})
    assert not Draft.objects.exists()


def test_undo_returns_the_text_and_takes_the_delivery_away(enter: Enter, alice: User, ticket: Ticket) -> None:
    reply = conversation.reply(ticket, by=alice, body="Too early", at=timezone.now())
    page = enter(alice).get(ticket.get_absolute_url())
    undo = reverse("tickets:undo", args=[ticket.pk, reply.pk])
    assert undo in page.text
    answer = enter(alice).post(undo, follow=True)
    assert "Too early" in answer.text
    assert not Delivery.objects.filter(kind="reply").exists()


def test_what_has_left_cannot_be_taken_back(enter: Enter, alice: User, ticket: Ticket) -> None:
    reply = conversation.reply(ticket, by=alice, body="Gone", at=NOON)
    reply.deliveries.update(state="sent")
    answer = enter(alice).post(reverse("tickets:undo", args=[ticket.pk, reply.pk]), follow=True)
    assert "already on its way" in answer.text
    assert ticket.messages.filter(kind="reply").exists()


def test_a_failed_delivery_says_why_and_can_be_tried_again(enter: Enter, alice: User, ticket: Ticket) -> None:
    reply = conversation.reply(ticket, by=alice, body="Hello", at=NOON)
    reply.deliveries.update(state="failed", last_error="550 no such user <b>")
    browser = enter(alice)
    assert "550 no such user &lt;b&gt;" in browser.get(ticket.get_absolute_url()).text
    delivery = reply.deliveries.get()
    browser.post(reverse("tickets:retry_delivery", args=[ticket.pk, delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == ("queued", "")


def test_a_long_conversation_comes_in_parts(enter: Enter, alice: User, ticket: Ticket) -> None:
    first = ticket.messages.get()
    for number in range(70):
        Message.objects.create(
            ticket=ticket,
            kind="request",
            author_requester=ticket.requester,
            channel=ticket.channel,
            body_text=f"Message number {number:02}.",
            created_at=NOON + timedelta(minutes=number // 7),  # several share an instant
        )
    browser, url, seen, key = enter(alice), ticket.get_absolute_url(), [], ""
    while True:
        page = browser.get(url, {"before": key} if key else {})
        seen.append([m for m in range(70) if f"Message number {m:02}." in page.text])
        part = page.context["part"]
        assert sum(item.kind == "message" for item in part.items) <= 30
        if not part.earlier_key:
            break
        key = part.earlier_key
        again = browser.get(reverse("tickets:earlier", args=[ticket.pk]), {"before": key})
        assert again.status_code == 200
    assert sorted(number for part in seen for number in part) == list(range(70))
    assert seen[0] == list(range(40, 70))
    assert first.body_text in page.text


@pytest.mark.parametrize("key", ["x", "1-", "-1", "9" * 40 + "-1", "1-1-1", "\x00"])
def test_a_key_that_makes_no_sense_shows_the_latest(enter: Enter, alice: User, ticket: Ticket, key: str) -> None:
    assert "does not heat" in enter(alice).get(ticket.get_absolute_url(), {"before": key}).text


def test_hostile_text_is_inert_everywhere(enter: Enter, alice: User, care: object) -> None:
    files = (InboundFile(NAUGHTY, b"text"),)
    message = intake.receive(
        inbound_message(subject=NAUGHTY, text=NAUGHTY, quoted=NAUGHTY, name=NAUGHTY, files=files)
    ).message
    ticket = message.ticket
    conversation.add_note(ticket, by=alice, body=NAUGHTY, at=NOON)
    browser = enter(alice)
    pages = [
        browser.get(ticket.get_absolute_url()),
        browser.get(reverse("tickets:queue"), {"q": NAUGHTY}),
        browser.get(reverse("tickets:queue"), {"view": "all"}),
        browser.get(reverse("tickets:history", args=[ticket.pk])),
        browser.get(reverse("tickets:palette"), {"q": "script"}),
        browser.get(reverse("tickets:callers"), {"caller": "carol"}),
        browser.get(reverse("tickets:caller"), {"requester": ticket.requester_id}),
        browser.get(reverse("tickets:new"), {"caller": NAUGHTY, "subject": NAUGHTY, "body": NAUGHTY}),
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "'><b>" not in page.text


def test_the_original_is_shown_in_a_frame_that_runs_nothing(enter: Enter, alice: User, ticket: Ticket) -> None:
    picture = InboundFile("logo.png", PNG, content_id="Logo@x", is_inline=True)
    letter = inbound_message(
        ticket=ticket, html='<p>Hello <img src="cid:logo@x"> <img src="cid:none@x"></p>', files=(picture,)
    )
    message = intake.receive(letter).message
    answer = enter(alice).get(reverse("tickets:message_html", args=[ticket.pk, message.pk]))
    file = reverse("tickets:attachment", args=[ticket.pk, message.attachments.get().pk])
    assert f'<img src="{file}?show=1">' in answer.text
    assert 'src="data:,"' in answer.text
    policy = answer["Content-Security-Policy"]
    assert policy.startswith(
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    page = enter(alice).get(ticket.get_absolute_url()).text
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page
    assert "logo.png" not in page  # part of the letter's layout, not a file beside it


def test_files_are_downloaded_and_only_real_images_are_shown(enter: Enter, alice: User, ticket: Ticket) -> None:
    page, picture = b"<html><script>alert(1)</script>", PNG
    letter = inbound_message(
        ticket=ticket, files=(InboundFile("page.png", page), InboundFile("año \r\nX: 1.png", picture))
    )
    intake.receive(letter)
    disguised, image = Attachment.objects.order_by("pk")
    answers = [
        enter(alice).get(reverse("tickets:attachment", args=[ticket.pk, file.pk]), {"show": "1"})
        for file in (disguised, image)
    ]
    assert [a["Content-Type"] for a in answers] == ["application/octet-stream", "image/png"]
    assert answers[0]["Content-Disposition"] == 'attachment; filename="page.png"'
    assert answers[1]["Content-Disposition"].startswith("inline")
    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "\n" not in answer["Content-Disposition"]
    assert b"".join(answers[1].streaming_content) == picture  # type: ignore[attr-defined]


def test_an_outsider_is_let_in_or_kept_out(enter: Enter, alice: User, ticket: Ticket) -> None:
    for name in ("Pedro", "Paula"):
        intake.receive(inbound_message(ticket=ticket, address=f"{name}@example.net", name=name, text=f"I am {name}"))
    pedro, paula = Participant.objects.order_by("pk")
    browser = enter(alice)
    assert browser.get(ticket.get_absolute_url()).text.count("Not in the conversation") == 2
    browser.post(reverse("tickets:participant", args=[ticket.pk, pedro.pk]), {"decision": "accept"})
    browser.post(reverse("tickets:participant", args=[ticket.pk, paula.pk]), {"decision": "keep_out"})
    pending = list(ticket.messages.filter(is_pending=True).values_list("body_text", flat=True))
    assert (pending, Participant.objects.get().accepted_at is not None) == (["I am Paula"], True)
    history = browser.get(reverse("tickets:history", args=[ticket.pk])).text
    assert "Alice Ramos let Pedro into the conversation" in history
    assert "Alice Ramos kept Paula out of the conversation" in history


def test_a_requester_without_an_address_gets_one(enter: Enter, alice: User, care: object) -> None:
    ChannelFactory.create()
    phone = ChannelFactory.create(kind="phone", name="Phone")
    sender = intake.Sender(kind="phone", value="+51 987 654 321", name="Jorge")
    ticket = intake.receive(inbound_message(channel=phone, sender=sender)).message.ticket
    browser = enter(alice)
    assert "We know no address of this person." in browser.get(ticket.get_absolute_url()).text
    browser.post(reverse("tickets:address", args=[ticket.pk]), {"email": "jorge@example.com"})
    page = browser.get(ticket.get_absolute_url()).text
    assert "To Jorge at jorge@example.com" in page
    assert "We know no address" not in page


def test_an_address_of_somebody_else_is_refused(enter: Enter, alice: User, ticket: Ticket) -> None:
    intake.receive(inbound_message(address="taken@example.com", name="Nora"))
    answer = enter(alice).post(reverse("tickets:address", args=[ticket.pk]), {"email": "Taken@example.com"})
    assert answer.status_code == 422
    assert "taken@example.com belongs to Nora already." in answer.text


def test_an_open_page_hears_what_was_said_meanwhile(enter: Enter, alice: User, ticket: Ticket) -> None:
    seen = {"seen_message": ticket.messages.get().pk, "seen_event": ticket.events.latest("pk").pk}
    url, browser = reverse("tickets:updates", args=[ticket.pk]), enter(alice)
    quiet = browser.get(url, seen).text
    intake.receive(inbound_message(ticket=ticket, text="One more thing"))
    loud = browser.get(url, seen).text
    assert ("beforeend:#thread" in quiet, "beforeend:#thread" in loud) == (False, True)
    assert "One more thing" in loud
    assert "Carol Rojas just wrote" in loud


def test_only_what_came_in_an_envelope_can_be_downloaded_as_it_came(enter: Enter, alice: User, ticket: Ticket) -> None:
    """A call written down by hand has no source, so its message offers none."""
    message = ticket.messages.get()
    link = reverse("tickets:source", args=[ticket.pk, message.pk])
    assert link not in enter(alice).get(ticket.get_absolute_url()).text
    payload = InboundPayload.store(channel=message.channel, raw=b"From: carol@example.com\n\nHello", at=NOON)[0]
    payload.accept(message, at=NOON)
    assert link in enter(alice).get(ticket.get_absolute_url()).text
    assert enter(alice).get(link).content == b"From: carol@example.com\n\nHello"
