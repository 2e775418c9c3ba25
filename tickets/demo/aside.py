"""While very many rows are written, do without indexes and references, and build and check them at the end."""

from collections.abc import Iterable
from typing import Self

from django.db import connection, models

MEMORY = "256MB"  # for building them, in this transaction only
# Foreign keys, exclusions and uniqueness but for primary keys; then the indexes that belong to no constraint.
CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x', 'u') ORDER BY contype = 'f', conrelid, conname
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY indexrelid
"""


class Aside:
    """The rules of some tables, out of the way until the block ends well; checks of every row are made then."""

    def __init__(self, tables: Iterable[type[models.Model]]) -> None:
        self.tables = [model._meta.db_table for model in tables]
        self.rebuilt: list[str] = []

    def __enter__(self) -> Self:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks are pending
            cursor.execute(CONSTRAINTS, [self.tables])
            constraints = cursor.fetchall()
            for table, name, _definition in constraints:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute(INDEXES, [self.tables])
            indexes = cursor.fetchall()
            for name, _definition in indexes:
                cursor.execute(f"DROP INDEX {name}")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.rebuilt = [definition for _name, definition in indexes]
        self.rebuilt += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for table, name, rule in constraints]
        return self

    def __exit__(self, *error: object) -> None:
        if error[0]:
            return  # the transaction is lost, and with it that they were dropped
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
            for statement in self.rebuilt:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
