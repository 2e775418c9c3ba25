"""The figures of the dashboard as tables, each with a name for addresses; and what a file says about itself."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Desk
from reports.dashboard import Dashboard
from reports.figures.response_times import Waiting
from reports.scope import BUSINESS, Scope
from reports.tables import Cell, Table, Words
from tickets import choices
from tickets.models import Channel
from tickets.priority import Priority

WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tables_of(board: Dashboard) -> dict[str, Table]:
    """Return every table, by the name that stands in the address of its file."""
    tables = {"indicators": indicators(board)}
    for figure in board.figures:
        name = getattr(figure, "slug", "") or WORD.sub("-", type(figure).__name__).lower()
        tables[name if name not in tables else f"{name}-2"] = figure.table()
    return tables


def indicators(board: Dashboard) -> Table:
    """Return the numbers at the head of the dashboard, with those of the period before."""
    counts: list[tuple[Cell, ...]] = [
        (_("Tickets created"), board.volume.created.now, board.volume.created.before),
        (_("Tickets solved"), board.volume.solved.now, board.volume.solved.before),
        (_("Tickets reopened"), board.volume.reopened.now, board.volume.reopened.before),
        (_("Unsolved"), board.backlog.count.now, board.backlog.count.before),
    ]
    waits = [row for waiting in (board.first_response, board.resolution) for row in _waits(waiting)]
    shares: list[tuple[Cell, ...]] = [
        (_("SLA met, percent: %(promise)s") % {"promise": p.metric.label}, p.kept.percent, p.kept_before.percent)
        for p in board.sla.promises
    ]
    contact = board.first_contact
    shares.append((_("First-contact resolution, percent"), contact.share.percent, contact.before.percent))
    headers = (_("Indicator"), _("This period"), _("Period before"))
    return Table(_("Indicators"), headers, tuple(counts + waits + shares))


def _waits(waiting: Waiting) -> list[tuple[Cell, ...]]:
    name = {"name": waiting.title}
    return [
        (_("%(name)s, median") % name, waiting.now.median, waiting.before.median),
        (_("%(name)s, 90 of 100 below") % name, waiting.now.p90, waiting.before.p90),
        (_("%(name)s, tickets") % name, waiting.now.count, waiting.before.count),
    ]


def about(scope: Scope) -> Table:
    """Say what the numbers cover, who asked for them and when."""
    made = timezone.localtime(scope.at, scope.period.zone)
    rows: list[tuple[Cell, ...]] = [
        (_("Desk"), Desk.current().name),
        (_("First day"), scope.period.first),
        (_("Last day"), scope.period.last),
        (_("Compared with, first day"), scope.previous.first),
        (_("Compared with, last day"), scope.previous.last),
        (_("Time zone"), scope.period.zone.key),
        (_("Lengths of time"), _("Business hours") if scope.hours == BUSINESS else _("Clock hours")),
        *said_filters(scope),
        (_("Made at"), f"{made:%Y-%m-%d %H:%M}"),
        (_("Made for"), str(scope.user)),
    ]
    return Table(_("About this file"), (_("What"), _("Value")), tuple(rows))


def said_filters(scope: Scope) -> list[tuple[str, str]]:
    """Return what narrows a report, in words."""
    offered = choices.load()
    channels = dict(Channel.objects.values_list("pk", "name"))
    narrowed: list[tuple[str, int | None, dict[int, Words]]] = [
        (_("Team"), scope.team, dict(offered.team_names)),
        (_("Agent"), scope.of_agent, dict(offered.people_names)),
        (_("Channel"), scope.channel, dict(channels)),
        (_("Category"), scope.category, dict(offered.category_names)),
        (_("Priority"), scope.priority, dict(Priority.choices)),
    ]
    return [(name, str(names.get(chosen, chosen))) for name, chosen, names in narrowed if chosen]
