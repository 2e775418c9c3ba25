"""What each person carries and did. Sorted by name: it shows load, it is no ranking."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from reports.measures import Share, Spread
from reports.searches import during, search
from reports.sums import Sums
from reports.sums.ratings import Answers
from reports.sums.replies import Written
from reports.sums.solved import Outcome
from reports.tables import Claim, Table


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


def figure(sums: Sums) -> Agents:
    """Count per person. One query for their names."""
    asked = sums.scope.of_agent
    did = (sums.replies, sums.solved.people, sums.answered.people, sums.ratings.people)
    keys = {key for found in (sums.unsolved.people, *did) for key in found if key is not None}
    people = User.objects.filter(pk__in={asked} if asked else keys).order_by("name", "pk")
    return Agents(tuple(_agent(sums, user) for user in people))


def _agent(sums: Sums, user: User) -> Agent:
    scope, period, key = sums.scope, sums.scope.period, user.pk

    def found_by(*terms: str) -> str:
        return search(scope, *terms, with_agent=False)

    solved = (during("solved", period), f"solver:#{key}")
    written, rated = sums.replies.get(key, Written(0, 0)), sums.ratings.people.get(key, Answers())
    outcome = sums.solved.people.get(key, Outcome())
    return Agent(
        user=user,
        workload=sums.unsolved.people.get(key, 0),
        replies=written.replies,
        replied=written.tickets,
        solved=outcome.solved,
        first_response=sums.answered.people.get(key, Spread(0)),
        effective=Share(outcome.held, outcome.known),
        rating=rated.mean,
        answers=rated.number,
        rated=rated.tickets,
        workload_query=found_by("status:unsolved", f"assignee:#{key}"),
        replied_query=found_by(during("replied", period, person=key)),
        solved_query=found_by(*solved),
        answered_query=found_by(during("answered", period), f"answerer:#{key}"),
        effective_query=found_by(*solved, "held:yes"),
        rated_query=found_by(during("rated", period, person=key)),
    )
