"""What leaves by mail, read back as a mail program reads it."""

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail as outgoing
from django.test import override_settings
from pytest_django import Settings

from channels_inbound.email.parse import parse
from helpdesk.accounts.models import Desk
from tests.factories import ChannelFactory, TicketFactory, UserFactory, inbound_message
from tests.factories.tickets import NOON
from tickets import calls, conversation, intake, notifications
from tickets.delivery import compose, headers, outbox
from tickets.files import InboundFile
from tickets.models import Delivery, Message, Ticket
from tickets.threading import find_ticket, is_own_message_id

pytestmark = pytest.mark.django_db
CANARY = "canary-in-a-note"


def sent(delivery: Delivery) -> EmailMessage:
    """Send a delivery and return the mail as it left."""
    assert outbox.deliver(delivery.pk, at=NOON + timedelta(minutes=1))
    raw = outgoing.outbox[-1].message().as_bytes()
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


@pytest.fixture
def ticket() -> Ticket:
    """Return a ticket that came by mail, and that carries a note."""
    desk = Desk.current()
    desk.name = "Casa Lumbre"
    desk.save()
    received = intake.receive(
        inbound_message(rfc_message_id="first@example.com", rfc_references="older@example.com", language="en")
    )
    alice = UserFactory.create(name="Lucía Fernández", email="lucia@desk.test")
    conversation.add_note(received.message.ticket, by=alice, body=CANARY, at=NOON)
    return received.message.ticket


@pytest.fixture
def reply(ticket: Ticket) -> Delivery:
    """Return the queued reply of an agent."""
    alice = UserFactory.create(name="Lucía Fernández")
    conversation.reply(ticket, by=alice, body="Please try <another> socket.\n\nThank you", at=NOON)
    return Delivery.objects.get(kind="reply")


def test_a_reply_is_addressed_threaded_and_signed(reply: Delivery) -> None:
    mail = sent(reply)

    assert reply.ticket is not None
    number = reply.ticket.number
    assert mail["From"] == '"Lucía Fernández (Casa Lumbre)" <ayuda@desk.test>'
    assert mail["To"] == "carol@example.com"
    assert mail["Subject"] == f"Re: The oven does not heat [#{number}]"
    assert mail["In-Reply-To"] == "<first@example.com>"
    assert mail["References"] == "<older@example.com> <first@example.com>"
    assert is_own_message_id(mail["Message-ID"].strip("<>"))
    assert mail["Reply-To"].addresses[0].addr_spec.startswith(f"ayuda+t{number}.")
    assert [name for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress") if mail[name]] == []


def test_a_reply_carries_text_html_link_and_history_but_never_a_note(reply: Delivery) -> None:
    mail = sent(reply)

    text, html = text_of(mail), text_of(mail, "html")
    assert text.startswith("Please try <another> socket.")
    assert "&lt;another&gt;" in html
    assert "/r/" in text
    assert "/r/" in html
    assert "> Hello, the oven does not heat since yesterday." in text
    assert CANARY not in mail.as_string()


def test_a_reply_ends_with_its_authors_signature(ticket: Ticket) -> None:
    alice = UserFactory.create(name="Lucía Fernández", signature="Lucía Fernández\nDispatch & delivery")
    conversation.reply(ticket, by=alice, body="Done.", at=NOON)

    mail = sent(Delivery.objects.get(kind="reply"))

    assert "-- \nLucía Fernández\nDispatch & delivery\n" in text_of(mail).replace("\r\n", "\n")
    assert "Dispatch &amp; delivery" in text_of(mail, "html")


def test_an_answer_above_our_mail_is_told_from_what_it_quotes(reply: Delivery) -> None:
    mail = sent(reply)
    quoted = "\n".join(f"> {line}" for line in text_of(mail).split("\n"))
    raw = f"From: carol@example.com\nSubject: Re: x\n\nIt heats again.\n\nOn Wed, Lucía wrote at 12:00:\n{quoted}"
    assert parse(raw.encode()).reply_text == "It heats again."
    ours = f"From: carol@example.com\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{text_of(mail)}"
    assert "oven does not heat since" not in parse(ours.encode()).reply_text


def test_each_attempt_has_the_same_message_id(reply: Delivery) -> None:
    first = compose.compose(reply).message()["Message-ID"]
    again = compose.compose(Delivery.objects.get(pk=reply.pk)).message()["Message-ID"]
    assert first == again


def test_the_answer_to_each_trace_finds_the_ticket(reply: Delivery) -> None:
    mail = sent(reply)
    assert reply.ticket is not None
    requester = reply.ticket.requester
    by_id = find_ticket(recipients=(), references=(mail["Message-ID"].strip("<>"),), subject="", sender=requester)
    address = mail["Reply-To"].addresses[0].addr_spec
    by_address = find_ticket(recipients=(address,), references=(), subject="", sender=requester)
    assert [match and match.ticket for match in (by_id, by_address)] == [reply.ticket, reply.ticket]


def test_a_confirmation_says_the_number_and_nothing_of_the_sender(ticket: Ticket) -> None:
    mail = sent(Delivery.objects.get(kind="acknowledgement"))

    whole = mail.as_string()
    assert f"#{ticket.number}" in text_of(mail)
    assert "/r/" in text_of(mail)
    assert [word for word in ("oven", "Carol", CANARY) if word in whole] == []
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] == "auto_reply"
    assert mail["In-Reply-To"] == "<first@example.com>"
    assert is_own_message_id(mail["Message-ID"].strip("<>"))
    assert parse(mail.as_bytes()).is_automatic


