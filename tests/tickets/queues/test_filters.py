"""What each filter of a search finds."""

import pytest

from tests.factories import TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tickets.models import Requester, Tag, Ticket
from tickets.queues import filters, grammar
from tickets.queues.reader import Reader

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    reader = Reader(UserFactory.create(role="admin"), NOON)
    return sorted(
        filters.narrow(Ticket.objects.all(), grammar.parse(text), reader).tickets.values_list("subject", flat=True)
    )


@pytest.fixture
def three() -> None:
    """Rosa has two tickets, Bruno has one."""
    TicketFactory.create(subject="oven", address="rosa.quispe@example.com")
    TicketFactory.create(subject="fridge", address="rosa.quispe@example.com")
    TicketFactory.create(subject="lamp", address="bruno@example.com")
    Requester.objects.filter(identities__value__startswith="rosa").update(name="Rosa Ángela")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("few", [1000, 0])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from:Ángela", ["fridge", "oven"]),
        ("from:ROSA.quispe@", ["fridge", "oven"]),
        ("from:example.com", ["fridge", "lamp", "oven"]),
        ("from:nobody", []),
    ],
)
def test_people_are_found_by_name_and_handle_whether_few_or_many(
    monkeypatch: pytest.MonkeyPatch, few: int, text: str, expected: list[str]
) -> None:
    monkeypatch.setattr(filters, "FEW_PEOPLE", few)
    assert found(text) == expected


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("text", "expected"), [("tag:VIP", ["lamp"]), ("tag:vep", []), ("tag:new", [])])
def test_a_tag_is_found_in_any_case_and_an_unknown_one_finds_nothing(text: str, expected: list[str]) -> None:
    Ticket.objects.get(subject="lamp").tags.add(Tag.objects.create(name="Vip"), Tag.objects.create(name="Old"))
    assert found(text) == expected
