"""What articles achieve: each list one query over a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Q, QuerySet

from knowledge.models import ArticleUse, Feedback, Reason, SearchLog, Translation, UseKind

SHOWN = 10
HELPED = (UseKind.DEFLECTED, UseKind.SOLVED)


@dataclass(frozen=True)
class Missed:
    """What people searched for in vain."""

    query: str
    language: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Failing:
    """An article that did not help, with the reasons that readers gave."""

    translation: Translation
    not_useful: int
    useful: int
    reasons: list[tuple[str, int]]


@dataclass(frozen=True)
class Totals:
    """The figures of a period."""

    viewed: int = 0
    useful: int = 0
    not_useful: int = 0
    deflected: int = 0
    used: int = 0
    solved: int = 0
    still_needed_help: int = 0

    @property
    def votes(self) -> int:
        """How many said whether it was useful."""
        return self.useful + self.not_useful

    @property
    def useful_percent(self) -> int | None:
        """Of those who said; None when nobody did."""
        return round(100 * self.useful / self.votes) if self.votes else None


def totals(since: datetime) -> Totals:
    """Add up what happened since a moment."""
    uses = dict(ArticleUse.objects.filter(at__gte=since).values_list("kind").annotate(n=Count("pk")))
    votes = dict(Feedback.objects.filter(at__gte=since).values_list("is_useful").annotate(n=Count("pk")))
    return Totals(
        viewed=uses.get(UseKind.VIEWED, 0),
        useful=votes.get(True, 0),
        not_useful=votes.get(False, 0),
        deflected=uses.get(UseKind.DEFLECTED, 0),
        used=uses.get(UseKind.INSERTED, 0) + uses.get(UseKind.LINKED, 0),
        solved=uses.get(UseKind.SOLVED, 0),
        still_needed_help=uses.get(UseKind.STILL_NEEDED_HELP, 0),
    )


def most_read(since: datetime) -> "QuerySet[Translation]":
    """Return the articles with the most readings, each with `readings`."""
    return _counted(since, Q(uses__kind=UseKind.VIEWED), "readings")


def most_helpful(since: datetime) -> "QuerySet[Translation]":
    """Return the articles that solved tickets or answered before a request was sent, each with `helped`."""
    return _counted(since, Q(uses__kind__in=HELPED), "helped")


def failing(since: datetime) -> list[Failing]:
    """Return the articles that readers found wanting, worst first."""
    said = Q(feedback__at__gte=since)
    blame = said & Q(feedback__is_useful=False)
    rows = Translation.objects.annotate(
        not_useful=Count("feedback", filter=blame),
        useful=Count("feedback", filter=said & Q(feedback__is_useful=True)),
        reasons=ArrayAgg("feedback__reason", filter=blame & ~Q(feedback__reason=""), default=[]),
    )
    worst: Iterable[Any] = rows.filter(not_useful__gt=0).order_by("-not_useful", "useful", "pk")[:SHOWN]
    return [Failing(row, row.not_useful, row.useful, reasons_in_words(row.reasons)) for row in worst]


def comments(since: datetime) -> "QuerySet[Feedback]":
    """Return what readers wrote last."""
    said = Feedback.objects.filter(at__gte=since).exclude(comment="")
    return said.select_related("translation").order_by("-at")[:SHOWN]


def missed_searches(since: datetime) -> list[Missed]:
    """Return what people searched for and did not find, most frequent first."""
    rows = SearchLog.objects.missed().filter(at__gte=since).values_list("query", "language")
    counted = rows.annotate(times=Count("pk"), last=Max("at")).order_by("-times", "-last")
    return [Missed(*row) for row in counted[: 2 * SHOWN]]


def reasons_in_words(reasons: list[str]) -> list[tuple[str, int]]:
    """Return each reason in the reader's language with how often it was given, most frequent first."""
    counts = {reason: reasons.count(reason) for reason in Reason.values if reason in reasons}
    return [(str(Reason(reason).label), counts[reason]) for reason in sorted(counts, key=lambda r: -counts[r])]


def _counted(since: datetime, kind: Q, name: str) -> "QuerySet[Translation]":
    counted = Translation.objects.annotate(**{name: Count("uses", filter=kind & Q(uses__at__gte=since))})
    shown = counted.filter(**{f"{name}__gt": 0}).select_related("counter")
    return shown.order_by(F(name).desc(), "pk")[:SHOWN]
