"""The words of a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.queues.grammar import parse


@pytest.mark.parametrize(
    ("text", "words", "terms", "unknown"),
    [
        ("", "", [], []),
        ("oven broken", "oven broken", [], []),
        ("#123", "#123", [], []),
        ("status:open oven", "oven", [("status", "open")], []),
        ("estado:abierto", "", [("status", "abierto")], []),
        ("ESTADO:Abierto", "", [("status", "Abierto")], []),
        ("categoría:hornos", "", [("category", "hornos")], []),
        ('team:"Customer care" x', "x", [("team", "Customer care")], []),
        ('team:"Customer care', "", [("team", "Customer care")], []),
        ("de:rosa@example.com", "", [("from", "rosa@example.com")], []),
        ("colour:red oven", "colour red oven", [], ["colour"]),
        ("https://example.com/x", "https://example.com/x", [], []),
        ("status:", "status:", [], []),
        ("10:30", "10:30", [], []),
        ("a\x00b", "ab", [], []),
    ],
)
def test_a_search_is_taken_apart(text: str, words: str, terms: list[tuple[str, str]], unknown: list[str]) -> None:
    query = parse(text)
    assert query.words == words
    assert [(term.key, term.value) for term in query.terms] == terms
    assert list(query.unknown) == unknown


def test_taking_a_chip_away_leaves_the_rest() -> None:
    query = parse('oven status:open team:"Customer care"')
    assert query.without(query.terms[0]) == 'team:"Customer care" oven'
    assert parse(query.without(query.terms[0])).terms[0].value == "Customer care"


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    query = parse(text)
    assert "\x00" not in query.words
    assert all(term.value for term in query.terms)
