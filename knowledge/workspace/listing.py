"""The list of articles: one row for each language, filtered by what the address says."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import AgentRequest, signed_in
from helpdesk.lib.numbers import whole_number
from knowledge.models import Category, State, Translation
from knowledge.models.translation import IS_LIVE, IS_OUTDATED, TranslationQuerySet

ROWS = 50
CHANGED_SINCE = IS_LIVE & ~Q(state=State.PUBLISHED)


@dataclass(frozen=True)
class View:
    """A part of the articles that people ask for."""

    slug: str
    name: Any
    icon: str
    condition: Q


VIEWS = (
    View("all", _("All"), "list", ~Q(state=State.ARCHIVED)),
    View("draft", _("Drafts"), "pencil", Q(state=State.DRAFT)),
    View("review", _("In review"), "eye", Q(state=State.REVIEW)),
    View("published", _("Published"), "globe", IS_LIVE),
    View("outdated", _("Out of date"), "languages", IS_OUTDATED & ~Q(state=State.ARCHIVED)),
    View("archived", _("Archived"), "archive", Q(state=State.ARCHIVED)),
)


@require_safe
@signed_in
def articles(request: AgentRequest) -> HttpResponse:
    """Show the articles of a view, by topic, language and words."""
    asked = request.GET
    view = next((view for view in VIEWS if view.slug == asked.get("view")), VIEWS[0])
    topics = list(Category.objects.named())
    rows = filtered(Translation.objects.filter(view.condition), asked)
    page = Paginator(_for_rows(rows), ROWS).get_page(asked.get("page"))
    context = {
        "view": view,
        "views": counted_views(),
        "page": page,
        "topics": topics,
        "languages": settings.LANGUAGES,
        "asked": {name: asked.get(name, "") for name in ("q", "topic", "language")},
        "is_filtered": any(asked.get(name) for name in ("q", "topic", "language")),
        "previous_url": _page_url(asked, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(asked, page.next_page_number()) if page.has_next() else "",
        "may_write": request.user.can_answer,
    }
    return render(request, "knowledge/articles.html", context)


def counted_views() -> list[tuple[View, int]]:
    """Return every view with how many articles it has, in one query."""
    counts = Translation.objects.aggregate(**{view.slug: Count("pk", filter=view.condition) for view in VIEWS})
    return [(view, counts[view.slug]) for view in VIEWS]


def filtered(rows: TranslationQuerySet, asked: QueryDict) -> TranslationQuerySet:
    """Narrow by topic (with those inside of it), language and words. What is not a filter is ignored."""
    words, topic, language = (asked.get(name, "").replace("\x00", "").strip() for name in ("q", "topic", "language"))
    if (category := whole_number(topic)) is not None:
        rows = rows.filter(Q(article__category=category) | Q(article__category__parent=category))
    if language in dict(settings.LANGUAGES):
        rows = rows.filter(language=language)
    for word in words[:200].split():
        in_text = Q(latest_revision__title__unaccent__icontains=word) | Q(
            latest_revision__body__unaccent__icontains=word
        )
        rows = rows.filter(Q(title__unaccent__icontains=word) | in_text)
    return rows


def _for_rows(rows: TranslationQuerySet) -> TranslationQuerySet:
    """Add what a row shows, in a constant number of queries."""
    other = Translation.objects.with_outdated().only("article", "language", "state", "published_revision")
    related = ("article__category__parent", "article__owner", "counter", "latest_revision__author")
    return (
        rows.with_outdated()
        .annotate(has_newer=Exists(Translation.objects.filter(CHANGED_SINCE, pk=OuterRef("pk"))))
        .select_related(*related)
        .defer("latest_revision__body", "latest_revision__html", "latest_revision__contents")
        .prefetch_related(
            Prefetch("article__translations", other), "article__category__texts", "article__category__parent__texts"
        )
        .order_by("-updated_at", "-pk")
    )


def _page_url(asked: QueryDict, number: int) -> str:
    kept = asked.copy()
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"
