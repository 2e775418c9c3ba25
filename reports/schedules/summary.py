"""A report in a few words: the main figures, each beside the period before."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reports import changes
from reports.changes import Change
from reports.dashboard import Dashboard
from reports.figure_tables import said_filters
from reports.measures import Count, Share
from reports.periods import Period

NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """One figure, and how it differs from before, as words; "" where there is nothing to compare with."""

    name: str
    value: str
    change: str


def summary(board: Dashboard, *, name: str, asked: dict[str, str]) -> dict[str, Any]:
    """Return what the mail says, in the language that is active, fit for JSON."""
    scope = board.scope
    return {
        "name": name,
        "days": said_period(scope.period),
        "before": said_period(scope.previous),
        "filters": [f"{what}: {value}" for what, value in said_filters(scope)],
        "zone": scope.period.zone.key,
        "owner": str(scope.user),
        "lines": [asdict(line) for line in lines_of(board)],
        "url": f"{settings.SITE_URL}{reverse('reports:dashboard')}?{urlencode(asked)}",
    }


def lines_of(board: Dashboard) -> Iterator[Line]:
    """Return the figures that a mail names."""
    hours, volume = board.scope.hours, board.volume
    yield _count(_("Tickets created"), volume.created)
    yield _count(_("Tickets solved"), volume.solved)
    yield _count(_("Tickets reopened"), volume.reopened)
    yield _count(_("Unsolved at the end"), board.backlog.count)
    for waiting in (board.first_response, board.resolution):
        median = waiting.now.median
        name = _("%(name)s, median") % {"name": waiting.title}
        yield _line(name, _length(median, hours), changes.of_time(median, waiting.before.median, hours=hours))
    for promise in board.sla.promises:
        yield _share(_("SLA met: %(promise)s") % {"promise": promise.metric.label}, promise.kept, promise.kept_before)
    contact = board.first_contact
    yield _share(_("First-contact resolution"), contact.share, contact.before)


def said_period(period: Period) -> str:
    """Name the days: one, or from one to another."""
    first, last = date_format(period.first), date_format(period.last)
    return first if period.length == 1 else f"{first} – {last}"


def _count(name: str, count: Count) -> Line:
    return _line(name, number_format(count.now, force_grouping=True), changes.of_count(count))


def _share(name: str, now: Share, before: Share) -> Line:
    said = NOTHING if now.percent is None else f"{number_format(round(now.percent, 1))}\N{NO-BREAK SPACE}%"
    return _line(name, said, changes.of_share(now, before))


def _length(time: timedelta | None, hours: str) -> str:
    return NOTHING if time is None else changes.length(time, hours=hours)


def _line(name: str, value: str, change: Change | None) -> Line:
    return Line(name, value, change.text if change else "")
