"""What the wizard asks, step by step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from channels_inbound.forms import MailboxForm
from helpdesk.accounts.forms import LONGEST_PASSWORD, time_zone_choices
from helpdesk.accounts.models import Desk, Role, Team, User
from helpdesk.administration.holiday_forms import country_choices
from helpdesk.administration.public_holidays import COUNTRIES, ZONES, PublicHoliday, public_holidays
from helpdesk.administration.week import WeekForm, stored_week
from helpdesk.setup.begin import Beginning
from helpdesk.setup.starter import PACKS, pack_of
from tickets.models import BusinessCalendar, Channel

PEOPLE = 4  # rows for invitations; more under People, later


class AccountForm(forms.Form):
    """The first administrator."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=_("10 characters or more. A few words that only you would put together."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language of the desk"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    def clean_password(self) -> str:
        """Refuse what is easily guessed."""
        password: str = self.cleaned_data["password"]
        person = User(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", ""))
        validate_password(password, person)
        return password

    def clean_email(self) -> str:
        """Refuse an address that somebody has."""
        return _free_address(self.cleaned_data["email"])

    def beginning(self) -> Beginning:
        """Return what was asked, once valid."""
        return Beginning(**self.cleaned_data)


class CompanyForm(forms.Form):
    """Name and place."""

    company = forms.CharField(
        label=_("Company"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Its public holidays are offered in the next step.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, desk: Desk, calendar: BusinessCalendar) -> None:
        initial = {
            "company": "" if desk.name == Desk._meta.get_field("name").default else desk.name,
            "time_zone": calendar.time_zone,
            "country": calendar.country or ZONES.get(calendar.time_zone, ""),
        }
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["country"].choices = [("", _("Another country")), *country_choices()]


class HoursForm(WeekForm):
    """The week, and whether the country's holidays are added."""

    loads_holidays = forms.BooleanField(required=False, initial=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, calendar: BusinessCalendar, today: date) -> None:
        super().__init__(data, week=stored_week(calendar))
        self.holidays = _coming(calendar, today)
        if not self.holidays:
            del self.fields["loads_holidays"]
            return
        count = len(self.holidays)
        label = ngettext(
            "Add the public holiday of %(country)s to come, until the end of next year",
            "Add the %(count)s public holidays of %(country)s to come, until the end of next year",
            count,
        )
        self.fields["loads_holidays"].label = label % {"count": count, "country": COUNTRIES[calendar.country]}


def _coming(calendar: BusinessCalendar, today: date) -> list[PublicHoliday]:
    """Return the holidays of this year and the next that are general, to come, and not in the calendar."""
    if calendar.country not in COUNTRIES:
        return []
    known = set(calendar.holidays.values_list("date", flat=True))
    language = get_language() or "es"
    found = [
        one
        for year in (today.year, today.year + 1)
        for one in public_holidays(calendar.country, year, language=language)
    ]
    return [one for one in found if one.is_general and one.date >= today and one.date not in known]


class TeamForm(forms.Form):
    """The first team."""

    team = forms.CharField(label=_("Name of the team"), max_length=80, help_text=_("Its members share the tickets."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, first: Team | None) -> None:
        super().__init__(data, initial={"team": first.name if first else gettext("Customer service")})
        self.first = first

    def clean_team(self) -> str:
        """Refuse the name of another team, made in the settings meanwhile."""
        name: str = self.cleaned_data["team"]
        others = Team.objects.exclude(pk=self.first.pk) if self.first else Team.objects.all()
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("Another team has this name."))
        return name


class InvitedForm(forms.Form):
    """One person of the team; an empty row invites nobody."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)

    def clean_email(self) -> str:
        """Refuse an address that somebody has."""
        email = self.cleaned_data["email"]
        return _free_address(email) if email else ""

    def clean(self) -> dict[str, Any]:
        """Want name and address, or neither."""
        values: dict[str, Any] = super().clean() or {}
        for given, wanted in (("name", "email"), ("email", "name")):
            if values.get(given) and not values.get(wanted) and wanted not in self.errors:
                self.add_error(wanted, _("Fill in this field."))
        return values


class BaseInvitedFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows together."""

    def clean(self) -> None:
        """Refuse one address twice."""
        seen: set[str] = set()
        for form in self.forms:
            email = form.cleaned_data.get("email", "").lower() if form.is_valid() else ""
            if email and email in seen:
                form.add_error("email", _("This address is here twice."))
            seen.add(email)


InvitedFormSet = forms.formset_factory(InvitedForm, formset=BaseInvitedFormSet, extra=PEOPLE, max_num=PEOPLE)


def mailbox_form(data: Mapping[str, Any] | None, *, channel: Channel | None) -> MailboxForm:
    """Return the form of a mailbox; what the wizard does not ask has its usual value."""
    if data is None:
        return MailboxForm(channel=channel)
    unasked = {
        name: field.initial if field.initial is not None else ""
        for name, field in MailboxForm.base_fields.items()
        if name in {"is_active", "folders", "start_from", "after_fetch", "plus_addresses"}
    }
    kept: dict[str, Any] = dict(MailboxForm(channel=channel).initial) if channel else {}
    asked = {name: value for name, value in data.items() if name in MailboxForm.base_fields}
    name = str(asked.get("address", "")).partition("@")[0].capitalize() or "?"
    return MailboxForm(unasked | {"name": name} | kept | asked, channel=channel)


class TopicsForm(forms.Form):
    """Which set of categories to begin with."""

    pack = forms.ChoiceField(label=_("Topics"), choices=[(slug, slug) for slug in PACKS], initial=PACKS[0])

    def cards(self) -> list[dict[str, Any]]:
        """Return what the page shows of each set."""
        language = get_language() or "es"
        packs = [pack_of(slug) for slug in PACKS]
        return [
            {
                "slug": pack.slug,
                "icon": pack.icon,
                "name": pack.name(language),
                "hint": pack.hint(language),
                "topics": pack.topics(language),
                "is_chosen": self["pack"].value() == pack.slug,
            }
            for pack in packs
        ]


def _free_address(email: str) -> str:
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(_("Someone already has this address."))
    return email
