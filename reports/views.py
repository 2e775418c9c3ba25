"""The pages of the reports."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import definitions as texts
from reports.dashboard import Dashboard
from reports.forms import ScopeForm
from tickets import choices
from tickets.models import Channel
from tickets.sla.calendars import desk_zone
from tickets.views.access import AgentRequest, signed_in


@require_safe
@signed_in
def dashboard(request: AgentRequest) -> HttpResponse:
    """Show the figures: managers and administrators those of what they see, agents their own."""
    if not request.user.can_answer:
        raise PermissionDenied
    offered, channels = choices.load(), dict(Channel.objects.values_list("pk", "name"))
    now, zone = timezone.now(), desk_zone()
    form = ScopeForm(request.GET, user=request.user, choices=offered, channels=channels, at=now, zone=zone)
    scope = form.scope()
    board = Dashboard.of(scope, choices=offered, channels=channels)
    context = {"form": form, "scope": scope, "board": board}
    return render(request, "reports/dashboard.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def definitions(request: AgentRequest) -> HttpResponse:
    """Say what each figure means."""
    if not request.user.can_answer:
        raise PermissionDenied
    return render(request, "reports/definitions.html", {"definitions": texts.ALL})
