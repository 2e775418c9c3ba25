"""Guessing whether a text is Spanish or English by its commonest words; enough to answer in the same language."""

import re

SPANISH = "de la el que en los por para con mi no una un hola gracias y se me su es favor buenas buenos"
ENGLISH = "the to and of my is in for it have not with hello thanks i you your please we that this"
WORDS = {"es": frozenset(re.findall(r"\w+", SPANISH)), "en": frozenset(re.findall(r"\w+", ENGLISH))}
MARGIN = 2


def guess_language(text: str, *, default: str) -> str:
    """Return "es" or "en"; `default` when the words do not decide clearly."""
    words = re.findall(r"[a-záéíóúñ]+", text[:2000].lower())
    score = {language: sum(map(known.__contains__, words)) for language, known in WORDS.items()}
    best, other = sorted(score, key=lambda language: -score[language])
    return best if score[best] >= score[other] + MARGIN else default
