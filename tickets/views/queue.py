"""The list of tickets: the page, its counts while it stays open, and the palette's look-up."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from helpdesk.lib.numbers import whole_number
from tickets import choices
from tickets.models import Ticket
from tickets.priority import Priority
from tickets.queues import help as help_texts
from tickets.queues.listing import Listing
from tickets.queues.views import View, counts
from tickets.search import search
from tickets.states import CHOOSABLE, Status
from tickets.views.access import AgentRequest, signed_in

FOUND_IN_PALETTE = 8
BULK_STATUSES = [(status, status.label) for status in CHOOSABLE if status != Status.SCHEDULED]  # that one needs a date


class Entry(NamedTuple):
    """One line of the column of views."""

    view: View
    tickets: int | None
    is_current: bool


@require_safe
@signed_in
def queue(request: AgentRequest) -> HttpResponse:
    """Show one view of the tickets."""
    listing = Listing.asked(request.user, request.GET, at=timezone.now())
    context = _with_counts(listing) | {"newest": max((ticket.number for ticket in listing.page.tickets), default=0)}
    if request.user.can_answer:
        offered = choices.load()
        context |= {
            "bulk_people": offered.active_people,
            "bulk_teams": offered.active_teams,
            "bulk_statuses": BULK_STATUSES,
            "bulk_priorities": Priority.choices,
        }
    return render(request, "tickets/queue.html", context)


@require_safe
@signed_in
def pulse(request: AgentRequest) -> HttpResponse:
    """Tell an open list the counts of now and how many tickets came in since; the rows stay where they are."""
    listing = Listing.asked(request.user, request.GET, at=timezone.now())
    context = _with_counts(listing)
    if (newest := whole_number(request.GET.get("newest", ""))) is not None:
        context["fresh"] = listing.tickets.filter(pk__gt=newest)[:100].count()
    return render(request, "tickets/_pulse.html", context)


@require_safe
@signed_in
def search_help(request: AgentRequest) -> HttpResponse:
    """Say what can be written into the search."""
    return render(request, "tickets/search_help.html", {"entries": help_texts.entries()})


@require_safe
@signed_in
def palette(request: AgentRequest) -> HttpResponse:
    """Find tickets for the command palette."""
    visible = Ticket.objects.visible_to(request.user).select_related("channel")
    found = search(visible, request.GET.get("q", "")).order_by("-activity_at")[:FOUND_IN_PALETTE]
    return render(request, "tickets/_palette.html", {"tickets": found})


def _with_counts(listing: Listing) -> dict[str, Any]:
    numbers = counts(listing.user, listing.views, at=listing.at)
    entries = [Entry(view, numbers.get(view.slug), view is listing.view) for view in listing.views]
    return {
        "listing": listing,
        "entries": [entry for entry in entries if not entry.view.is_team],
        "team_entries": [entry for entry in entries if entry.view.is_team],
        "unassigned_count": numbers["unassigned"],
        "current_count": numbers.get(listing.view.slug),
    }
