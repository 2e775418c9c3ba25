"""Holidays of the calendar, for administrators."""

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.calendar_forms import CalendarForm
from helpdesk.administration.calendar_views import calendar_page
from helpdesk.administration.holiday_forms import HOLIDAY_IDS, CountryForm, HolidayForm, load, offered
from tickets.models import BusinessCalendar, Holiday


@require_POST
@admin_required
def holidays(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a date on which the desk is closed."""
    calendar = get_object_or_404(BusinessCalendar, pk=pk)
    form = HolidayForm(request.POST, instance=Holiday(calendar=calendar), auto_id=HOLIDAY_IDS)
    if not form.is_valid():
        return calendar_page(request, CalendarForm(calendar=calendar), holiday_form=form)
    _keep(form, request)
    flash.success(request, _("Saved."))
    return _back(pk)


def _keep(form: HolidayForm, request: PersonRequest) -> None:
    """One row for each date: the later word counts."""
    new = form.instance
    row = Holiday.objects.filter(calendar=new.calendar, date=new.date).first() or new
    with audit.changing(row, by=request.user, at=timezone.now()):
        row.name, row.opens, row.closes = new.name, new.opens, new.closes
        row.save()


@require_POST
@admin_required
def holiday_removals(request: PersonRequest, pk: int, day: int) -> HttpResponse:
    """Take a holiday out of the calendar."""
    row = get_object_or_404(Holiday, pk=day, calendar=pk)
    audit.removed(row, by=request.user, at=timezone.now())
    flash.success(request, _("Removed."))
    return _back(pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def holiday_lists(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the holidays of a country and year; the ones that are ticked are added."""
    calendar = get_object_or_404(BusinessCalendar, pk=pk)
    form = CountryForm(request.POST or request.GET or None, initial=_guess(calendar))
    if request.method != "POST" or not form.is_valid():
        return _list_page(request, form, calendar)
    try:
        count = load(form, calendar, request.POST.getlist("day"), by=request.user, at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return _list_page(request, form, calendar)
    text = ngettext("%(count)s holiday was added.", "%(count)s holidays were added.", count)
    flash.success(request, text % {"count": count})
    return _back(pk)


def _back(pk: int) -> HttpResponse:
    return redirect(f"{reverse('settings:calendar', args=[pk])}#holidays")


def _guess(calendar: BusinessCalendar) -> dict[str, object]:
    return {"country": calendar.country or "PE", "year": timezone.localdate().year}


def _list_page(request: PersonRequest, form: CountryForm, calendar: BusinessCalendar) -> HttpResponse:
    asked = form.is_valid() or (form.is_bound and not ({"country", "year"} & set(form.errors)))
    context = {"form": form, "offered": offered(form, calendar) if asked else [], "calendar": calendar}
    return render(request, "settings/holidays.html", context, status=422 if form.errors else 200)
