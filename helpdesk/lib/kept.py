"""Queries of the ORM whose SQL is written once per process.

Building and compiling a query takes Django several times as long as PostgreSQL needs to answer it. A function under
`@kept` describes a query by its shape (its arguments, few and hashable); what differs from request to request is
`Given` when it runs:

    @kept
    def events_of(order: str) -> QuerySet[TicketEvent]:
        return TicketEvent.objects.filter(ticket=Given("ticket")).order_by(order)

    events_of("at").fetch(ticket=ticket.pk)

Only the SQL is kept, never a row.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import connections
from django.db.models import BooleanField, Expression, F, Func, QuerySet, Value

from helpdesk.lib.prepared import cursor

Row = TypeVar("Row")
P = ParamSpec("P")
SHAPES = 512  # of one function: the views, orders and roles of a desk with many teams


class Given(Expression):
    """A value that `fetch` is given by name: a number, a text or a moment, as the database takes it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        """Leave a place for the value."""
        return "%s", [self]

    def get_group_by_cols(self) -> list[Any]:
        """Stand aside in a grouping, as every value does."""
        return []


class Among(Func):
    """Whether a column is one of a list of numbers, in a query that is the same for a list of any length.

    The numbers themselves, or the name under which `fetch` is given them.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, numbers: str | list[int]) -> None:
        super().__init__(F(column), Given(numbers) if isinstance(numbers, str) else Value(numbers))


class Kept(Generic[Row]):
    """One shape of a query, compiled. Safe to share between threads.

    `sql` may also be a part of a statement written by hand; in it, what is `Given` stands as %(name)s.
    """

    def __init__(self, queryset: "QuerySet[Any, Row]") -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        sql, places = self._compiler.as_sql()
        self._names = {place.name for place in places if isinstance(place, Given)}
        self.sql = _with_constants(sql, places, queryset.db)

    def fetch(self, **given: object) -> list[Row]:
        """Run it. Every `Given` needs its value; prefetches are done as always."""
        compiler = copy(self._compiler)
        compiler.connection = connections[self._queryset.db]  # the thread's own
        values = {name: given[name] for name in self._names}
        vars(compiler)["execute_sql"] = lambda *_args, **_options: [self._rows(values)]
        queryset = self._queryset.all()
        vars(queryset.query)["get_compiler"] = lambda *_args, **_options: compiler
        return list(queryset)

    def _rows(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with cursor(self._queryset.db) as prepared:
            prepared.execute(self.sql, values)
            rows = prepared.fetchall()
        return [row[: self._compiler.col_count] for row in rows] if self._compiler.has_extra_select else rows

    def first(self, **given: object) -> Row | None:
        """Run it, and return its first row."""
        return next(iter(self.fetch(**given)), None)


def _with_constants(sql: str, places: Sequence[object], using: str) -> str:
    """Return the text with the values that never change in it: PostgreSQL plans by them, as for partial indexes."""
    with connections[using].cursor() as quoting:
        constants = [
            f"%({place.name})s" if isinstance(place, Given) else str(quoting.mogrify("%s", [place])).replace("%", "%%")
            for place in places
        ]
    return sql.replace("%%", "%%%%") % tuple(constants)


def kept(build: "Callable[P, QuerySet[Any, Row]]") -> Callable[P, Kept[Row]]:
    """Turn a function that builds a query into one that returns the kept query of that shape.

    The function must build from its arguments alone: whatever else it read would stay as it was the first time.
    """

    @lru_cache(maxsize=SHAPES)
    @wraps(build)
    def shaped(*args: P.args, **kwargs: P.kwargs) -> Kept[Row]:
        return Kept(build(*args, **kwargs))

    return cast("Callable[P, Kept[Row]]", shaped)  # lru_cache forgets the parameters
