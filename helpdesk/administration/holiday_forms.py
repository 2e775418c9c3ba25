"""Holidays: one by hand, or those of a country and year at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.administration import audit
from helpdesk.administration.public_holidays import (
    COUNTRIES,
    FIRST_YEAR,
    LAST_YEAR,
    PublicHoliday,
    public_holidays,
    regions,
)
from tickets.models import BusinessCalendar, Holiday

OCTOBER = 10  # from then on next year's holidays are missed


HOLIDAY_IDS = "id_holiday_%s"  # beside the form of the hours, whose name is a field too


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]
    """A date on which the desk is closed, or open for less."""

    class Meta:
        model = Holiday
        fields = ("date", "name", "opens", "closes")
        widgets = {
            "date": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "opens": forms.TimeInput({"type": "time"}, "%H:%M"),
            "closes": forms.TimeInput({"type": "time"}, "%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        """Want both hours or none."""
        values: dict[str, Any] = super().clean() or {}
        opens, closes = values.get("opens"), values.get("closes")
        if bool(opens) != bool(closes) or (opens and closes and closes <= opens):
            self.add_error("closes", _("Give both hours, the later one second; leave both empty when closed all day."))
        return values


def country_choices() -> list[tuple[str, Any]]:
    """Return the countries by name in the reader's language."""
    return sorted(COUNTRIES.items(), key=lambda country: str(country[1]))


class CountryForm(forms.Form):
    """Whose holidays, and of which year."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        widget=forms.Select,
        help_text=_("Adds the holidays that only a part of the country has."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        country = (data or self.initial).get("country", "")
        fields: dict[str, Any] = self.fields
        fields["region"].widget.choices = [("", _("The whole country")), *regions(str(country))]
        if not regions(str(country)):
            del fields["region"]

    def clean_region(self) -> str:
        """Forget the region of another country, left over from the choice before."""
        region = str(self.cleaned_data["region"])
        return region if region in dict(regions(self.cleaned_data.get("country", ""))) else ""


@dataclass(frozen=True)
class Offered:
    """A holiday of the list that is offered."""

    holiday: PublicHoliday
    is_there: bool  # the calendar has that date already
    is_closed: bool  # a weekday without hours: it changes nothing

    @property
    def is_chosen(self) -> bool:
        """Whether its box is ticked to begin with."""
        return self.holiday.is_general and not self.is_there

    @property
    def value(self) -> str:
        """The date, as the form sends it."""
        return self.holiday.date.isoformat()


def offered(form: CountryForm, calendar: BusinessCalendar) -> list[Offered]:
    """Return the holidays that a valid form asks for, with how they stand to the calendar."""
    there = set(calendar.holidays.values_list("date", flat=True))
    open_days = set(calendar.opening_hours.values_list("weekday", flat=True))
    return [
        Offered(one, is_there=one.date in there, is_closed=one.date.weekday() not in open_days) for one in _asked(form)
    ]


def load(form: CountryForm, calendar: BusinessCalendar, chosen: list[str], *, by: User, at: datetime) -> int:
    """Add the chosen ones that are not there; return how many. A second time adds none."""
    if not chosen:
        raise ValidationError(_("Tick at least one day."))
    known = calendar.holidays.values_list("date", flat=True)
    with audit.changing(calendar, by=by, at=at, facts=calendar_facts):
        new = [one for one in _asked(form) if one.date.isoformat() in chosen and one.date not in set(known)]
        Holiday.objects.bulk_create(
            (Holiday(calendar=calendar, date=one.date, name=one.name) for one in new), ignore_conflicts=True
        )
        calendar.country = form.cleaned_data["country"]
        calendar.save(update_fields=["country"])
    return len(new)


def calendar_facts(calendar: BusinessCalendar) -> audit.Facts:
    """Return what the record of changes keeps when holidays are loaded."""
    days = calendar.holidays.order_by("date")
    return {"country": calendar.country, "holidays": [f"{day.date.isoformat()} {day.name}" for day in days]}


def years_wanted(today: date) -> list[int]:
    """Return the years that need holidays: this one, and from October on the next."""
    return [today.year, today.year + 1] if today.month >= OCTOBER else [today.year]


def missing_year(calendar: BusinessCalendar, today: date) -> int | None:
    """Return the first year that needs holidays and has none."""
    return next((y for y in years_wanted(today) if not calendar.holidays.filter(date__year=y).exists()), None)


def _asked(form: CountryForm) -> list[PublicHoliday]:
    values = form.cleaned_data
    language = get_language() or "es"
    return public_holidays(values["country"], values["year"], region=values.get("region", ""), language=language)
