"""How far a message of ours got, as the provider reports it: late, twice, out of order, and never back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbound import processing
from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import PNG, Commit, Vendors, leave, reply, report
from tests.chats import failure, status
from tickets.delivery import outbox
from tickets.files import InboundFile
from tickets.models import DeliveryPart, Ticket, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (["sent"], "sent"),
        (["delivered", "sent"], "delivered"),
        (["read", "sent", "delivered"], "read"),
        (["played"], "read"),
        (["failed"], "failed"),
        (["failed", "delivered", "read"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["sent", "read", "read", "delivered"], "read"),
    ],
)
def test_the_state_of_a_message_never_goes_back(
    ticket: Ticket, alice: User, commit: Commit, states: list[str], shown: str
) -> None:
    delivery = leave(reply(ticket, alice))
    for state in states:
        one = failure("wamid.out1", 131026, "Undeliverable") if state == "failed" else status("wamid.out1", state)
        report(ticket.channel, commit, one)
    delivery.refresh_from_db()
    assert delivery.state == shown
    assert set(InboundPayload.objects.filter(message=None).values_list("state", flat=True)) == {"discarded"}


def test_a_message_of_several_pieces_is_read_when_all_are(ticket: Ticket, alice: User, commit: Commit) -> None:
    delivery = leave(reply(ticket, alice, files=(InboundFile("foto.png", PNG),)))
    report(ticket.channel, commit, status("wamid.out1", "read"))
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    report(ticket.channel, commit, status("wamid.out2", "delivered"))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_report_that_comes_before_our_own_note_waits_for_it(
    ticket: Ticket, alice: User, vendors: Vendors, commit: Commit
) -> None:
    report(ticket.channel, commit, status("wamid.out1", "delivered"))
    early = InboundPayload.objects.get(external_id="wamid.out1:delivered")
    assert (early.state, early.next_attempt_at > timezone.now()) == ("waiting", True)
    delivery = leave(reply(ticket, alice))
    processing.sweep(at=early.next_attempt_at)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_report_about_somebody_elses_message_is_set_aside_in_the_end(ticket: Ticket, commit: Commit) -> None:
    report(ticket.channel, commit, status("wamid.foreign", "read"))
    for _turn in range(9):
        processing.sweep(at=InboundPayload.objects.latest("pk").next_attempt_at)
    strange = InboundPayload.objects.get(external_id="wamid.foreign:read")
    assert (strange.state, strange.reason) == ("discarded", "A report about a message that this desk did not send.")


def test_a_failure_is_told_in_words_and_can_be_tried_again(
    ticket: Ticket, alice: User, client: Client, commit: Commit, vendors: Vendors
) -> None:
    delivery = leave(reply(ticket, alice))
    report(ticket.channel, commit, failure("wamid.out1", 131026, "Message undeliverable"))
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "has not accepted its terms. (131026 Message undeliverable)" in page
    assert "The customer cannot be reached by WhatsApp now." in page
    assert TicketEvent.objects.filter(ticket=ticket, kind="delivery_failed").count() == 1
    client.post(reverse("tickets:retry_delivery", args=[ticket.pk, delivery.pk]))
    outbox.sweep(at=timezone.now() + timedelta(seconds=1))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id, DeliveryPart.objects.count()) == ("sent", "wamid.out2", 1)


def test_a_refused_account_that_is_reported_later_is_a_fault_of_the_channel(
    ticket: Ticket, alice: User, commit: Commit
) -> None:
    leave(reply(ticket, alice))
    report(ticket.channel, commit, failure("wamid.out1", 131042, "Business eligibility payment issue"))
    ticket.channel.refresh_from_db()
    assert ticket.channel.failing_since is not None
    assert ticket.channel.send_error.startswith("Meta asks for a valid way to pay")


def test_a_failure_for_the_window_closes_it(ticket: Ticket, alice: User, commit: Commit) -> None:
    leave(reply(ticket, alice))
    report(ticket.channel, commit, failure("wamid.out1", 131047, "Re-engagement message"))
    ticket.refresh_from_db()
    assert ticket.window_expires_at is not None
    assert ticket.window_expires_at <= timezone.now()
