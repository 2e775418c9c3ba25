"""Statements that PostgreSQL plans once per connection.

Reading and planning a statement takes PostgreSQL several times as long as running it where a page or a message asks for
a few rows by their keys. The cursor of here keeps each text that it is given prepared (PostgreSQL decides by itself
whether one plan is good for all values, https://www.postgresql.org/docs/current/sql-prepare.html), so it is for texts
that come again and again: never one with a value written into it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg._queries import PostgresQuery
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8

BIGINT = 64  # bits, one of them the sign


class _Preparing(Cursor[Any]):
    """Sends the values beside the text."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Prepare it, unless the settings say that nothing is (`DATABASE_PREPARE`)."""
        if isinstance(params, Mapping):
            params = {name: _of_one_size(value) for name, value in params.items()}
        elif params is not None:
            params = [_of_one_size(value) for value in params]
        try:
            return super().execute(query, params, prepare=True, **options)
        except FeatureNotSupported:  # a migration changed a column: "cached plan must not change result type"
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise  # the rollback forgets them
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, prepare=True, **options)

    def _convert_query(self, query: Any, params: Any = None) -> PostgresQuery:
        """Keep what is sent where Django looks for it, to show it; psycopg keeps only what it does not prepare."""
        self._query = super()._convert_query(query, params)
        return self._query


def cursor(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """Return a cursor as `connection.cursor()` does. It takes one statement at a time."""
    connection: Any = connections[using]  # what is called of it is no part of its public types
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        wrapped: CursorWrapper = connection._prepare_cursor(_Preparing(connection.connection))  # noqa: SLF001 -- as cursor() does
        return wrapped


def _of_one_size(value: Any) -> Any:
    """Numbers go as bigint if they fit: by its size, each would be of another type, and the text another statement."""
    return Int8(value) if type(value) is int and value.bit_length() < BIGINT else value
