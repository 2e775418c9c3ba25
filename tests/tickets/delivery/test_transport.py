"""A real SMTP server on loopback, and what its answers do to the outbox."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from tests.factories import ChannelFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets import conversation
from tickets.delivery import outbox
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.delivery.transport import transmit
from tickets.models import Delivery, EventKind

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


class Sink:
    """Takes mail, or answers what the test wants it to answer."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.senders: list[str | None] = []
        self.refuses_null_sender = False
        self.refuses_null_sender_late = False
        self.at_rcpt = ""
        self.at_data = ""
        self.hang_up = False

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_null_sender and address == "<>":
            return "550 5.1.7 Sender address required"
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data
        if self.refuses_null_sender_late and envelope.mail_from == "<>":
            return "550 5.7.60 Client does not have permissions to send as this sender"
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        if self.hang_up and server.transport:
            server.transport.close()
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler, port = Sink(), free_port()
    controller: Any = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def server(sink: tuple[Sink, int]) -> Sink:
    return sink[0]


@pytest.fixture
def reply(sink: tuple[Sink, int]) -> Delivery:
    """Return a reply that leaves by the mailbox's own SMTP server."""
    config = {
        "address": "ayuda@desk.test",
        "smtp_host": "127.0.0.1",
        "smtp_port": sink[1],
        "smtp_security": "none",
    }
    ChannelFactory.create(config=config)
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    return Delivery.objects.get(kind="reply")


def test_a_reply_leaves_by_the_server_of_its_mailbox(server: Sink, reply: Delivery) -> None:
    assert outbox.deliver(reply.pk, at=LATER)
    reply.refresh_from_db()
    assert (reply.state, len(server.mails)) == ("sent", 1)
    assert reply.rfc_message_id.encode() in server.mails[0]


def test_a_busy_server_is_asked_again_later(server: Sink, reply: Delivery) -> None:
    server.at_data = "451 4.3.0 Try again later"
    assert outbox.deliver(reply.pk, at=LATER) is False
    reply.refresh_from_db()
    assert (reply.state, reply.send_after > LATER) == ("queued", True)
    assert "451 4.3.0 Try again later" in reply.last_error


def test_a_busy_server_stops_what_was_announced_together_and_the_rest_waits(server: Sink, reply: Delivery) -> None:
    for _number in range(4):
        conversation.reply(TicketFactory.create(), by=UserFactory.create(), body="Hello", at=NOON)
    replies = Delivery.objects.filter(kind="reply")
    server.at_data = "451 4.3.0 Try again later"
    assert outbox.deliver_all([row.pk for row in replies], at=LATER) == 0
    assert sorted(replies.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]
    server.at_data = ""
    assert outbox.deliver_all([row.pk for row in replies], at=LATER + timedelta(hours=1)) == 5
    assert len(server.mails) == 5


def test_a_refused_address_fails_for_good_and_is_told(server: Sink, reply: Delivery) -> None:
    server.at_rcpt = "550 5.1.1 No such user"
    outbox.deliver(reply.pk, at=LATER)
    reply.refresh_from_db()
    assert reply.state == "failed"
    assert "550 5.1.1 No such user" in reply.last_error
    assert reply.ticket is not None
    assert reply.ticket.events.filter(kind=EventKind.DELIVERY_FAILED).count() == 1


def test_greylisting_is_temporary(server: Sink, reply: Delivery) -> None:
    server.at_rcpt = "450 4.2.0 Greylisted"
    outbox.deliver(reply.pk, at=LATER)
    reply.refresh_from_db()
    assert reply.state == "queued"


def test_a_refusal_of_the_content_fails_for_good(server: Sink, reply: Delivery) -> None:
    server.at_data = "554 5.7.1 Rejected"
    outbox.deliver(reply.pk, at=LATER)
    reply.refresh_from_db()
    assert reply.state == "failed"


