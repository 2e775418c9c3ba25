"""Policies of the tests."""

from datetime import time

from helpdesk.accounts.models import Team
from tests.factories.people import TeamFactory
from tickets.models import BusinessCalendar, Metric, OpeningHours, SLAPolicy, SLATarget


def night_team() -> Team:
    """Return the team Night, which works around the clock and does everything within two hours."""
    team: Team = TeamFactory.create(name="Night")
    calendar = BusinessCalendar.objects.create(name="Always", time_zone="America/Lima")
    own = SLAPolicy.objects.create(name="Night", calendar=calendar)
    for day in range(7):
        OpeningHours.objects.create(calendar=calendar, weekday=day, opens=time(0), closes=time(0))
    for metric in Metric:
        for priority in range(1, 5):
            SLATarget.objects.create(policy=own, metric=metric, priority=priority, minutes=120)
    own.teams.add(team)
    return team
