"""Forgetting what single readers did, after the time that an administrator chose (/settings/knowledge/records/).

What stays: how often each article was read and judged (Counter), and every ticket.
"""

from datetime import datetime, timedelta

from django.db import models

from knowledge.models import ArticleUse, Feedback, SearchLog, Upkeep

BATCH = 10_000
RECORDS: tuple[type[models.Model], ...] = (SearchLog, ArticleUse, Feedback)


def prune(*, at: datetime) -> int:
    """Delete what is older than it may be; return how many rows. Idempotent; safe in parallel.

    An article's use is never younger than the credit that it earned: both go together, and nothing is credited twice.
    """
    before = at - timedelta(days=Upkeep.current().keep_days)
    return sum(_prune(kind, before) for kind in RECORDS)


def _prune(kind: type[models.Model], before: datetime) -> int:
    rows, total = kind._default_manager, 0  # noqa: SLF001 -- documented
    while numbers := list(rows.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH]):
        total += rows.filter(pk__in=numbers).delete()[0]
    return total


def kept() -> list[tuple[str, int, datetime | None]]:
    """Return how many records of each kind there are, and since when."""
    found = [(kind, kind._default_manager.aggregate(n=models.Count("pk"), first=models.Min("at"))) for kind in RECORDS]  # noqa: SLF001 -- documented
    return [(str(kind._meta.verbose_name_plural), row["n"], row["first"]) for kind, row in found]
