"""The old link of a request that was merged into another."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from helpdesk.accounts.models import Desk
from tests.factories import ChannelFactory, TicketFactory
from tests.portal.forms import answer, link_of
from tickets.models import Participant, Ticket

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def old() -> Ticket:
    ChannelFactory.create()
    return TicketFactory.create(at=now() - timedelta(hours=2))


def merge(ticket: Ticket, target: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="merged", merged_into=target)


def test_an_answer_goes_to_the_end_of_the_chain_and_the_reader_with_it(client: Client, old: Ticket) -> None:
    middle, target = TicketFactory.create(at=now()), TicketFactory.create(at=now(), status="waiting_customer")
    merge(old, middle)
    merge(middle, target)
    old.refresh_from_db()

    page = client.get(link_of(old), headers={"accept-language": "en"}).content.decode()
    response = answer(client, old)

    target.refresh_from_db()
    message = target.messages.last()
    assert message is not None
    assert f"We joined this request with request {target.number}." in page
    assert (message.body_text, message.is_pending, target.status) == ("It is the lower door.", False, "open")
    assert response.headers["Location"] == link_of(target)
    assert Ticket.objects.count() == 3


def test_whoever_takes_no_part_in_the_other_request_learns_nothing_of_it(client: Client, old: Ticket) -> None:
    target = TicketFactory.create(address="dave@example.com", at=now(), subject="Secret of Dave")
    merge(old, target)
    old.refresh_from_db()

    page = client.get(link_of(old), headers={"accept-language": "en"}).content.decode()
    response = answer(client, old)

    message = target.messages.last()
    assert message is not None
    assert "We joined this request with another one about the same matter." in page
    assert [word for word in ("Secret of Dave", f"request {target.number}.") if word in page] == []
    assert (message.is_pending, response.headers["Location"]) == (True, link_of(old))
    assert Participant.objects.get(ticket=target, requester=old.requester).accepted_at is None


def test_long_after_the_other_one_was_solved_an_answer_begins_a_new_request(client: Client, old: Ticket) -> None:
    ended = now() - timedelta(days=Desk.current().reopen_days + 1)
    target = TicketFactory.create(at=ended, status="solved", solved_at=ended)
    merge(old, target)
    old.refresh_from_db()

    answer(client, old)

    newest = Ticket.objects.order_by("pk").last()
    assert newest is not None
    assert (newest.follow_up_of, newest.messages.count()) == (target, 1)


def test_requests_that_were_merged_in_a_circle_lose_no_answer(client: Client, old: Ticket) -> None:
    other = TicketFactory.create(at=now())
    merge(old, other)
    merge(other, old)
    old.refresh_from_db()

    assert client.get(link_of(old)).status_code == 200
    assert answer(client, old).status_code == 302
    assert Ticket.objects.count() == 3
