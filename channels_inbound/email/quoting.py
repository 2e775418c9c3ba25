"""What the person typed this time, and what they quote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """A body in two: the reply, and the rest."""

    reply: str
    quoted: str = ""


def split_reply(text: str, html: str = "") -> Split:  # noqa: ARG001 -- HTML markers come with the trimmer
    """Return the whole text as the reply."""
    return Split(text.strip())
