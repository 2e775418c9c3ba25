"""The page that says which articles help, which do not, and which are missing."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import AgentRequest, signed_in
from knowledge import figures
from knowledge.models import Upkeep
from knowledge.workspace.listing import counted_views

PERIODS = (7, 30, 90, 365)


@require_safe
@signed_in
def statistics(request: AgentRequest) -> HttpResponse:
    """Show the figures of the last days, by themselves thirty."""
    kept = Upkeep.current().keep_days
    periods = [days for days in PERIODS if days <= kept]  # of longer ones a part is gone
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, periods) else 30
    since = timezone.now() - timedelta(days=days)
    context = {
        "views": counted_views(),
        "days": days,
        "periods": periods,
        "totals": figures.totals(since),
        "most_read": figures.most_read(since),
        "most_helpful": figures.most_helpful(since),
        "failing": figures.failing(since),
        "comments": figures.comments(since),
        "missed": figures.missed_searches(since),
        "may_write": request.user.can_answer,
    }
    return render(request, "knowledge/statistics.html", context)
