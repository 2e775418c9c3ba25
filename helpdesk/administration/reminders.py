"""What an administrator has to be reminded of: holidays that nobody has entered."""

from dataclasses import dataclass
from datetime import date

from helpdesk.administration.holiday_forms import years_wanted
from tickets.models import BusinessCalendar, Holiday


@dataclass(frozen=True)
class MissingHolidays:
    """Hours in use that know no holiday of a year: deadlines would run on days when nobody is there."""

    calendar: BusinessCalendar
    year: int


def missing_holidays(today: date) -> list[MissingHolidays]:
    """Return the first such year of each of the hours that a policy counts in. Two queries, however many there are."""
    years = years_wanted(today)
    there = set(Holiday.objects.filter(date__year__in=years).values_list("calendar", "date__year").distinct())
    calendars = BusinessCalendar.objects.exclude(slapolicy=None).distinct().order_by("name")
    lacking = ((row, [year for year in years if (row.pk, year) not in there]) for row in calendars)
    return [MissingHolidays(row, years[0]) for row, years in lacking if years]
