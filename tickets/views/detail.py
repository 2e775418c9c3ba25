"""The ticket's page, and the parts of it that are asked for later."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets import choices, history, timeline
from tickets.models import TicketEvent
from tickets.views import page
from tickets.views.access import AgentRequest, find_ticket, signed_in


@require_safe
@signed_in
def detail(request: AgentRequest, number: int) -> HttpResponse:
    """Show one ticket beside the list it was opened from."""
    return page.page(request, page.find_for_page(request.user, number))


@require_safe
@signed_in
def earlier(request: AgentRequest, number: int) -> HttpResponse:
    """Give the part of a long conversation that came before a key."""
    ticket = find_ticket(request.user, number)
    names = choices.load().category_names
    before = request.GET.get("before", "")
    part = timeline.latest(ticket, request.user, names, at=timezone.now(), before=before)
    return render(request, "tickets/_part.html", {"ticket": ticket, "part": part})


@require_safe
@signed_in
def updates(request: AgentRequest, number: int) -> HttpResponse:
    """Give an open page what was said meanwhile, and its clocks as they stand now."""
    return page.update(request, page.find_for_page(request.user, number), template="tickets/_updates.html")


@require_safe
@signed_in
def events(request: AgentRequest, number: int) -> HttpResponse:
    """Tell the whole history."""
    ticket = find_ticket(request.user, number)
    rows = TicketEvent.objects.filter(ticket=ticket).select_related("user", "requester").order_by("-at", "-pk")
    lines = history.lines(rows, choices.load().category_names)
    return render(request, "tickets/history.html", {"ticket": ticket, "lines": lines})


@require_safe
@signed_in
def message_files(request: AgentRequest, number: int, message: int) -> HttpResponse:
    """Give the files of one message as they are now: one that was missing may have come."""
    ticket = find_ticket(request.user, number)
    said = timeline.message_of(ticket, message, request.user, at=timezone.now())
    if said is None:
        raise Http404
    return render(request, "tickets/_files.html", {"ticket": ticket, "said": said})


@require_safe
@signed_in
def delivery(request: AgentRequest, number: int, message: int) -> HttpResponse:
    """Tell how far a reply got."""
    ticket = find_ticket(request.user, number)
    reply = timeline.reply_of(ticket, message)
    if reply is None:
        raise Http404
    (said,) = timeline.said([reply], request.user, at=timezone.now())
    return render(request, "tickets/_delivery.html", {"ticket": ticket, "said": said})
