"""What is written of a row when it changes: names and values that stay readable when row and column are long gone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from django.db.models import Field, JSONField, ManyToManyField, Model
from django.utils import translation

Facts = Mapping[str, Any]
Row = TypeVar("Row", bound=Model)

SECRET_NAME = re.compile(r"password|secret|token|\bkey\b", re.IGNORECASE)
LONGEST_TEXT = 2000
# Columns of people that are their own affair, or no setting at all.
NOT_SETTINGS = frozenset((
    "password", "last_login", "is_superuser", "groups", "user_permissions", "theme", "density", "signature",
))  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """A value that is compared, and never written."""

    value: object

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class Word:
    """A word of ours, kept as its msgid and translated when shown. What people typed never is."""

    msgid: str


def facts_of(row: Model) -> Facts:
    """Return the editable columns of a row by their English labels, and what its `audit_facts()` adds in English."""
    facts = {_english(column.verbose_name): _value(row, column) for column in _columns(row)}
    own = getattr(row, "audit_facts", None)
    if own is not None:
        with translation.override("en"):
            facts |= own()
    return facts


def differing(before: Facts, after: Facts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return of both sides what differs, fit for JSON and without secrets. Missing is the same as empty."""
    names = [name for name in {**before, **after} if _sane(before.get(name)) != _sane(after.get(name))]
    return _written(before, names), _written(after, names)


def _columns(row: Model) -> list[Any]:
    options = row._meta
    columns = [*options.concrete_fields, *options.many_to_many]
    return [
        column
        for column in columns
        if column.editable
        and not column.primary_key
        and not isinstance(column, JSONField)
        and column.name not in NOT_SETTINGS
    ]


def _value(row: Model, column: "Field[Any, Any]") -> Any:
    if isinstance(column, ManyToManyField):
        return sorted(str(one) for one in column.value_from_object(row))
    value = getattr(row, column.name)
    if column.choices and value not in {None, ""}:
        return Word(_english(dict(column.flatchoices).get(value, value)))
    return str(value) if isinstance(value, Model) else value


def _english(text: object) -> str:
    with translation.override("en"):
        return str(text)


def _sane(value: Any) -> Any:
    return value or None


def _written(facts: Facts, names: list[str]) -> dict[str, Any]:
    return {name: _json(name, facts[name]) for name in names if name in facts}


def _json(name: str, value: Any) -> Any:
    if isinstance(value, Secret) or SECRET_NAME.search(name):
        return {"secret": bool(value)}
    if isinstance(value, Word):
        return {"word": value.msgid}
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, list | tuple | set | frozenset):
        return [str(one)[:LONGEST_TEXT] for one in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:LONGEST_TEXT]
