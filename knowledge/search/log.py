"""Writing down what was searched for, without saying who searched."""

import re
from datetime import datetime

from django.core.cache import cache

from knowledge.models import SearchLog, SearchSource
from knowledge.search.question import MAX_QUERY, fold

TYPING_SECONDS = 60  # within which a longer question is the same one, still being typed
PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d .()-]{4,}\d|\b\w*\d{5,}\w*\b")  # addresses and long numbers


def note(query: str, *, language: str, hits: int, source: SearchSource, at: datetime, visitor: str) -> None:
    """Write down one search. What is still being typed replaces its beginning, by the same visitor.

    `visitor` is a keyed hash; it is only remembered for a minute and never written down.
    """
    words = " ".join(PERSONAL.sub(" ", fold(query[:MAX_QUERY])).split())
    if len(words) < 2:  # noqa: PLR2004 -- a letter is no search
        return
    key = f"search:{source}:{visitor}"
    number, earlier = cache.get(key) or (0, "")
    is_same = bool(earlier) and (words.startswith(earlier) or earlier.startswith(words))
    if not is_same or not SearchLog.objects.filter(pk=number).update(query=words, hits=hits, at=at):
        number = SearchLog.objects.create(query=words, language=language, hits=hits, source=source, at=at).pk
    cache.set(key, (number, words), TYPING_SECONDS)
