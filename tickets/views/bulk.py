"""Changing the selected tickets of the list."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helpdesk.lib.destinations import own_page
from tickets.bulk import Outcome, apply
from tickets.forms.bulk import BulkForm
from tickets.models import Ticket
from tickets.views.access import AgentRequest, may_answer

NAMED = 5  # refusals spelled out in one notice


@require_POST
@may_answer
def bulk(request: AgentRequest) -> HttpResponse:
    """Change the selected tickets, say what became of each, and go back to the list."""
    form = BulkForm(request.POST, visible=Ticket.objects.visible_to(request.user))
    if form.is_valid():
        _tell(request, apply(form.cleaned_data["tickets"], form.change(), by=request.user, at=timezone.now()))
    else:
        for errors in form.errors.values():
            flash.error(request, " ".join(str(error) for error in errors))
    return redirect(own_page(request, request.POST.get("next", ""), otherwise=reverse("tickets:queue")))


def _tell(request: AgentRequest, outcome: Outcome) -> None:
    if outcome.changed:
        words = ngettext("%(count)s ticket changed", "%(count)s tickets changed", outcome.changed)
        flash.success(request, words % {"count": outcome.changed})
    for ticket, why in outcome.refused[:NAMED]:
        flash.error(request, _("#%(number)s was not changed: %(why)s") % {"number": ticket.pk, "why": why})
    if len(outcome.refused) > NAMED:
        rest = len(outcome.refused) - NAMED
        words = ngettext("%(count)s more was not changed.", "%(count)s more were not changed.", rest)
        flash.error(request, words % {"count": rest})
