"""Questions in people's own words, and how many of them lead to the right article.

Three sets: `questions` has the same author as the articles, `customers` was written by somebody who knew their titles
only, `unseen` together with it and kept aside while the search was improved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.demo import catalogue
from knowledge.search import find

FOLDER = Path(__file__).parent.parent / "data" / "knowledge"
SETS = ("questions", "customers", "unseen")
FIRST = 3
WANTED = 0.8


@dataclass(frozen=True)
class Asked:
    """A question with the article that answers it, and what was found."""

    language: str
    wanted: str
    question: str
    found: list[str]

    @property
    def is_answered(self) -> bool:
        """Whether the right article is among the first three."""
        return self.wanted in self.found


def ask_all(name: str = "questions") -> list[Asked]:
    """Ask every question of a set as a visitor; the knowledge base of the demo must be loaded."""
    return [
        Asked(language, wanted, question, _titles(question, language)) for language, wanted, question in questions(name)
    ]


def questions(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, the title of the right article, and the question."""
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, key, question = line.split("\t")
            text = catalogue.text(key, language) or catalogue.text(key, "en")
            yield language, text.title if text else key, question


def _titles(question: str, language: str) -> list[str]:
    return [hit.title for hit in find(question, language=language, reader=None, limit=FIRST)]
