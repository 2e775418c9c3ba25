"""The standard views of the queue and how many tickets each one holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.accounts.models import Team, User
from helpdesk.lib.kept import Given, kept
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.states import ACTIVE, FINISHED, UNSOLVED, WAITING, Status

TEAM_PREFIX = "team-"
MAX_TEAMS = 12  # shown beside the list; the rest is reached with team:name

Condition = Callable[[User | Given, datetime | Given], Q]


@dataclass(frozen=True)
class View:
    """One list: `slug` stands in the address and never changes, `condition` says which tickets."""

    slug: str
    name: str | Promise
    icon: str
    condition: Condition
    sort: str = "deadline"
    tone: str = ""
    is_counted: bool = True  # finished tickets are not: their number grows for ever
    empty_title: str | Promise = ""
    empty_text: str | Promise = ""

    @property
    def is_team(self) -> bool:
        """Whether it holds one team's tickets."""
        return self.slug.startswith(TEAM_PREFIX)


# The lists of statuses are written as the partial indexes are, or PostgreSQL would not use them.
STANDARD = (
    View(
        "mine",
        _("My tickets"),
        "user-check",
        lambda user, _at: Q(assignee=user, status__in=UNSOLVED),
        empty_title=_("You have no open tickets"),
        empty_text=_("Take one from the unassigned ones, or enjoy the quiet."),
    ),
    View(
        "unassigned",
        _("Unassigned"),
        "user-x",
        lambda _user, _at: Q(assignee=None, status__in=ACTIVE),
        tone="info",
        empty_title=_("Every ticket has somebody"),
        empty_text=_("New requests appear here until someone takes them."),
    ),
    View(
        "open",
        pgettext_lazy("view", "Open"),
        "circle-dot",
        lambda _user, _at: Q(status__in=ACTIVE),
        empty_title=_("Nothing is waiting for you"),
        empty_text=_("Tickets that need work from the desk appear here."),
    ),
    View(
        "waiting",
        pgettext_lazy("view", "Waiting"),
        "circle-pause",
        lambda _user, _at: Q(status__in=WAITING),
        sort="activity",
        empty_title=_("Nobody owes you an answer"),
        empty_text=_("Tickets that wait for a customer, a third party or a date appear here."),
    ),
    View(
        "overdue",
        _("Overdue"),
        "timer",
        lambda _user, at: Q(status__in=ACTIVE, queue_at__lte=at),
        tone="bad",
        empty_title=_("No deadline was missed"),
        empty_text=_("Tickets whose time is up appear here."),
    ),
    View(
        "solved",
        pgettext_lazy("view", "Solved"),
        "circle-check",
        lambda _user, _at: Q(status__in=FINISHED),
        sort="activity",
        is_counted=False,
        empty_title=_("Nothing has been solved yet"),
        empty_text=_("Solved and closed tickets appear here."),
    ),
    View(
        "all",
        pgettext_lazy("view", "All"),
        "archive",
        lambda _user, _at: ~Q(status__in=(Status.SPAM, Status.MERGED)),
        sort="activity",
        is_counted=False,
        empty_title=_("There are no tickets yet"),
        empty_text=_("What people send by mail or by the form appears here."),
    ),
)
DEFAULT = "open"


BY_SLUG = {view.slug: view for view in STANDARD}


def team_view(team: Team) -> View:
    """Return the list of one team's unsolved tickets."""
    return View(
        f"{TEAM_PREFIX}{team.pk}",
        team.name,
        "users",
        _of_team(team.pk),
        empty_title=_("This team has no open tickets"),
        empty_text=_("Tickets of its categories appear here."),
    )


def _of_team(team: int) -> Condition:
    return lambda _user, _at: Q(team=team, status__in=UNSOLVED)


def condition_of(slug: str) -> Condition:
    """Return which tickets the view holds that has this slug; there must be one."""
    view = BY_SLUG.get(slug)
    return view.condition if view else _of_team(int(slug.removeprefix(TEAM_PREFIX)))


def views_for(user: User) -> list[View]:
    """Return the views a person has: the standard ones, then one per team (admins: every team). One query."""
    return [*STANDARD, *map(team_view, _teams_of(is_admin=user.is_admin).fetch(user=user.pk))]


@kept
def _teams_of(*, is_admin: bool) -> QuerySet[Team]:
    teams = Team.objects.filter(is_active=True)
    return (teams if is_admin else teams.filter(memberships__user=Given("user")))[:MAX_TEAMS]


def find_view(views: Iterable[View], slug: str) -> View:
    """Return the view that an address names, or the one of open tickets."""
    return next((view for view in views if view.slug == slug), BY_SLUG[DEFAULT])


def in_view(
    tickets: TicketQuerySet, slug: str, person: User | Given, *, at: datetime | Given, any_status: bool = False
) -> TicketQuerySet:
    """Narrow tickets to a view. `any_status`: the reader asked for a status that "all" leaves out, such as spam."""
    if any_status and slug == "all":
        return tickets
    return tickets.filter(condition_of(slug)(person, at))


def counts(user: User, views: Iterable[View], *, at: datetime) -> dict[str, int]:
    """Count what is not finished, per view, in one pass over the small partial indexes."""
    slugs = tuple(view.slug for view in views if view.is_counted)
    numbers = _counted(user.role, slugs).first(user=user.pk, at=at)
    return dict(zip(slugs, numbers or (), strict=True))


@kept
def _counted(role: str, slugs: tuple[str, ...]) -> "QuerySet[Ticket, tuple[Any, ...]]":
    unsolved = Ticket.objects.visible_as(role, Given("user")).unsolved()
    columns = {
        f"n{place}": Count("pk", filter=condition_of(slug)(Given("user"), Given("at")))
        for place, slug in enumerate(slugs)
    }
    one_group = unsolved.order_by().annotate(everything=Value(1)).values("everything")
    return one_group.annotate(**columns).values_list(*columns)
