"""What each person carries and did. Sorted by name: it shows load, it is no ranking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from reports.figures.satisfaction import ratings_of
from reports.measures import Percentiles, Share, Spread
from reports.scope import BUSINESS, Scope
from reports.searches import during, search
from reports.tables import Claim, Table
from tickets.facts import outcomes

Found = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Agent:
    """One person. Who has a ticket counts for the workload; who did it for everything else."""

    user: User
    workload: int
    replies: int
    replied: int
    solved: int
    first_response: Spread
    effective: Share
    rating: float | None
    answers: int
    rated: int
    workload_query: str
    replied_query: str
    solved_query: str
    answered_query: str
    effective_query: str
    rated_query: str

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [
            Claim(self.workload, self.workload_query),
            Claim(self.replied, self.replied_query),
            Claim(self.solved, self.solved_query),
            Claim(self.first_response.count, self.answered_query),
            Claim(self.effective.part, self.effective_query),
            Claim(self.rated, self.rated_query),
        ]


@dataclass(frozen=True)
class Agents:
    """Everybody who has or did something."""

    rows: tuple[Agent, ...]

    @property
    def heaviest(self) -> int:
        """The largest workload."""
        return max((row.workload for row in self.rows), default=0)

    def table(self) -> Table:
        """Return a row per person."""
        headers = (
            *(_("Agent"), _("Open now"), _("Replies"), _("Tickets answered"), _("Tickets solved")),
            *(_("First response, median"), _("First responses"), _("Effective answers, percent"), _("of solved")),
            *(_("Satisfaction, average of 5"), _("Satisfaction, answers")),
        )
        rows = tuple(
            (
                *(str(row.user), row.workload, row.replies, row.replied, row.solved),
                *(row.first_response.median, row.first_response.count, row.effective.percent, row.effective.whole),
                *(row.rating, row.answers),
            )
            for row in self.rows
        )
        return Table(_("Agents"), headers, rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [claim for row in self.rows for claim in row.claims()]


def figure(scope: Scope) -> Agents:
    """Count per person. Six queries."""
    counted = [count(scope) for count in (_workload, _replies, _solved, _answered, _rated)]
    keys = {key for found in counted for key in found}
    people = User.objects.filter(pk__in={scope.of_agent} if scope.of_agent else keys).order_by("name", "pk")
    return Agents(tuple(_agent(scope, user, _merged(counted, user.pk)) for user in people))


def _merged(counted: Iterable[Found], person: int) -> dict[str, Any]:
    return {name: value for found in counted for name, value in found.get(person, {}).items()}


def _agent(scope: Scope, user: User, found: Mapping[str, Any]) -> Agent:
    period, key = scope.period, user.pk

    def found_by(*terms: str) -> str:
        return search(scope, *terms, with_agent=False)

    solved = (during("solved", period), f"solver:#{key}")
    return Agent(
        user=user,
        workload=found.get("workload", 0),
        replies=found.get("replies", 0),
        replied=found.get("replied", 0),
        solved=found.get("solved", 0),
        first_response=Spread.of(found.get("answered", 0), found.get("seconds")),
        effective=Share(found.get("held", 0), found.get("known", 0)),
        rating=found.get("mean"),
        answers=found.get("answers", 0),
        rated=found.get("rated", 0),
        workload_query=found_by("status:unsolved", f"assignee:#{key}"),
        replied_query=found_by(during("replied", period, person=key)),
        solved_query=found_by(*solved),
        answered_query=found_by(during("answered", period), f"answerer:#{key}"),
        effective_query=found_by(*solved, "held:yes"),
        rated_query=found_by(during("rated", period, person=key)),
    )


def _workload(scope: Scope) -> Found:
    open_now = scope.anyones().filter(is_unsolved=True)
    return _grouped(scope, open_now, "assignee", workload=Count("*"))


def _replies(scope: Scope) -> Found:
    return _grouped(
        scope, scope.replies(), "author_user", replies=Count("ticket"), replied=Count("ticket", distinct=True)
    )


def _solved(scope: Scope) -> Found:
    return _grouped(
        scope,
        scope.anyones().filter(scope.period.holds("first_solved_at")),
        "first_solved_by",
        solved=Count("*"),
        held=Count("ticket", filter=outcomes.has_held(scope.at)),
        known=Count("ticket", filter=outcomes.is_known(scope.at)),
    )


def _answered(scope: Scope) -> Found:
    column = "reply_business_seconds" if scope.hours == BUSINESS else "reply_seconds"
    answered = scope.anyones().filter(scope.period.holds("first_replied_at"))
    return _grouped(scope, answered, "first_replied_by", answered=Count("*"), seconds=Percentiles(column))


def _rated(scope: Scope) -> Found:
    answers = ratings_of(scope).filter(scope.period.holds("answered_at"))
    rated = Count("ticket", distinct=True)
    return _grouped(scope, answers, "assignee", mean=Avg("score"), answers=Count("*"), rated=rated)


def _grouped(scope: Scope, rows: Any, person: str, **measures: Any) -> Found:
    asked = rows.filter(**{person: scope.of_agent}) if scope.of_agent else rows.filter(**{f"{person}__isnull": False})
    found: Iterable[dict[str, Any]] = asked.order_by().values(person).annotate(**measures)
    return {row.pop(person): row for row in found}
