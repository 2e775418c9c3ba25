"""How requesters rated the service, with how sure that is."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from helpdesk.ui.vocabulary import RATINGS, Sign
from reports.measures import Share
from reports.scope import Scope
from reports.searches import during, search
from reports.sums import Sums
from reports.sums.ratings import Answers
from reports.tables import Claim, Table
from tickets.models import Score, Summary


@dataclass(frozen=True)
class Given:
    """The answers of one score, and on how many tickets they were given."""

    score: int
    count: int
    tickets: int
    query: str

    @property
    def sign(self) -> Sign:
        """The face and its word."""
        return RATINGS[str(self.score)]


@dataclass(frozen=True)
class Satisfaction:
    """The answers of the period, and what became of the questions sent in it."""

    answers: Summary
    before: Share
    asked: int  # tickets
    given: tuple[Given, ...]  # the best first
    tickets: int  # with an answer
    query: str
    asked_query: str

    @property
    def share(self) -> Share:
        """Content answers of all."""
        return Share(self.answers.good, self.answers.answered)

    @property
    def rate(self) -> Share:
        """Questions that were answered, of all that were sent."""
        return Share(self.answers.replied, self.answers.asked)

    @property
    def low(self) -> float | None:
        """The lower end of the interval, in percent."""
        return 100 * self.answers.interval.low if self.answers.interval else None

    @property
    def high(self) -> float | None:
        """The upper end of the interval, in percent."""
        return 100 * self.answers.interval.high if self.answers.interval else None

    @property
    def most(self) -> int:
        """The most answers of one score, for the bars."""
        return max((row.count for row in self.given), default=0)

    def table(self) -> Table:
        """Return a row per score."""
        rows = tuple((row.sign.word, row.score, row.count, row.tickets) for row in self.given)
        return Table(_("Satisfaction"), (_("Rating"), _("Score"), _("Answers"), _("Tickets")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search. A ticket that was rated twice is one ticket."""
        rows = [Claim(row.tickets, row.query) for row in self.given]
        return [*rows, Claim(self.tickets, self.query), Claim(self.asked, self.asked_query)]


def figure(sums: Sums) -> Satisfaction:
    """Count answers by when they were given, questions by when they were sent.

    An answer is about who had the ticket when it was solved, whoever has it now.
    """
    scope, found = sums.scope, sums.ratings
    given = {score: found.scores.get(score, Answers()) for score in Score.values}
    return Satisfaction(
        answers=Summary(
            asked=found.asked.number,
            replied=found.replied,
            scores=tuple(answers.number for answers in given.values()),
            mean=found.given.mean,
        ),
        before=Share(found.good_before, found.before),
        asked=found.asked.tickets,
        given=tuple(
            Given(score, answers.number, answers.tickets, query=_search(scope, "rated", f"{score},"))
            for score, answers in reversed(given.items())
        ),
        tickets=found.given.tickets,
        query=_search(scope, "rated"),
        asked_query=_search(scope, "surveyed"),
    )


def _search(scope: Scope, key: str, wanted: str = "") -> str:
    """Return the search for answers or questions of the period, about one agent where one is asked for."""
    who = f"#{scope.of_agent}," if scope.of_agent else ""
    term = during(key, scope.period).replace(":", f":{wanted}{who}", 1)
    return search(scope, term, with_agent=False)
