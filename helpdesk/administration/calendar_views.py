"""Opening hours, for administrators."""

from datetime import datetime

from django.contrib import messages as flash
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.bulk_change_views import carry_out
from helpdesk.administration.calendar_forms import CalendarForm
from helpdesk.administration.holiday_forms import HOLIDAY_IDS, CountryForm, HolidayForm, missing_year
from helpdesk.administration.sla_views import trial_of
from tickets.models import BusinessCalendar
from tickets.sla import revision

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def calendar(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add or change opening hours; before open tickets follow, show what that does."""
    form, at, effect = CalendarForm(request.POST or None, calendar=_calendar(pk)), timezone.now(), None
    if request.method == "POST" and form.is_valid():
        if form.is_agreed:
            return _save(request, form)
        effect = form.preview(at=at)
    return calendar_page(request, form, effect=effect)


@require_POST
@admin_required
def simulations(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Follow a ticket through the hours as they stand in the form, and save nothing."""
    return calendar_page(request, CalendarForm(request.POST, calendar=_calendar(pk)), is_tried=True)


@require_POST
@admin_required
def calendar_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete hours in which no policy counts."""
    row = get_object_or_404(BusinessCalendar, pk=pk)
    try:
        audit.removed(row, by=request.user, at=timezone.now())
    except ProtectedError:
        names = ", ".join(row.slapolicy_set.order_by("name").values_list("name", flat=True))
        flash.error(
            request, _("These hours are in use by: %(names)s. Choose other hours there first.") % {"names": names}
        )
        return redirect("settings:calendar", pk)
    flash.success(request, _("Removed."))
    return redirect("settings:sla")


def _calendar(pk: int | None) -> BusinessCalendar:
    return get_object_or_404(BusinessCalendar, pk=pk) if pk else BusinessCalendar()


def _save(request: PersonRequest, form: CalendarForm) -> HttpResponse:
    at = timezone.now()
    with audit.changing(form.calendar, by=request.user, at=at):
        change = form.save(at=at, by=request.user)
    if change is not None:
        return carry_out(request, change, at=at)
    flash.success(request, _("Saved."))
    return redirect("settings:calendar", form.calendar.pk)


def calendar_page(
    request: PersonRequest,
    form: CalendarForm,
    *,
    holiday_form: HolidayForm | None = None,
    effect: revision.Effect | None = None,
    is_tried: bool = False,
) -> HttpResponse:
    """Show the page: week, trial, holidays."""
    context = trial_of(request, form, is_tried=is_tried) | {"effect": effect, "policies": form.policies}
    if form.calendar.pk:
        context |= _holidays(form.calendar.pk, at=timezone.now()) | {
            "holiday_form": holiday_form or HolidayForm(auto_id=HOLIDAY_IDS)
        }
    refused = form.errors or context["trial"].errors or (holiday_form and holiday_form.errors)
    return render(request, "settings/calendar.html", context, status=422 if refused else 200)


def _holidays(pk: int, *, at: datetime) -> dict[str, object]:
    row = BusinessCalendar.objects.get(pk=pk)
    today, days = timezone.localdate(at), list(row.holidays.order_by("date"))
    return {
        "calendar": row,
        "country_form": CountryForm(initial={"country": row.country or "PE", "year": today.year}),
        "missing_year": missing_year(row, today),
        "coming": [day for day in days if day.date >= today],
        "past": [day for day in reversed(days) if day.date < today],
    }
