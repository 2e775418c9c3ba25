"""What each step of the wizard writes. Saving a step again writes only what differs."""

from datetime import datetime
from typing import Any

from django.db import transaction

from helpdesk.accounts import people
from helpdesk.accounts.models import Desk, Membership, Team, User
from helpdesk.administration import audit
from helpdesk.administration.holiday_forms import calendar_facts
from helpdesk.administration.public_holidays import PublicHoliday
from helpdesk.administration.week import write_week
from helpdesk.setup.starter import Pack, install
from tickets.models import BusinessCalendar, Category, Holiday, SLAPolicy
from tickets.working_time import Stretch


def the_calendar() -> BusinessCalendar:
    """Return the calendar that the first step made."""
    return SLAPolicy.objects.select_related("calendar").get(is_default=True).calendar


@transaction.atomic
def save_company(values: dict[str, Any], *, by: User, at: datetime) -> None:
    """Name the desk and place it."""
    desk, calendar = Desk.current(), the_calendar()
    with audit.changing(desk, by=by, at=at):
        desk.name = values["company"]
        desk.save(update_fields=["name"])
    with audit.changing(calendar, by=by, at=at):
        calendar.time_zone, calendar.country = values["time_zone"], values["country"]
        calendar.save(update_fields=["time_zone", "country"])


@transaction.atomic
def save_hours(week: tuple[tuple[Stretch, ...], ...], holidays: list[PublicHoliday], *, by: User, at: datetime) -> None:
    """Write the week, and add holidays."""
    calendar = the_calendar()

    def facts(row: BusinessCalendar) -> audit.Facts:
        return {**audit.facts_of(row), **calendar_facts(row)}

    with audit.changing(calendar, by=by, at=at, facts=facts):
        write_week(calendar, week)
        rows = (Holiday(calendar=calendar, date=one.date, name=one.name) for one in holidays)
        Holiday.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def save_team(name: str, invited: list[dict[str, str]], *, by: User, at: datetime) -> None:
    """Name the first team, put the administrator into it, and invite the others."""
    team = first_team() or Team()
    with audit.changing(team, by=by, at=at):
        team.name = name
        team.save()
    Membership.objects.get_or_create(user=by, team=team)
    Category.objects.filter(team=None).update(team=team)
    for person in invited:
        user = people.invite(**person, teams=[team], language=by.language, at=at)
        audit.added(user, by=by, at=at)


@transaction.atomic
def save_topics(pack: Pack, *, by: User, at: datetime) -> None:
    """Make the categories of a set, for the first team."""
    desk = Desk.current()
    before = {"categories": list(Category.objects.order_by("position").values_list("slug", flat=True))}
    install(pack, team=first_team())
    after = {"categories": list(Category.objects.order_by("position").values_list("slug", flat=True))}
    audit.record(by=by, subject=desk, at=at, before=before, after=after)


def first_team() -> Team | None:
    """Return the oldest team in use."""
    return Team.objects.filter(is_active=True).order_by("pk").first()
