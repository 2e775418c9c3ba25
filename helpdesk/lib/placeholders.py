"""Putting values into words that people wrote: `{{ requester.first_name }}`. Pure, and small on purpose.

The words are data, never a template of Django: nothing in them reaches an object. Values are put in once, and what a
value says is never looked at again.
"""

import re
from collections.abc import Iterable, Mapping

VARIABLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class MissingValueError(ValueError):
    """Some variables have no value here; `names` tells which. Nothing was put in."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def named_in(text: str) -> list[str]:
    """Return the variables that a text names, each once, in their order."""
    return list(dict.fromkeys(match[1].strip() for match in VARIABLE.finditer(text)))


def unknown_in(text: str, known: Iterable[str]) -> list[str]:
    """Return those that are not among the known ones."""
    allowed = set(known)
    return [name for name in named_in(text) if name not in allowed]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its values, or raise MissingValueError: never "Hello ,"."""
    missing = [name for name in named_in(text) if not values.get(name)]
    if missing:
        raise MissingValueError(missing)
    return VARIABLE.sub(lambda match: values[match[1].strip()], text)
