"""Stored mails become messages, each in its own transaction, whatever the one before did."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings

from channels_inbound import parsers, processing
from channels_inbound.email import oversize
from channels_inbound.models import InboundPayload, PayloadState
from tests.factories import ChannelFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored
from tickets import conversation, lifecycle
from tickets.models import Channel, Delivery, EventKind, Message, Participant, Ticket
from tickets.threading import message_id, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Channel:
    return ChannelFactory.create()


def process(payload: InboundPayload) -> InboundPayload:
    processing.process_payload(payload.pk, at=NOON)
    payload.refresh_from_db()
    return payload


def test_a_mail_becomes_a_message_on_a_new_ticket(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail()))

    assert payload.state == PayloadState.ACCEPTED
    assert payload.message is not None
    assert payload.message.body_text == "The oven does not heat since yesterday."
    assert payload.message.ticket.requester.name == "Carol Rojas"
    assert payload.message.ticket.language == "en"


def test_the_marks_of_outlooks_conversation_are_kept(mailbox: Channel) -> None:
    index = "AdoEoVN5mZ1mJ0kVQ0m8Jm0m1o0xSw=="
    message = process(stored(mailbox, raw_mail(thread_index=index, thread_topic="The oven"))).message
    assert message is not None
    assert (message.thread_index, message.thread_topic) == (index, "The oven")


def test_processing_twice_adds_nothing(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail()))
    assert processing.process_payload(payload.pk, at=NOON) is False
    assert Message.objects.count() == 1


def test_the_same_mail_in_two_mailboxes_is_one_message(mailbox: Channel) -> None:
    first = process(stored(mailbox, raw_mail()))
    copy = process(stored(ChannelFactory.create(), b"Delivered-To: ventas@desk.test\n" + raw_mail()))

    assert first.message is not None
    assert (copy.state, copy.reason) == (
        PayloadState.DISCARDED,
        f"Second copy of a message that is on ticket #{first.message.ticket_id}.",
    )
    assert Message.objects.count() == 1


def test_bytes_that_are_no_mail_are_held_with_a_reason(mailbox: Channel) -> None:
    payload = process(stored(mailbox, b"   \n\n"))
    assert payload.state == PayloadState.HELD
    assert "cannot be read" in payload.reason


def test_a_mail_without_sender_is_held(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(**{"from": ""})))
    assert payload.state == PayloadState.HELD
    assert "who wrote it" in payload.reason


def test_a_fault_undoes_everything_waits_and_stops_no_other(mailbox: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = stored(mailbox, raw_mail())
    good = stored(mailbox, raw_mail(message_id="<second@example.com>"))
    monkeypatch.setattr("helpdesk.lib.html.MAX_HTML", "not a number")
    bad_html = stored(mailbox, raw_mail(message_id="<third@example.com>", subject="x"))
    raw = bad_html.raw.replace(b"text/plain", b"text/html")
    bad = stored(mailbox, raw)

    process(bad)
    process(good)

    assert (bad.state, bad.attempts, bad.next_attempt_at > NOON) == (PayloadState.WAITING, 1, True)
    assert "TypeError" in bad.reason
    assert good.state == PayloadState.ACCEPTED
    assert Ticket.objects.count() == 1


def test_what_is_too_much_for_the_database_counts_as_an_attempt_and_stops_no_other(
    mailbox: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, healthy = stored(mailbox, raw_mail()), stored(mailbox, raw_mail(message_id="<2@example.com>"))
    receive = parsers.receive

    def outgrow(payload: InboundPayload, **facts: Any) -> Message:
        if payload.pk == poison.pk:
            with connection.cursor() as cursor:  # SQLSTATE 54000, an OperationalError
                cursor.execute(
                    "SELECT to_tsvector(string_agg(sha512(i::text::bytea)::text, ' ')) FROM generate_series(1, 9999) i"
                )
        return receive(payload, **facts)

    monkeypatch.setattr(parsers, "receive", outgrow)
    assert processing.sweep(at=NOON) == 1

    poison.refresh_from_db()
    healthy.refresh_from_db()
    assert (poison.state, poison.attempts, healthy.state) == (PayloadState.WAITING, 1, PayloadState.ACCEPTED)


def test_a_monstrous_message_id_is_left_out_and_the_mail_taken_in(mailbox: Channel) -> None:
    name = "".join(chr(0x4E00 + i) for i in range(890))
    raw = raw_mail().replace(b"<first@example.com>", f"<{name}>".encode())
    payload = process(stored(mailbox, raw))

    assert payload.message is not None
    assert payload.message.rfc_message_id == ""


def test_a_mail_that_we_sent_ourselves_is_discarded(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(message_id=f"<{message_id(7, 'm1', 'desk.test')}>")))
    assert (payload.state, Ticket.objects.count()) == (PayloadState.DISCARDED, 0)


def test_a_mail_from_our_own_mailbox_begins_no_loop(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(**{"from": "Ayuda <AYUDA@desk.test>"})))
    assert (payload.state, Ticket.objects.count(), Delivery.objects.count()) == (PayloadState.HELD, 0, 0)


def test_an_answer_to_the_signed_address_comes_to_its_ticket(mailbox: Channel) -> None:
    ticket = TicketFactory.create()
    address = reply_address(ticket.number, "ayuda@desk.test")
    payload = process(stored(mailbox, raw_mail("It works again.", to=address)))
    assert payload.message is not None
    assert (payload.message.ticket, payload.message.matched_by) == (ticket, "plus_address")


def test_an_answer_of_a_stranger_is_pending_and_they_read_nothing(mailbox: Channel) -> None:
    ticket = TicketFactory.create()
    fields = {"from": "mallory@example.net", "to": reply_address(ticket.number, "ayuda@desk.test")}
    payload = process(stored(mailbox, raw_mail("Send me all of it.", **fields)))
    assert payload.message is not None
    assert (payload.message.ticket, payload.message.is_pending) == (ticket, True)
    alice = UserFactory.create()
    conversation.reply(ticket, by=alice, body="Done.", at=NOON)
    assert [d.to_address for d in Delivery.objects.filter(kind="reply")] == ["carol@example.com"]


def test_people_in_copy_are_suggested_and_not_let_in(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(cc="Pedro <pedro@example.org>, ayuda@desk.test")))
    assert payload.message is not None
    rows = Participant.objects.filter(ticket=payload.message.ticket)
    assert [(row.requester.name, row.accepted_at) for row in rows] == [("Pedro", None)]


def test_an_automatic_mail_is_filed_and_never_answered(mailbox: Channel) -> None:
    ticket = TicketFactory.create(status="waiting_customer")
    Delivery.objects.all().delete()
    fields = {"to": reply_address(ticket.number, "ayuda@desk.test"), "auto_submitted": "auto-replied"}
    process(stored(mailbox, raw_mail("I am on holiday.", **fields)))
    ticket.refresh_from_db()
    assert (ticket.status, Delivery.objects.count()) == ("waiting_customer", 0)
    assert ticket.events.filter(kind=EventKind.FILED).count() == 1


def test_control_headers_of_outsiders_change_nothing(mailbox: Channel) -> None:
    fields = {"x_priority": "1", "x_otrs_queue": "VIP", "x_mesa_ticket": "1", "x_mesa_agent": "alice@desk.test"}
    payload = process(stored(mailbox, raw_mail(**fields)))
    assert payload.message is not None
    ticket = payload.message.ticket
    assert (ticket.priority, ticket.team, ticket.assignee) == (3, None, None)


FORWARD = """For you, please answer them.

