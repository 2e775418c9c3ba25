"""Rows of models by statements whose text is made once per model.

Django compiles a statement anew for each row, which costs several times what PostgreSQL needs to run it. So the tables
that every message from outside reads and writes use these. Columns, order and conversions stay the model's own; what
`save()` does besides (signals, a chosen database) is not done, and nothing here relies on it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper

from helpdesk.lib import prepared

PLAIN = (type(None), bool, int, str, datetime)


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """Return the columns of a table for a SELECT or RETURNING whose rows `read` turns into objects."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(sql: str, values: Any, *kinds: type[models.Model]) -> list[tuple[Any, ...]]:
    """Run a query that gives the `columns` of these models; an object of each per row.

    A model whose key is null (the far side of an outer join) gives None.
    """
    with prepared.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    return [tuple(_objects(row, kinds)) for row in found]


def number(row: models.Model, *, beside: str = "NULL") -> Any:
    """Give a new row its key before it is written, so that others can point to it and be written with it.

    Returns what the expression `beside` gives, for a question that is not worth a statement of its own.
    """
    options = row._meta
    sql = f"SELECT nextval(pg_get_serial_sequence(%s, %s)), {beside}"
    with prepared.cursor() as cursor:
        cursor.execute(sql, [f'"{options.db_table}"', options.pk.column])
        row.pk, answer = cursor.fetchone()
    return answer


def insert(*rows: models.Model) -> None:
    """Write new rows, of several models too, in one go and in this order; those without a key get the database's."""
    with connection.cursor() as cursor:
        cursor.execute(";".join(_written(cursor, row) for row in rows))
        for row in rows:
            _settle(row, cursor.fetchone()[0])
            cursor.nextset()


def insert_new(row: models.Model) -> bool:
    """Write a row unless a unique constraint knows one like it; False then. Whoever is writing it is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(_written(cursor, row, on_conflict=" ON CONFLICT DO NOTHING"))
        written = cursor.fetchone()
    if written:
        _settle(row, written[0])
    return bool(written)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there, as `save(update_fields=names)` does."""
    statement, fields = _change(type(row), names)
    values = [_stored(field, row, is_new=False) for field in fields]
    with prepared.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])


def _settle(row: models.Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 -- as save() leaves it


def _written(cursor: CursorWrapper, row: models.Model, *, on_conflict: str = "") -> str:
    """Return the statement of one row with its values: of many together psycopg would forget the text at once."""
    statement, fields = _insertion(type(row), has_key=row.pk is not None, on_conflict=on_conflict)
    return str(cursor.mogrify(statement, [_stored(field, row, is_new=True) for field in fields]))


@cache
def _insertion(
    model: type[models.Model], *, has_key: bool, on_conflict: str
) -> "tuple[str, Sequence[models.Field[Any, Any]]]":
    fields = [field for field in model._meta.concrete_fields if has_key or not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(_place(field) for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES ({places}){on_conflict} RETURNING "{key}"', fields  # noqa: S608 -- names of ours


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> "tuple[str, Sequence[models.Field[Any, Any]]]":
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    changes = ", ".join(f'"{field.column}" = {_place(field)}' for field in fields)
    key = model._meta.pk.column
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{key}" = %s', fields  # noqa: S608 -- names of ours


@cache
def _loading(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """Return the attributes of a model in the order of its columns, and what some values pass through on their way."""
    fields = model._meta.concrete_fields
    converted = [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], converted


def _objects(row: Sequence[Any], kinds: Iterable[type[models.Model]]) -> Iterable[models.Model | None]:
    start = 0
    for kind in kinds:
        names, converted = _loading(kind)
        values = list(row[start : start + len(names)])
        start += len(names)
        for place, convert in converted:
            values[place] = convert(values[place], None, connection)
        found = kind.from_db(DEFAULT_DB_ALIAS, names, values)
        yield None if found.pk is None else found


def _place(field: "models.Field[Any, Any]") -> str:
    placeholder = getattr(field, "get_placeholder", None)  # ranges and bytes name their type
    return placeholder(None, None, connection) if placeholder else "%s"


def _stored(field: "models.Field[Any, Any]", row: models.Model, *, is_new: bool) -> Any:
    value = field.pre_save(row, add=is_new)
    if type(value) in PLAIN and not isinstance(field, models.JSONField):
        return value  # most of them: nothing to convert, which a long way through Django would find out
    return field.get_db_prep_save(value, connection)
