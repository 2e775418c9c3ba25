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
    ("word", "root"), [("lavadoras", "lavador"), ("devolverlo", "devolv"), ("charged", "charg"), ("ruc", "ruc")]
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
    assert [meanings for _number, meanings in same.phrases_in([{"moneys"}, {"back"}])] == [
        {("es", "money back line"), ("es", "plata"), ("en", "money back")}
    ]


def test_the_list_is_folded_as_questions_are() -> None:
    same = Synonyms(starter().values())
    words = [word for language in ("es", "en") for word in same.words(language)]
    assert [word for word in words if word != fold(word)] == []


@pytest.mark.parametrize(
    ("asked", "is_meant"),
    [
        ("me devuelven mi plata", True),
        ("cuando devolveran toda la plata", False),  # a form that is not known
        ("devuelvan ya la plata", True),
        ("la plata devuelven", False),
        ("devuelven la lavadora y el horno por plata", False),
    ],
)
def test_several_words_mean_it_together_in_their_order_and_near_each_other(asked: str, *, is_meant: bool) -> None:
    same = Synonyms([("reembolso, devuelven mi plata", "refund")])
    assert bool(list(same.phrases_in([{word} for word in asked.split()]))) is is_meant


@pytest.mark.parametrize(
    "forms",
    [("devolver", "devuelven", "devolverlo"), ("regresar", "regresan"), ("cobro", "cobraron")],
)
def test_forms_of_a_verb_are_one_word(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_each_line_of_the_starter_set_has_a_key_of_its_own() -> None:
    text = Path(synonyms.__file__).with_name("synonyms.txt").read_text(encoding="utf-8")
    assert len(starter()) == len([line for line in text.splitlines() if line and line[0] != "#"])