def test_a_cut_after_the_data_is_repeated_with_the_same_id(server: Sink, reply: Delivery) -> None:
    server.hang_up = True
    assert outbox.deliver(reply.pk, at=LATER) is False
    server.hang_up = False
    assert outbox.deliver(reply.pk, at=LATER + timedelta(minutes=2)) is True
    ids = [line for raw in server.mails for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id")]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_a_server_that_is_away_is_temporary(server: Sink, reply: Delivery) -> None:
    assert reply.channel is not None
    reply.channel.config["smtp_port"] = free_port()
    reply.channel.save(update_fields=["config"])
    outbox.deliver(reply.pk, at=LATER)
    reply.refresh_from_db()
    assert reply.state == "queued"
    assert "does not answer" in reply.last_error


def confirmation() -> Delivery:
    return Delivery.objects.get(kind="acknowledgement")


def test_automatic_mail_has_no_envelope_sender_and_a_persons_has_the_mailbox(server: Sink, reply: Delivery) -> None:
    assert outbox.deliver(confirmation().pk, at=LATER)
    assert outbox.deliver(reply.pk, at=LATER)
    assert server.senders == ["<>", "ayuda@desk.test"]
    assert all(b"<ayuda@desk.test>" in raw.partition(b"\r\n\r\n")[0] for raw in server.mails)


def test_a_server_that_wants_a_sender_gets_one(server: Sink, reply: Delivery) -> None:
    server.refuses_null_sender = True
    assert outbox.deliver(confirmation().pk, at=LATER)
    assert (server.senders, len(server.mails)) == (["ayuda@desk.test"], 1)


def test_a_server_that_wants_a_sender_after_all_gets_one_too(server: Sink, reply: Delivery) -> None:
    server.refuses_null_sender_late = True
    assert outbox.deliver(confirmation().pk, at=LATER)
    assert (server.senders, len(server.mails)) == (["<>", "ayuda@desk.test"], 1)


def test_the_empty_sender_can_be_turned_off(server: Sink, reply: Delivery, settings: Settings) -> None:
    settings.MAIL_NULL_SENDER = False
    assert outbox.deliver(confirmation().pk, at=LATER)
    assert server.senders == ["ayuda@desk.test"]


def test_an_address_that_refuses_automatic_mail_fails_for_good(server: Sink, reply: Delivery) -> None:
    server.at_rcpt = "550 5.1.1 No such user"
    assert outbox.deliver(confirmation().pk, at=LATER) is False
    assert (confirmation().state, server.senders) == ("failed", ["<>"])


def queue_replies(count: int) -> None:
    agent = UserFactory.create()
    for n in range(count):
        ticket = TicketFactory.create(address=f"person{n}@example.com")
        conversation.reply(ticket, by=agent, body="Hello", at=NOON)
    Delivery.objects.exclude(kind="reply").delete()


def test_many_dead_addresses_do_not_stop_a_sweep(server: Sink, reply: Delivery) -> None:
    queue_replies(outbox.MAX_FAULTS + 2)
    server.at_rcpt = "550 5.1.1 No such user"
    assert outbox.sweep(at=LATER) == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}


def test_a_server_that_is_busy_is_left_alone_after_some_attempts(server: Sink, reply: Delivery) -> None:
    queue_replies(outbox.MAX_FAULTS + 2)
    server.at_data = "451 4.3.0 Try again later"
    assert outbox.sweep(at=LATER) == 0
    assert Delivery.objects.filter(attempts=1).count() == outbox.MAX_FAULTS


class Provider(BaseEmailBackend):
    """A mail service with an error."""

    error: AnymailError = AnymailError()

    def send_messages(self, email_messages: Any) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (AnymailRecipientsRefused(), PermanentDeliveryError),
        (AnymailAPIError("no answer"), TemporaryDeliveryError),
    ],
)
def test_errors_of_mail_services_are_mapped(settings: Settings, error: AnymailError, expected: type[Exception]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Provider"
    Provider.error = error
    with pytest.raises(expected):
        transmit(EmailMessage("s", "b", "a@desk.test", ["carol@example.com"]), None)
