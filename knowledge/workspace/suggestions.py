"""Articles beside a ticket: found by its subject, put into the reply, and counted."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.requests import AgentRequest, may_answer, signed_in
from helpdesk.lib.numbers import whole_number
from helpdesk.lib.signing import short_signature
from knowledge import usage
from knowledge.models import SearchSource, Translation, UseKind, Visibility
from knowledge.plaintext import plain
from knowledge.search import Hit, find, note
from knowledge.workspace.forms import visible_tickets

SHOWN = 4
KINDS = {"linked": UseKind.LINKED, "inserted": UseKind.INSERTED}


@dataclass(frozen=True)
class Suggestion:
    """An article that may answer a ticket; internal ones are read by the agent and given to nobody."""

    hit: Hit

    @property
    def is_internal(self) -> bool:
        """Whether customers cannot read it."""
        return self.hit.translation.article.visibility == Visibility.INTERNAL

    @property
    def link(self) -> str:
        """What is written into a reply: title and whole address."""
        return f"{self.hit.title}: {settings.SITE_URL}{self.hit.url}"


@require_safe
@signed_in
def suggest(request: AgentRequest) -> HttpResponse:
    """Give a few articles for `q`, in the language of the ticket (`language`), for the reply to `ticket`."""
    query, ticket = request.GET.get("q", "").strip(), request.GET.get("ticket", "")
    language = request.GET.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else request.user.language
    context = {
        "suggestions": _suggestions(request, query, language) if query else [],
        "query": query,
        "ticket": "" if whole_number(ticket) is None else ticket,
        "language": language,
    }
    return render(request, "knowledge/_suggestions.html" if request.htmx else "knowledge/suggestions.html", context)


@require_safe
@may_answer
def plain_text(_request: AgentRequest, pk: int) -> HttpResponse:
    """Give a published public article as text for a reply."""
    row = _given_out(pk)
    body = row.published_revision.body if row.published_revision else ""
    text = plain(body, language=row.language, site=settings.SITE_URL)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@may_answer
def uses(request: AgentRequest, pk: int) -> HttpResponse:
    """Count that an article went into the reply to a ticket."""
    row = _given_out(pk)
    kind, ticket = KINDS.get(request.POST.get("kind", "")), whole_number(request.POST.get("ticket", ""))
    if kind is None or ticket is None:
        return HttpResponse(status=422)
    if not visible_tickets(request.user).filter(pk=ticket).exists():
        return HttpResponse(status=404)
    usage.record(row, kind, at=timezone.now(), ticket=ticket, by=request.user)
    return HttpResponse(status=204)


def _suggestions(request: AgentRequest, query: str, language: str) -> list[Suggestion]:
    found = find(query, language=language, reader=request.user, limit=SHOWN)
    hits = [hit for hit in found if not hit.is_foreign]  # a reply is in one language
    if "typed" in request.GET:  # a subject that the page asks for by itself is nobody's search
        who = short_signature("article-search", str(request.user.pk))
        note(query, language=language, hits=len(hits), source=SearchSource.AGENT, at=timezone.now(), visitor=who)
    return [Suggestion(hit) for hit in hits]


def _given_out(pk: int) -> Translation:
    """Return an article that customers may read, or answer 404."""
    readable = Translation.objects.readable_by(None).select_related("published_revision")
    return get_object_or_404(readable, pk=pk)
