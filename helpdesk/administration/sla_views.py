"""Promises, for administrators: which policies and opening hours there are, and each policy."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.bulk_change_views import carry_out
from helpdesk.administration.promises import PromisesForm
from helpdesk.administration.reminders import missing_holidays
from helpdesk.administration.trial import SimulationForm, told
from helpdesk.administration.week import stored_week, summary
from tickets.models import BusinessCalendar, Metric, SLAPolicy, Ticket
from tickets.priority import Priority
from tickets.sla import revision

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@admin_required
def sla(request: PersonRequest) -> HttpResponse:
    """List policies and opening hours."""
    policies = SLAPolicy.objects.select_related("calendar").prefetch_related("teams", "targets")
    calendars = BusinessCalendar.objects.prefetch_related("opening_hours", "slapolicy_set").order_by("name")
    context = {
        "policies": [_row(policy) for policy in policies.order_by("-is_default", "name")],
        "metrics": [metric.label for metric in Metric],
        "calendars": [{"calendar": row, "week": summary(stored_week(row))} for row in calendars],
        "missing": missing_holidays(timezone.localdate()),
    }
    return render(request, "settings/sla.html", context)


@require_safe
@admin_required
def reminders(request: PersonRequest) -> HttpResponse:
    """Answer with what the list of tickets reminds administrators of; nothing when all is well."""
    return render(request, "settings/_reminders.html", {"missing": missing_holidays(timezone.localdate())})


def _row(policy: SLAPolicy) -> dict[str, Any]:
    times = {(target.metric, target.priority): timedelta(minutes=target.minutes) for target in policy.targets.all()}
    rows = [(int(p), [(metric.label, times.get((metric, p))) for metric in Metric]) for p in Priority]
    return {"policy": policy, "targets": rows}


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def policy(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a policy; before open tickets follow, show what that does."""
    form, at, effect = PromisesForm(request.POST or None, policy=_policy(pk)), timezone.now(), None
    if request.method == "POST" and form.is_valid():
        if form.is_agreed:
            return _save(request, form)
        effect = form.preview(at=at)
    return _page(request, form, effect=effect)


@require_POST
@admin_required
def simulations(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Follow a ticket through the promises as they stand in the form, and save nothing."""
    return _page(request, PromisesForm(request.POST, policy=_policy(pk)), is_tried=True)


@require_POST
@admin_required
def policy_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a policy that no ticket ever had."""
    row = get_object_or_404(SLAPolicy, pk=pk)
    count = Ticket.objects.filter(sla_policy=row).count()
    if count or row.is_default:
        flash.error(request, _why_it_stays(row, count))
        return redirect("settings:policy", pk)
    audit.removed(row, by=request.user, at=timezone.now())
    flash.success(request, _("Removed."))
    return redirect("settings:sla")


def _why_it_stays(row: SLAPolicy, count: int) -> str:
    if row.is_default:
        return _("The default policy stays: it is for tickets that no other policy claims.")
    text = ngettext(
        "%(count)s ticket has this policy, so it cannot be deleted. "
        "Untick its teams instead: no new ticket gets it then.",
        "%(count)s tickets have this policy, so it cannot be deleted. "
        "Untick its teams instead: no new ticket gets it then.",
        count,
    )
    return text % {"count": count}


def _policy(pk: int | None) -> SLAPolicy:
    return get_object_or_404(SLAPolicy.objects.select_related("calendar"), pk=pk) if pk else SLAPolicy()


def _save(request: PersonRequest, form: PromisesForm) -> HttpResponse:
    at = timezone.now()
    with audit.changing(form.policy, by=request.user, at=at):
        change = form.save(at=at, by=request.user)
    if change is not None:
        return carry_out(request, change, at=at)
    flash.success(request, _("Saved. Tickets from now on follow these promises."))
    return redirect("settings:sla")


def _page(
    request: PersonRequest, form: PromisesForm, *, effect: revision.Effect | None = None, is_tried: bool = False
) -> HttpResponse:
    pk = form.policy.pk
    stored = SLAPolicy.objects.get(pk=pk) if pk else None
    context = trial_of(request, form, is_tried=is_tried) | {
        "policy": stored,
        "effect": effect,
        "metrics": [metric.label for metric in Metric],
        "tickets": Ticket.objects.filter(sla_policy=pk).count() if pk else 0,
    }
    return render(
        request, "settings/policy.html", context, status=422 if form.errors or context["trial"].errors else 200
    )


def trial_of(request: PersonRequest, form: Any, *, is_tried: bool) -> dict[str, Any]:
    """Return what the page shows of a ticket that is tried, through a form with targets and hours."""
    hours, now = form.hours, timezone.now()
    zone = hours.zone if hours else ZoneInfo("UTC")
    trial = SimulationForm(request.POST if is_tried else None, zone=zone, at=now)
    simulation = trial.outcome(form) if not form.is_bound or is_tried else None
    return {"form": form, "trial": trial, "story": told(simulation) if simulation else None, "is_tried": is_tried}
