"""The words by which a ticket is found."""

import hashlib

import pytest

from tests.factories import TicketFactory
from tickets.models import Ticket
from tickets.search import index, search

pytestmark = pytest.mark.django_db


def tokens(start: int) -> str:
    """Return 20 kB of long words, as logs hold them."""
    return " ".join(hashlib.sha512(f"{start} {i}".encode()).hexdigest() for i in range(155))


def test_a_thread_that_grows_beyond_what_postgresql_indexes_still_takes_messages() -> None:
    ticket = TicketFactory.create()
    for number in range(60):
        index(ticket, text=tokens(number))

    first_word = tokens(0).split()[0]
    assert list(search(Ticket.objects.all(), first_word)) == [ticket]
