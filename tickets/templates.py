"""Message templates that a provider approved: the only thing that WhatsApp lets through when the window is closed.

They are listed on the channel as the provider knows them (name, language, body with {{1}}, {{2}} …).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tickets.models import Channel, Delivery

VARIABLE = re.compile(r"\{\{\s*(\d{1,2})\s*\}\}")


@dataclass(frozen=True)
class Template:
    """One approved template; `values` fill its variables, in their order."""

    name: str
    language: str
    body: str
    values: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it apart on its channel: a name may exist in several languages."""
        return f"{self.name}/{self.language}"

    @property
    def variables(self) -> int:
        """How many values it wants."""
        return max((int(number) for number in VARIABLE.findall(self.body)), default=0)

    @property
    def blanks(self) -> list[tuple[int, str]]:
        """The numbers of its variables as they stand in the body, each with what fills it."""
        values = dict(enumerate(self.values, 1))
        return [(number, values.get(number, "")) for number in range(1, self.variables + 1)]

    def filled(self, values: Sequence[str]) -> "Template":
        """Return it with values for its variables."""
        return replace(self, values=tuple(values))

    @property
    def text(self) -> str:
        """The body as the customer reads it."""
        return VARIABLE.sub(lambda found: dict(enumerate(self.values, 1)).get(int(found[1]), found[0]), self.body)

    @property
    def context(self) -> dict[str, Any]:
        """What a delivery keeps of it."""
        return {
            "template": {"name": self.name, "language": self.language, "body": self.body, "values": list(self.values)}
        }


def templates_of(channel: Channel) -> list[Template]:
    """Return the templates of a channel, in the order of its settings."""
    rows = channel.config.get("templates") or []
    return [Template(row["name"], row["language"], row["body"]) for row in rows]


def question_of(channel: Channel, language: str) -> Template | None:
    """Return the template that asks how it went, in a language of ours; None when the channel has none.

    Its first blank is filled with the link, a second one with the number of the request.
    """
    rows = channel.config.get("templates") or []
    asking = (Template(row["name"], row["language"], row["body"]) for row in rows if row.get("asks"))
    return next((template for template in asking if template.language.partition("_")[0] == language), None)


def template_of(delivery: Delivery) -> Template | None:
    """Return the template that a delivery sends instead of free text."""
    kept = delivery.context.get("template")
    return Template(kept["name"], kept["language"], kept["body"], tuple(kept["values"])) if kept else None
