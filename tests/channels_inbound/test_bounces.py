"""Reports about mail of ours: the delivery is marked, the ticket told, nobody is answered."""

import pytest

from channels_inbound import processing
from channels_inbound.models import InboundPayload, PayloadState
from tests.factories import ChannelFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored
from tickets import conversation
from tickets.models import Channel, Delivery, EventKind, Identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Channel:
    return ChannelFactory.create()


def process(payload: InboundPayload) -> InboundPayload:
    processing.process_payload(payload.pk, at=NOON)
    payload.refresh_from_db()
    return payload


BOUNCE = """From: MAILER-DAEMON@mx.example.com
To: ayuda@desk.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry, your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{original}>

--b--
"""


def bounce(delivery: Delivery, *, status: str = "5.1.1", action: str = "failed", original: str = "") -> bytes:
    original = original or delivery.rfc_message_id
    return BOUNCE.format(address=delivery.to_address, status=status, action=action, original=original).encode()


@pytest.fixture
def sent() -> Delivery:
    """Return a reply that left for Carol, on a ticket that waits for her."""
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=UserFactory.create(), body="Try this.", at=NOON, status="waiting_customer")
    delivery = Delivery.objects.get(kind="reply")
    delivery.mark_sent("", at=NOON)
    return delivery


def test_a_bounce_marks_its_delivery_and_opens_the_ticket(mailbox: Channel, sent: Delivery) -> None:
    payload = process(stored(mailbox, bounce(sent)))

    sent.refresh_from_db()
    assert payload.state == PayloadState.ACCEPTED
    assert payload.message is not None
    assert (payload.message.kind, payload.message.is_automatic) == ("system", True)
    assert (sent.state, sent.last_error) == ("failed", "5.1.1 smtp; 550 5.1.1 No such user")
    assert sent.ticket is not None
    assert sent.ticket.status == "open"
    assert [e.after["to"] for e in sent.ticket.events.filter(kind=EventKind.BOUNCED)] == ["carol@example.com"]
    assert Identity.objects.get(value="carol@example.com").undeliverable_at == NOON


def test_a_delay_is_noted_and_changes_nothing(mailbox: Channel, sent: Delivery) -> None:
    process(stored(mailbox, bounce(sent, status="4.4.1", action="delayed")))
    sent.refresh_from_db()
    assert sent.ticket is not None
    assert (sent.state, sent.ticket.status) == ("sent", "waiting_customer")
    assert "4.4.1" in sent.last_error
    assert Identity.objects.get(value="carol@example.com").undeliverable_at is None


def test_a_bounce_of_an_unknown_mail_is_discarded(mailbox: Channel, sent: Delivery) -> None:
    payload = process(stored(mailbox, bounce(sent, original="somebody-elses@example.net")))
    assert payload.state == PayloadState.DISCARDED
    assert "did not send" in payload.reason


def test_a_person_who_writes_again_can_be_reached_again(mailbox: Channel, sent: Delivery) -> None:
    process(stored(mailbox, bounce(sent)))
    process(stored(mailbox, raw_mail(message_id="<again@example.com>")))
    assert Identity.objects.get(value="carol@example.com").undeliverable_at is None


def test_a_bounce_is_never_answered(mailbox: Channel, sent: Delivery) -> None:
    before = Delivery.objects.count()
    process(stored(mailbox, bounce(sent)))
    assert Delivery.objects.count() == before


def test_a_report_without_our_signed_id_is_filed_and_changes_nothing(mailbox: Channel, sent: Delivery) -> None:
    process(stored(mailbox, bounce(sent).replace(b"Message-ID: <" + sent.rfc_message_id.encode() + b">", b"X: y")))
    sent.refresh_from_db()
    assert sent.ticket is not None
    assert (sent.state, sent.ticket.status) == ("sent", "waiting_customer")
    assert "No such user" in sent.last_error
    assert Identity.objects.get(value="carol@example.com").undeliverable_at is None


def test_a_solved_ticket_whose_answer_never_arrived_opens_again(mailbox: Channel) -> None:
    ticket = TicketFactory.create()
    conversation.reply(ticket, by=UserFactory.create(), body="Done.", at=NOON, status="solved")
    delivery = Delivery.objects.get(kind="reply")
    delivery.mark_sent("", at=NOON)
    process(stored(mailbox, bounce(delivery)))
    ticket.refresh_from_db()
    assert ticket.status == "open"
