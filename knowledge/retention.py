"""Forgetting what single readers did, after the time that an administrator chose (/settings/knowledge/records/).

What stays: how often each article was read and judged (Counter), and every ticket.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.models import ArticleUse, Feedback, SearchLog, Upkeep

BATCH = 10_000
RECORDS: dict[type[models.Model], Promise] = {
    SearchLog: _("Searches"),
    ArticleUse: _("Readings and uses in replies"),
    Feedback: _("Opinions of readers"),
}


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


def kept() -> list[tuple[Promise, int, datetime | None]]:
    """Return how many records of each kind there are, and since when."""
    return [(name, *_extent(kind)) for kind, name in RECORDS.items()]


def _extent(kind: type[models.Model]) -> tuple[int, datetime | None]:
    found = kind._default_manager.aggregate(n=models.Count("pk"), first=models.Min("at"))  # noqa: SLF001 -- documented
    return found["n"], found["first"]
