"""Mending words and knowing what means the same: no database needed."""

from pathlib import Path

import pytest

from knowledge.search import synonyms
from knowledge.search.question import fold
from knowledge.search.spelling import distance, mended, sound
from knowledge.search.synonyms import Synonyms, starter, stem, tidy


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("lavadora", "lavadora", 0),
        ("refnud", "refund", 1),
        ("garantia", "garanta", 1),
        ("", "abc", 3),
        ("oso", "ala", 3),
    ],
)
def test_slips_are_counted(first: str, second: str, slips: int) -> None:
    assert distance(first, second) == slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("labadora", "lavadora"), ("garansia", "garantia"), ("eladera", "heladera"), ("keja", "queja"), ("yave", "llave")],
)
def test_what_sounds_alike_is_alike(typed: str, meant: str) -> None:
    assert (sound(typed) == sound(meant)) or distance(typed, meant) == 1


@pytest.mark.parametrize(
    ("typed", "last", "meant"),
    [
        ("labadora", False, ["lavadora"]),
        ("refridgerator", False, ["refrigerator"]),
        ("lavad", True, ["lavadora", "lavadoras"]),
        ("lavad", False, []),
        ("gas", False, []),
        ("zzzzzz", False, []),
    ],
)
def test_words_are_mended(typed: str, meant: list[str], *, last: bool) -> None:
    known = ["lavadora", "lavadoras", "refrigerator", "gasto", "horno"]
    assert mended(typed, known, last=last) == meant


@pytest.mark.parametrize(
    ("word", "root"), [("lavadoras", "lavador"), ("devolverlo", "devolver"), ("charged", "charg"), ("ruc", "ruc")]
)
def test_forms_of_a_word_have_one_root(word: str, root: str) -> None:
    assert stem(word) == root


def test_pronouns_are_taken_off_infinitives_only() -> None:
    assert [tidy(word) for word in ("devolvermelo", "comprarla", "horno", "perlas")] == [
        "devolver", "comprar", "horno", "per",
    ]  # fmt: skip


def test_synonyms_lead_to_the_other_language() -> None:
    same = Synonyms([("heladera, refrigeradora", "fridge"), ("money back line, plata", "money back")])
    assert same.of("heladeras", language="es") == {("es", "heladera"), ("es", "refrigeradora"), ("en", "fridge")}
    assert same.of("fridge", language="es") == set()
    assert [phrase for phrase, _meanings in same.phrases()] == ["money back", "money back line"]


def test_the_list_is_folded_as_questions_are() -> None:
    same = Synonyms(starter().values())
    words = [word for language in ("es", "en") for word in same.words(language)]
    phrases = [phrase for phrase, _meanings in same.phrases()]
    assert [word for word in (*words, *phrases) if word != fold(word)] == []


def test_each_line_of_the_starter_set_has_a_key_of_its_own() -> None:
    text = Path(synonyms.__file__).with_name("synonyms.txt").read_text(encoding="utf-8")
    assert len(starter()) == len([line for line in text.splitlines() if line and line[0] != "#"])
