"""How requesters rated the service, with how sure that is."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.ui.vocabulary import RATINGS, Sign
from reports.measures import Share
from reports.scope import Scope
from reports.searches import during, search
from reports.tables import Claim, Table
from tickets.models import SatisfactionRating, Score, Summary
from tickets.models.satisfaction import GOOD, SatisfactionRatingQuerySet


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
        rows = tuple((row.sign.word, row.score, row.count) for row in self.given)
        return Table(_("Satisfaction"), (_("Rating"), _("Score"), _("Answers")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search. A ticket that was rated twice is one ticket."""
        rows = [Claim(row.tickets, row.query) for row in self.given]
        return [*rows, Claim(self.tickets, self.query), Claim(self.asked, self.asked_query)]


def figure(scope: Scope) -> Satisfaction:
    """Count answers by when they were given, questions by when they were sent. Two queries.

    An answer is about who had the ticket when it was solved, whoever has it now.
    """
    ratings = ratings_of(scope)
    given = ratings.filter(scope.period.holds("answered_at"))
    rows = given.order_by().values_list("score").annotate(Count("pk"), Count("ticket", distinct=True))
    counts = {score: (count, tickets) for score, count, tickets in rows}
    scores = tuple(counts.get(score, (0, 0))[0] for score in Score.values)
    found = _sums(ratings, scope)
    total = sum(score * count for score, count in zip(Score.values, scores, strict=True))
    return Satisfaction(
        answers=Summary(
            asked=found["questions"],
            replied=found["replied"],
            scores=scores,
            mean=total / sum(scores) if any(scores) else None,
        ),
        before=Share(found["good_before"], found["all_before"]),
        asked=found["asked"],
        given=tuple(
            Given(score, *counts.get(score, (0, 0)), query=_search(scope, "rated", f"{score},"))
            for score in reversed(Score.values)
        ),
        tickets=found["tickets"],
        query=_search(scope, "rated"),
        asked_query=_search(scope, "surveyed"),
    )


def ratings_of(scope: Scope) -> SatisfactionRatingQuerySet:
    """Return what was asked and answered about tickets that count; an agent's is about what they had when solved."""
    ratings = SatisfactionRating.objects.filter(ticket__in=scope.anyones().values("ticket"))
    return ratings.filter(assignee=scope.of_agent) if scope.of_agent else ratings


def _sums(ratings: SatisfactionRatingQuerySet, scope: Scope) -> dict[str, int]:
    given, sent, before = (
        scope.period.holds("answered_at"), scope.period.holds("asked_at"), scope.previous.holds("answered_at"),
    )  # fmt: skip
    found: dict[str, int] = ratings.filter(given | sent | before).aggregate(
        questions=Count("pk", filter=sent),
        replied=Count("pk", filter=sent & Q(score__isnull=False)),
        asked=Count("ticket", filter=sent, distinct=True),
        tickets=Count("ticket", filter=given, distinct=True),
        good_before=Count("pk", filter=before & Q(score__gte=GOOD)),
        all_before=Count("pk", filter=before),
    )
    return found


def _search(scope: Scope, key: str, wanted: str = "") -> str:
    """Return the search for answers or questions of the period, about one agent where one is asked for."""
    who = f"#{scope.of_agent}," if scope.of_agent else ""
    term = during(key, scope.period).replace(":", f":{wanted}{who}", 1)
    return search(scope, term, with_agent=False)
