"""When a rule applies. Pure: conditions look at a snapshot of the request as it came in, and at nothing else.

So the order of rules decides only which of several wins, never what another rule sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.words import folded


class Field(models.TextChoices):
    """What a condition looks at."""

    TEXT = "text", _("Words in subject or text")
    SUBJECT = "subject", _("Words in the subject")
    BODY = "body", _("Words in the text")
    SENDER = "sender", _("Address or domain of the sender")
    ORGANISATION = "organisation", _("Organisation of the sender")
    CHANNEL = "channel", _("Channel")
    CATEGORY = "category", _("Category")
    LANGUAGE = "language", _("Language")


class Op(models.TextChoices):
    """How it compares."""

    ANY = "any", _("contain any of")
    ALL = "all", _("contain all of")
    PHRASE = "phrase", _("contain the phrase")
    NONE = "none", _("contain none of")
    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")


WORDS = (Field.TEXT, Field.SUBJECT, Field.BODY)
WORD_OPS = (Op.ANY, Op.ALL, Op.PHRASE, Op.NONE)
CHOICE_OPS = (Op.IS, Op.IS_NOT)


def ops_of(name: str) -> tuple[Op, ...]:
    """Return how a field can be compared."""
    return WORD_OPS if name in WORDS else CHOICE_OPS


@dataclass(frozen=True)
class Condition:
    """One of them. `values`: words; or ids, kinds, addresses, domains, languages of which one suffices."""

    field: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """A request as it came in. Texts are `folded`; the sets hold all by which the thing may be named."""

    subject: str = ""
    body: str = ""
    facts: dict[str, frozenset[str]] = field(default_factory=dict)  # by Field


def names_of(address: str) -> frozenset[str]:
    """Return all by which a condition may name a sender: the address, its domain, and the domains above that."""
    address = address.strip().lower()
    parts = address.rpartition("@")[2].split(".") if "@" in address else []
    return frozenset({address, *(".".join(parts[n:]) for n in range(len(parts) - 1))})


def found(condition: Condition, snapshot: Snapshot) -> tuple[str, ...] | None:
    """Return the values because of which the condition holds; None when it does not."""
    if condition.field in WORDS:
        return _words_found(condition, snapshot)
    facts = snapshot.facts.get(condition.field, frozenset())
    hits = tuple(value for value in condition.values if value in facts)
    if condition.op == Op.IS:
        return hits or None
    return None if hits else condition.values


def _words_found(condition: Condition, snapshot: Snapshot) -> tuple[str, ...] | None:
    texts = {Field.SUBJECT: [snapshot.subject], Field.BODY: [snapshot.body]}.get(
        Field(condition.field), [snapshot.subject, snapshot.body]
    )
    hits = tuple(value for value in condition.values if any(_occurs(value, text) for text in texts))
    if condition.op == Op.NONE:
        return None if hits else condition.values
    if condition.op == Op.ANY:
        return hits or None
    return hits if len(hits) == len(condition.values) else None


def _occurs(words: str, text: str) -> bool:
    """Whole words, next to each other; a star at the end stands for any ending."""
    wanted = folded(words)
    return wanted != "  " and (wanted.rstrip() if words.endswith("*") else wanted) in text


def because(match: str, conditions: Iterable[Condition], snapshot: Snapshot) -> list[Condition] | None:
    """Return the conditions that held, each with what was found; None when the rule does not apply.

    `match`: "all" of them must hold, or "any". A rule without conditions applies to everything.
    """
    conditions = list(conditions)
    held = [
        Condition(condition.field, condition.op, values)
        for condition in conditions
        if (values := found(condition, snapshot)) is not None
    ]
    wanted = min(1, len(conditions)) if match == "any" else len(conditions)
    return held if len(held) >= wanted else None
