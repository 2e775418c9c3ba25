"""Searches are written down without saying who searched."""

from datetime import timedelta

import pytest

from knowledge.models import SearchLog, SearchSource
from knowledge.search import note
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db


def logged() -> list[tuple[str, int]]:
    return list(SearchLog.objects.order_by("pk").values_list("query", "hits"))


def search(query: str, *, hits: int = 1, visitor: str = "one") -> None:
    note(query, language="es", hits=hits, source=SearchSource.PORTAL, at=NOON, visitor=visitor)


def test_what_is_still_being_typed_is_one_search() -> None:
    for query, hits in (("lava", 0), ("lavadora", 2), ("lavadora no", 3)):
        search(query, hits=hits)
    search("lavadora no desagua", visitor="two")
    search("reembolso", hits=0)
    assert logged() == [("lavadora no", 3), ("lavadora no desagua", 1), ("reembolso", 0)]
    assert SearchLog.objects.missed().count() == 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Garantía   del HORNO ", "garantia del horno"),
        ("soy rosa@correo.example, mi pedido 20418765", "soy mi pedido"),
        ("llámenme al +51 987 654 321", "llamenme al"),
        ("error E21", "error e21"),
    ],
)
def test_personal_data_is_left_out(query: str, kept: str) -> None:
    search(query)
    assert logged() == [(kept, 1)]


@pytest.mark.parametrize("query", ["", "a", "20418765", "rosa@correo.example"])
def test_what_says_nothing_is_not_written_down(query: str) -> None:
    search(query)
    assert logged() == []


def test_a_forgotten_search_is_written_anew() -> None:
    search("lava")
    SearchLog.objects.update(at=NOON - timedelta(days=1))
    SearchLog.objects.all().delete()
    search("lavadora")
    assert logged() == [("lavadora", 1)]
