"""Words of a text, fit for comparing."""

import re
import unicodedata

LONGEST_TEXT = 20_000  # characters that are looked at
NOT_WORDS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return the words of a text without accents and letter case, each between two blanks."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return f" {NOT_WORDS.sub(' ', plain).strip()} "
