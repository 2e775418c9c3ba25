"""The versions of a text, and what changed between two of them."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import AgentRequest, signed_in
from knowledge.comparing import compare
from knowledge.models import Revision
from knowledge.workspace import sheet

SHOWN = 50


@require_safe
@signed_in
def versions(request: AgentRequest, pk: int) -> HttpResponse:
    """List them, newest first, and compare two: `to` (the newest when not given) with `from` (the one before)."""
    found = sheet.find(pk)
    every = Revision.objects.filter(translation=pk).select_related("author", "published_by", "restored_from")
    newer = _chosen(every, request.GET.get("to", "")) or every.first()
    older = _chosen(every, request.GET.get("from", ""))
    if newer and older is None:
        older = every.filter(number__lt=newer.number).first()
    if newer and older and older.number > newer.number:
        older, newer = newer, older
    page = Paginator(every.defer("body", "html", "contents"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "sheet": found,
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "older": older,
        "newer": newer,
        "titles": compare(older.title, newer.title) if older and newer else [],
        "summaries": compare(older.summary, newer.summary) if older and newer else [],
        "changes": compare(older.body if older else "", newer.body) if newer else [],
    }
    return render(request, "knowledge/versions.html", context)


def _chosen(every: "QuerySet[Revision]", number: str) -> Revision | None:
    return every.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