def test_the_mail_with_links_lists_the_requesters_own_tickets(ticket: Ticket) -> None:
    other = TicketFactory.create(address="rosa@example.org", subject="Secret of Rosa")
    Ticket.objects.update(first_replied_at=NOON)
    delivery = notifications.send_links("carol@example.com", at=NOON)
    mail = sent(delivery)
    assert ticket.subject in text_of(mail)
    assert other.subject not in mail.as_string()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None


def test_the_mail_with_links_carries_no_words_that_no_agent_has_answered(ticket: Ticket) -> None:
    mail = sent(notifications.send_links("carol@example.com", at=NOON))
    assert f"#{ticket.number}" in text_of(mail)
    assert ticket.subject not in mail.as_string()


def test_a_request_by_form_is_threaded_by_its_confirmation(ticket: Ticket) -> None:
    Message.objects.update(rfc_message_id="", rfc_references="")
    confirmation = sent(Delivery.objects.get(kind="acknowledgement"))
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    mail = sent(Delivery.objects.get(kind="reply"))
    assert mail["In-Reply-To"] == confirmation["Message-ID"]


INDEX = "AdoEoVN5mZ1mJ0kVQ0m8Jm0m1o0xSw=="


def test_outlook_finds_the_reply_in_its_conversation(ticket: Ticket) -> None:
    Message.objects.filter(ticket=ticket, kind="request").update(
        thread_index=INDEX, thread_topic="El horno no calienta"
    )
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    mail = sent(Delivery.objects.get(kind="reply"))
    confirmation = sent(Delivery.objects.get(kind="acknowledgement"))
    assert [mail["Thread-Index"], mail["Thread-Topic"]] == [INDEX, "El horno no calienta"]
    assert [confirmation["Thread-Index"], confirmation["Thread-Topic"]] == [None, None]


@pytest.mark.parametrize(
    "index", ["", "short", "not base64 at all, but long enough for it", f"{INDEX}\r\nBcc: x@evil.test"]
)
def test_a_conversation_that_is_none_of_outlooks_is_not_copied(ticket: Ticket, index: str) -> None:
    Message.objects.filter(ticket=ticket, kind="request").update(thread_index=index, thread_topic="Words")
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    mail = sent(Delivery.objects.get(kind="reply"))
    assert [mail[name] for name in ("Thread-Index", "Thread-Topic", "Bcc")] == [None, None, None]


def test_a_call_is_no_mail_that_could_be_answered() -> None:
    ChannelFactory.create(config={"address": "ayuda@desk.test"})
    call = calls.Call("phone", "email", "carol@example.com", "Oven", "Cold", acknowledge=True, submission="token-7")
    ticket = calls.write_down(call, by=UserFactory.create(), at=NOON)
    confirmation = sent(Delivery.objects.get(kind="acknowledgement"))
    conversation.reply(ticket, by=UserFactory.create(), body="Hello", at=NOON)
    mail = sent(Delivery.objects.get(kind="reply"))
    assert [confirmation["In-Reply-To"], confirmation["References"]] == [None, None]
    assert mail["In-Reply-To"] == confirmation["Message-ID"]
    assert ".invalid" not in confirmation.as_string() + mail.as_string()