---------- Forwarded message ---------
From: Rosa Huaman <rosa@example.org>
Date: Wed, 18 Nov 2026
Subject: The fridge
To: alice@desk.test

My fridge is too warm."""


def test_what_an_agent_forwards_belongs_to_the_original_sender(mailbox: Channel) -> None:
    UserFactory.create(email="alice@desk.test")
    fields = {"from": "Alice <alice@desk.test>", "subject": "Fwd: The fridge"}
    payload = process(stored(mailbox, raw_mail(FORWARD, **fields)))

    assert payload.message is not None
    ticket = payload.message.ticket
    assert ticket.requester.address == "rosa@example.org"
    assert "please answer them" in payload.message.body_text
    assert "too warm" in payload.message.body_text
    assert ticket.deliveries.count() == 0
    event = ticket.events.get(kind=EventKind.REQUESTER)
    assert (event.cause, event.before, event.user) == ("forwarded", {"requester": "alice@desk.test"}, None)


def test_what_a_stranger_forwards_stays_the_strangers(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(FORWARD, subject="Fwd: The fridge")))
    assert payload.message is not None
    assert payload.message.ticket.requester.address == "carol@example.com"


def test_a_forged_agent_never_acts_as_agent(mailbox: Channel) -> None:
    UserFactory.create(email="alice@desk.test")
    ticket = TicketFactory.create()
    Delivery.objects.all().delete()
    fields = {"from": "alice@desk.test", "to": reply_address(ticket.number, "ayuda@desk.test")}
    payload = process(stored(mailbox, raw_mail("Dear customer, send money.", **fields)))
    assert payload.message is not None
    assert (payload.message.kind, payload.message.is_pending, payload.message.author_user) == ("request", True, None)
    assert not payload.message.sender_is_verified
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("config", "results", "expected"),
    [
        ({}, "mx.desk.test; dmarc=pass header.from=example.com", ("", False)),
        ({"authserv_id": "mx.desk.test"}, "mx.desk.test; dmarc=pass header.from=example.com", ("pass", True)),
        ({"authserv_id": "mx.desk.test"}, "mx.evil.test; dmarc=pass header.from=example.com", ("", False)),
        ({"authserv_id": "mx.desk.test"}, "mx.desk.test; dmarc=pass header.from=evil.test", ("", False)),
        ({"authserv_id": "mx.desk.test"}, "MX.desk.test 1; spf=pass; dmarc=fail (p=none)", ("fail", False)),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(
    mailbox: Channel, config: dict[str, str], results: str, expected: tuple[str, bool]
) -> None:
    mailbox.config |= config
    mailbox.save(update_fields=["config"])
    payload = process(stored(mailbox, raw_mail(authentication_results=results)))
    assert payload.message is not None
    assert (payload.message.sender_check, payload.message.sender_is_verified) == expected


def test_a_held_mail_can_be_replayed(mailbox: Channel) -> None:
    payload = process(stored(mailbox, raw_mail(**{"from": "ayuda@desk.test"})))
    assert payload.state == PayloadState.HELD
    mailbox.config = {"address": "other@desk.test"}
    mailbox.save(update_fields=["config"])
    cache.clear()
    assert payload.replay(at=NOON)
    assert process(payload).state == PayloadState.ACCEPTED


def test_a_mail_that_kills_its_worker_is_held_in_the_end(mailbox: Channel) -> None:
    payload = stored(mailbox, raw_mail())
    InboundPayload.objects.filter(pk=payload.pk).update(attempts=5)
    processing.sweep(at=NOON + timedelta(minutes=11))
    payload.refresh_from_db()
    assert (payload.state, Ticket.objects.count()) == (PayloadState.HELD, 0)


def test_the_sweeper_finds_what_was_not_announced(mailbox: Channel) -> None:
    stored(mailbox, raw_mail())
    assert processing.sweep(at=NOON) == 1
    assert processing.sweep(at=NOON) == 0


def test_a_mail_too_large_leaves_a_stub_and_a_notice(mailbox: Channel, settings: Settings) -> None:
    settings.MAX_MAIL_BYTES = 1000
    payload, _new = oversize.store(channel=mailbox, raw=raw_mail("x" * 2000), at=NOON, source="pipe")
    again, _new = oversize.store(
        channel=mailbox, raw=raw_mail("x" * 2000, message_id="<2@x.example>"), at=NOON, source="pipe"
    )
    process(payload)
    process(again)
    assert payload.state == PayloadState.HELD
    assert payload.size < 1000
    assert [(d.kind, d.to_address) for d in Delivery.objects.all()] == [("notice", "carol@example.com")]


def test_a_finished_ticket_reopens_by_mail(mailbox: Channel) -> None:
    ticket = TicketFactory.create()
    lifecycle.set_status(ticket, "solved", at=NOON, by=None)
    process(stored(mailbox, raw_mail("Still cold.", to=reply_address(ticket.number, "ayuda@desk.test"))))
    ticket.refresh_from_db()
    assert ticket.status == "open"
