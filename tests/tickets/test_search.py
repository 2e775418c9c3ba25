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


@pytest.mark.parametrize("few", [0, 2000], ids=["common words", "rare words"])
def test_words_and_numbers_are_found_however_many_have_them(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("tickets.search.FEW", few)
    first, second = TicketFactory.create(subject="Oven door"), TicketFactory.create(subject="Kettle")
    index(second, text=f"as in {first.pk}, the door")
    found = {
        text: sorted(search(Ticket.objects.all(), text).values_list("pk", flat=True))
        for text in ("door", "kettle door", "nothing", f"#{first.pk}", f"{second.pk}", "9" * 30)
    }
    assert found == {
        "door": [first.pk, second.pk],
        "kettle door": [second.pk],
        "nothing": [],
        f"#{first.pk}": [first.pk, second.pk],
        f"{second.pk}": [second.pk],
        "9" * 30: [],
    }