@pytest.mark.parametrize(
    "vector", ["a\r\nBcc: x@evil.test", "a\nTo: x@evil.test", "a\x0bCc: b", "a\u2028Bcc: c", "\r\n\r\nbody"]
)
def test_no_text_of_strangers_makes_a_header(ticket: Ticket, vector: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(subject=vector)
    desk = Desk.current()
    desk.name = f"Desk {vector}"
    desk.save()
    Message.objects.filter(ticket=ticket, kind="request").update(
        rfc_message_id=f"x{vector}@example.com", rfc_references=vector
    )
    agent = UserFactory.create(name=f"Agent {vector}")
    conversation.reply(
        Ticket.objects.get(pk=ticket.pk), by=agent, body="Hi", at=NOON, files=(InboundFile(vector, b"text"),)
    )
    mail = sent(Delivery.objects.get(kind="reply"))
    assert outgoing.outbox[-1].recipients() == ["carol@example.com"]
    assert (mail["Bcc"], mail["Cc"], mail["To"]) == (None, None, "carol@example.com")


def test_files_go_along_and_large_ones_become_a_link(ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "MAX_ATTACHED_BYTES", 100)
    files = (InboundFile("small.txt", b"small"), InboundFile("manual.txt", b"x" * 200))
    conversation.reply(ticket, by=UserFactory.create(), body="Here", at=NOON, files=files)
    mail = sent(Delivery.objects.get(kind="reply"))
    assert [part.get_filename() for part in mail.iter_attachments()] == ["small.txt"]
    assert "manual.txt" in text_of(mail)


def test_references_keep_the_first_and_the_last_ids() -> None:
    chain = [f"{n:03}.{'x' * 60}@example.com" for n in range(60)]
    trimmed = headers.trimmed(chain)
    assert len(trimmed) <= headers.MAX_REFERENCES
    assert trimmed.startswith(f"<{chain[0]}> ")
    assert trimmed.endswith(f"<{chain[-1]}>")


def test_spanish_requesters_are_written_to_in_spanish(settings: Settings) -> None:
    ticket = TicketFactory.create(language="es")
    mail = compose.compose(Delivery.objects.get(ticket=ticket))
    assert '<html lang="es">' in str(mail.alternatives[0][0])


def test_the_next_reply_waits_for_the_one_before(ticket: Ticket) -> None:
    alice = UserFactory.create()
    conversation.reply(ticket, by=alice, body="One", at=NOON)
    conversation.reply(ticket, by=alice, body="Two", at=NOON)
    first, second = Delivery.objects.filter(kind="reply").order_by("pk")
    later = NOON + timedelta(minutes=1)

    assert outbox.deliver(second.pk, at=later) is False
    assert outbox.deliver(first.pk, at=later) is True
    second.refresh_from_db()
    if second.state == "queued":
        assert outbox.deliver(second.pk, at=later) is True
    bodies = [str(m.body).split("\n", 1)[0] for m in outgoing.outbox if "Re:" in m.subject]
    assert bodies == ["One", "Two"]


def test_a_mailbox_without_plus_addresses_is_answered_plainly(ticket: Ticket) -> None:
    ticket.channel.config["plus_addresses"] = False
    ticket.channel.save(update_fields=["config"])
    mail = compose.compose(Delivery.objects.get(ticket=ticket))
    assert mail.reply_to == ["Casa Lumbre <ayuda@desk.test>"]


def test_the_channel_address_is_the_sender_even_of_other_channels() -> None:
    ChannelFactory.create(config={"address": "ayuda@casa.example"})
    with override_settings(DEFAULT_FROM_EMAIL="x@y.example"):
        ticket = TicketFactory.create()
        mail = compose.compose(Delivery.objects.get(ticket=ticket))
    assert mail.from_email == "Mesa <ayuda@casa.example>"


def test_a_mail_that_kills_its_sender_is_given_up_in_the_end(reply: Delivery) -> None:
    Delivery.objects.filter(pk=reply.pk).update(state="sending", attempts=8, lease_until=NOON)

    assert outbox.deliver(reply.pk, at=NOON + timedelta(hours=1)) is False

    reply.refresh_from_db()
    assert reply.state == "failed"
    assert outgoing.outbox == []
