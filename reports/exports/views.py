"""Files of the figures and of any list of tickets. Each one is written into the record of changes."""

from django.contrib import messages as flash
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.exports import figure_files, ticket_files
from reports.exports.answers import Format
from reports.exports.limits import RefusedError
from tickets.queues.listing import Listing
from tickets.views.access import AgentRequest, may_answer


@require_GET
@may_answer
def tickets(request: AgentRequest, kind: Format) -> HttpResponseBase:
    """Hand out the tickets of a view and search, in its order: those that the person sees."""
    listing = Listing.asked(request.user, request.GET, at=timezone.now())
    try:
        return ticket_files.hand_out(listing, kind)
    except RefusedError as error:
        flash.error(request, str(error))
        return redirect(listing.url())


@require_GET
@may_answer
def figures(request: AgentRequest, figure: str, kind: Format) -> HttpResponseBase:
    """Hand out one figure of the dashboard, or all of them as the sheets of one workbook."""
    try:
        return figure_files.hand_out(request.GET, figure, kind, user=request.user, at=timezone.now())
    except RefusedError as error:
        flash.error(request, str(error))
        return redirect(f"{reverse('reports:dashboard')}?{request.GET.urlencode()}")
