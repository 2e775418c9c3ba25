"""Making an article of a ticket: shown without private data before anything is saved."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets import article_draft
from tickets.views.access import AgentRequest, find_ticket, may_answer


@require_safe
@may_answer
def article(request: AgentRequest, number: int) -> HttpResponse:
    """Show what would stand in the article, and what was taken out; saving is the knowledge base's."""
    ticket = find_ticket(request.user, number)
    return render(request, "tickets/article.html", {"ticket": ticket, "draft": article_draft.draft_of(ticket)})
