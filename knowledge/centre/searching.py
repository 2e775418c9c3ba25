"""Searching: the page of results, what is offered while somebody types, and beside the form for a request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge.centre.pages import language_of
from knowledge.centre.shelf import Shelf
from knowledge.centre.visitors import is_reader, may_ask, visitor
from knowledge.models import SearchSource
from knowledge.search import MAX_QUERY, Hit, find, note

RESULTS, WHILE_TYPING, BESIDE_FORM = 12, 5, 3
LEAST = 3  # letters before anything is offered


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for `q`; to htmx, a few links while somebody types."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    if request.htmx:  # type: ignore[attr-defined]
        hits = _hits(request, query, SearchSource.PORTAL, limit=WHILE_TYPING) if len(query) >= LEAST else []
        return render(request, "portal/_hits.html", {"hits": hits, "query": query})
    hits = _hits(request, query, SearchSource.PORTAL, limit=RESULTS)
    shelf = Shelf(request.user, language_of(request))
    context = {
        "query": query,
        "shelf": shelf,
        "hits": [(hit, shelf.topic_name(hit.translation)) for hit in hits],
        "is_cut": len(hits) == RESULTS,
    }
    response = render(request, "portal/search.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Offer articles beside the form for a request, for the summary typed so far (`subject`)."""
    query = request.GET.get("subject", "").replace("\x00", "").strip()[:MAX_QUERY]
    hits = _hits(request, query, SearchSource.FORM, limit=BESIDE_FORM) if len(query) > LEAST else []
    return render(request, "portal/_suggestions.html", {"hits": hits})


def _hits(request: HttpRequest, query: str, source: SearchSource, *, limit: int) -> list[Hit]:
    """Find, and write the search down. Whoever asks as no person can finds nothing."""
    at = timezone.now()
    if not query or not may_ask(request, at=at):
        return []
    hits = find(query, language=language_of(request), reader=request.user, limit=limit)
    if is_reader(request):
        note(query, language=language_of(request), hits=len(hits), source=source, at=at, visitor=visitor(request))
    return hits
