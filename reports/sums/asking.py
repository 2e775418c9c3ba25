"""How sums are asked for: in SQL, over the facts of the tickets that count and that the reader may see.

Which those are is said by the ORM, in the one place where permissions are; its SQL is kept and becomes the table that
the statements of this package read.
"""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from helpdesk.lib.kept import Given, kept
from reports.scope import BUSINESS, Scope
from tickets.facts import outcomes
from tickets.models import Category, TicketFacts
from tickets.queues.happenings import unsolved_at

FILTERS = ("team", "channel", "priority", "category")
PERCENTILES = "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds)"
NOW = "{} >= %(first)s AND {} < %(until)s"
BEFORE = "{} >= %(before_first)s AND {} < %(before_until)s"
BOTH = "{0} >= %(before_first)s AND {0} < %(until)s AND ({0} < %(before_until)s OR {0} >= %(first)s)"

Row = tuple[Any, ...]


def ask(scope: Scope, statement: str, **given: Any) -> list[Row]:
    """Run a statement over {mine}, the facts that a report counts, or {anyones}, those whoever has the tickets.

    {reply_seconds} and {solve_seconds} are the columns in the hours that the report is in. It knows %(agent)s and the
    moments %(first)s, %(until)s, %(before_first)s and %(before_until)s; `given` adds others. A statement names the
    columns that it keeps: some of the others cost much.
    """
    role, filters = scope.user.role, tuple(name for name in FILTERS if getattr(scope, name))
    mine = anyones = _counted(role, filters).sql
    if scope.of_agent:
        mine = _counted(role, (*filters, "assignee")).sql
    hours = "_business" if scope.hours == BUSINESS else ""
    waits = {f"{name}_seconds": f"{name}{hours}_seconds" for name in ("reply", "solve")}
    sql = statement.format(mine=f"({mine}) f", anyones=f"({anyones}) f", **waits)
    with connection.cursor() as cursor:
        cursor.execute(sql, _moments(scope) | given)
        return list(cursor.fetchall())


def within(column: str, *, before: bool = False) -> str:
    """Return that a moment lies in the period, or in the one before."""
    return (BEFORE if before else NOW).format(column, column)


def within_both(column: str) -> str:
    """Return that a moment lies in one of them: in one range, so that one walk of an index finds both."""
    return BOTH.format(column)


def _moments(scope: Scope) -> dict[str, Any]:
    period, before = scope.period, scope.previous
    return {
        "user": scope.user.pk,
        "agent": scope.of_agent,
        "assignee": scope.of_agent,
        **{name: getattr(scope, name) for name in FILTERS},
        "first": period.start,
        "until": period.end,
        "before_first": before.start,
        "before_until": before.end,
        "known": outcomes.known_until(scope.at),
        "then": min(period.end, scope.at),
    }


@kept
def _counted(role: str, filters: tuple[str, ...]) -> QuerySet[TicketFacts]:
    found = TicketFacts.objects.visible_as(role, Given("user")).filter(is_counted=True)
    found = found.filter(**{name: Given(name) for name in filters if name != "category"})
    if "category" in filters:
        inside = Category.objects.filter(Q(pk=Given("category")) | Q(parent=Given("category")))
        found = found.filter(category__in=inside)
    known = Given("known")
    return found.annotate(
        is_known=_whether(outcomes.is_known(known)),
        has_held=_whether(outcomes.has_held(known)),
        at_first_contact=_whether(outcomes.at_first_contact(known)),
        after_more=_whether(outcomes.after_more(known)),
        was_unsolved=unsolved_at(Given("then")),
        was_unsolved_before=unsolved_at(Given("before_until")),
    ).order_by()


def _whether(condition: Q) -> "ExpressionWrapper[Any]":
    return ExpressionWrapper(condition, output_field=BooleanField())
