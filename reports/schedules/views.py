"""The pages of mailed reports: managers keep their own, administrators see all."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import AgentRequest, managers_only
from helpdesk.administration import audit
from reports.exports.limits import RefusedError
from reports.models import ReportSchedule
from reports.schedules import sending, verbs
from reports.schedules.forms import Editing
from tickets.sla.calendars import desk_zone

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@managers_only
def schedules(request: AgentRequest) -> HttpResponse:
    """List what is mailed, when and to whom."""
    seen = ReportSchedule.objects.visible_to(request.user).select_related("owner").prefetch_related("recipients")
    rows = list(seen)
    missed = sending.undelivered(rows)
    shown = [(row, missed.get(row.pk, ())) for row in rows]
    return render(request, "reports/schedules.html", {"schedules": shown, "zone": desk_zone()})


@require_http_methods(PAGE)
@managers_only
@audit.one_after_another
def new(request: AgentRequest) -> HttpResponse:
    """Have a report mailed; it begins with the filters of the dashboard that one comes from."""
    return _edit(request, ReportSchedule(owner=request.user, language=request.user.language))


@require_http_methods(PAGE)
@managers_only
@audit.one_after_another
def schedule(request: AgentRequest, pk: int) -> HttpResponse:
    """Change a report."""
    return _edit(request, find(request, pk))


@require_POST
@managers_only
def activity(request: AgentRequest, pk: int) -> HttpResponse:
    """Pause a report, or let it go on."""
    row, now = find(request, pk), timezone.now()
    if request.POST.get("active") != "yes":
        verbs.pause(row, by=request.user, at=now)
        flash.success(request, _("“%(name)s” is paused.") % {"name": row})
    elif why := verbs.resume(row, by=request.user, at=now):
        flash.error(request, str(why.label))
    else:
        flash.success(request, _("“%(name)s” is mailed again.") % {"name": row})
    return redirect("reports:schedules")


@require_POST
@managers_only
def copies(request: AgentRequest, pk: int) -> HttpResponse:
    """Send whoever asks one report now."""
    row = find(request, pk)
    try:
        verbs.send_copy(row, to=request.user, at=timezone.now())
    except RefusedError as error:
        flash.error(request, str(error))
    else:
        flash.success(request, _("It is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("reports:schedules")


@require_POST
@managers_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    """Delete a report."""
    row = find(request, pk)
    audit.removed(row, by=request.user, at=timezone.now())
    flash.success(request, _("“%(name)s” is deleted.") % {"name": row})
    return redirect("reports:schedules")


def find(request: AgentRequest, pk: int) -> ReportSchedule:
    """Return a report of theirs; 404 also when it is somebody else's."""
    return get_object_or_404(ReportSchedule.objects.visible_to(request.user).select_related("owner"), pk=pk)


def _edit(request: AgentRequest, row: ReportSchedule) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    editing = Editing(row, data, begin=request.GET, at=timezone.now())
    if data is not None and editing.is_valid():
        editing.save(by=request.user)
        flash.success(request, _("Saved."))
        return redirect("reports:schedules")
    status = 422 if data is not None else 200
    context = {"form": editing.form, "scope": editing.scope, "schedule": row, "zone": desk_zone()}
    return render(request, "reports/schedule.html", context, status=status)
