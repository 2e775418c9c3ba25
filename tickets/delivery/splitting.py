"""Long texts in pieces that a chat takes: cut between paragraphs where possible, else lines, sentences, words."""

BORDERS = ("\n\n", "\n", ". ", " ")
SHORTEST = 0.3  # of the limit: a border before it would leave a piece of a few words


def split(text: str, limit: int) -> list[str]:
    """Return the pieces of a text, each at most `limit` UTF-16 units long, as Telegram counts."""
    pieces, rest = [], text.strip()
    while _length(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str, limit: int) -> int:
    room = _fitting(text, limit)
    for border in BORDERS:
        found = text.rfind(border, int(room * SHORTEST), room)
        if found > 0:
            return found + len(border.rstrip())
    return room


def _fitting(text: str, limit: int) -> int:
    """Return how many characters fit, never half of one that takes two units."""
    start = text[:limit]
    return len(start.encode("utf-16-le", "replace")[: 2 * limit].decode("utf-16-le", "ignore"))


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
