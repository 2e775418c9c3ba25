"""Promises, hours and holidays, for administrators."""

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.forms import HolidayForm
from helpdesk.administration.promises import PromisesForm
from tickets.models import Holiday, Metric, SLAPolicy
from tickets.sla import revision
from tickets.sla.calendars import forget_calendars

PAGE = ["GET", "HEAD", "POST"]


def _policy() -> SLAPolicy:
    policy = SLAPolicy.objects.select_related("calendar").filter(is_default=True).first()
    if policy is None:
        raise Http404
    return policy


@require_http_methods(PAGE)
@admin_required
def promises(request: PersonRequest) -> HttpResponse:
    """Show and change targets and hours of the default policy; before open tickets follow, show what that does."""
    form, at, effect = PromisesForm(request.POST or None, policy=_policy()), timezone.now(), None
    if request.method == "POST" and form.is_valid():
        if form.is_agreed:
            with audit.changing(form.policy, by=request.user, at=at):
                effect = form.save(at=at, by=request.user)
            flash.success(request, _saved(effect))
            return redirect("settings:sla")
        effect = revision.preview(form.promises, at=at)
    return _promises_page(request, form, HolidayForm(), effect=effect)


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


def _promises_page(
    request: PersonRequest, form: PromisesForm, holiday_form: HolidayForm, *, effect: revision.Effect | None = None
) -> HttpResponse:
    days, today = form.policy.calendar.holidays.order_by("date"), timezone.localdate()
    context = {
        "form": form,
        "effect": effect,
        "holiday_form": holiday_form,
        "policy": form.policy,
        "metrics": [metric.label for metric in Metric],
        "coming": days.filter(date__gte=today),
        "past": days.filter(date__lt=today).reverse(),
    }
    return render(request, "settings/sla.html", context, status=422 if form.errors or holiday_form.errors else 200)


@require_POST
@admin_required
def holidays(request: PersonRequest) -> HttpResponse:
    """Add a date on which the desk is closed."""
    policy = _policy()
    form = HolidayForm(request.POST, instance=Holiday(calendar=policy.calendar))
    if not form.is_valid():
        return _promises_page(request, PromisesForm(policy=policy), form)
    _keep(form, request)
    flash.success(request, _("Saved."))
    return redirect("settings:sla")


def _keep(form: HolidayForm, request: PersonRequest) -> None:
    """One row for each date: the later word counts."""
    new = form.instance
    row = Holiday.objects.filter(calendar=new.calendar, date=new.date).first() or new
    with audit.changing(row, by=request.user, at=timezone.now()):
        row.name, row.opens, row.closes = new.name, new.opens, new.closes
        row.save()
        transaction.on_commit(forget_calendars)


@require_POST
@admin_required
def holiday_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a holiday out of the calendar."""
    row = get_object_or_404(Holiday, pk=pk, calendar=_policy().calendar)
    audit.removed(row, by=request.user, at=timezone.now())
    forget_calendars()
    flash.success(request, _("Removed."))
    return redirect("settings:sla")
