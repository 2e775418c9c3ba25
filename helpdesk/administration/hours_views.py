"""Promises and hours, for administrators."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.holiday_forms import CountryForm, HolidayForm, missing_year
from helpdesk.administration.promises import PromisesForm
from helpdesk.administration.trial import SimulationForm, told
from tickets.models import Metric, SLAPolicy
from tickets.sla import revision

PAGE = ["GET", "HEAD", "POST"]


def the_policy() -> SLAPolicy:
    """Return the policy that these pages edit; 404 on a desk that was never set up."""
    policy = SLAPolicy.objects.select_related("calendar").filter(is_default=True).first()
    if policy is None:
        raise Http404
    return policy


@require_http_methods(PAGE)
@admin_required
def promises(request: PersonRequest) -> HttpResponse:
    """Show and change targets and hours of the default policy; before open tickets follow, show what that does."""
    form, at, effect = PromisesForm(request.POST or None, policy=the_policy()), timezone.now(), None
    if request.method == "POST" and form.is_valid():
        if form.is_agreed:
            with audit.changing(form.policy, by=request.user, at=at):
                effect = form.save(at=at, by=request.user)
            flash.success(request, _saved(effect))
            return redirect("settings:sla")
        effect = revision.preview(form.promises, at=at)
    return hours_page(request, form, effect=effect)


@require_POST
@admin_required
def simulations(request: PersonRequest) -> HttpResponse:
    """Follow a ticket through the promises as they stand in the form, and save nothing."""
    return hours_page(request, PromisesForm(request.POST, policy=the_policy()), is_tried=True)


def hours_page(
    request: PersonRequest,
    form: PromisesForm,
    *,
    holiday_form: HolidayForm | None = None,
    effect: revision.Effect | None = None,
    is_tried: bool = False,
) -> HttpResponse:
    """Show the page: targets, week, trial, holidays."""
    now, calendar = timezone.now(), form.policy.calendar
    zone = form.hours.zone if not form.is_bound or form.is_valid() else ZoneInfo(calendar.time_zone)
    trial = SimulationForm(request.POST if is_tried else None, zone=zone, at=now)
    simulation = trial.outcome(form) if not form.is_bound or is_tried else None
    today = now.astimezone(zone).date()
    holidays = list(calendar.holidays.order_by("date"))
    context: dict[str, Any] = {
        "form": form,
        "effect": effect,
        "is_tried": is_tried,
        "trial": trial,
        "story": told(simulation) if simulation else None,
        "holiday_form": holiday_form or HolidayForm(),
        "country_form": CountryForm(initial={"country": calendar.country or "PE", "year": today.year}),
        "missing_year": missing_year(calendar, today),
        "policy": form.policy,
        "metrics": [metric.label for metric in Metric],
        "coming": [day for day in holidays if day.date >= today],
        "past": [day for day in reversed(holidays) if day.date < today],
    }
    refused = form.errors or trial.errors or (holiday_form and holiday_form.errors)
    return render(request, "settings/sla.html", context, status=422 if refused else 200)


def _saved(effect: revision.Effect) -> str:
    count = len(effect.moved)
    if not count:
        return _("Saved. Tickets from now on follow these promises.")
    text = ngettext(
        "Saved. The deadlines of %(count)s open ticket moved.",
        "Saved. The deadlines of %(count)s open tickets moved.",
        count,
    )
    return text % {"count": count}
