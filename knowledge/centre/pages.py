"""The pages of the help centre: home, topics, articles."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from knowledge import usage
from knowledge.centre.caching import revalidated
from knowledge.centre.related import related, translations
from knowledge.centre.shelf import Shelf
from knowledge.centre.visitors import reads_now
from knowledge.models import CategoryText, SlugRedirect, Translation, UseKind

SAID = ("no", "told", "thanks")  # what a reader said last, as the address of the page has it


def language_of(_request: HttpRequest) -> str:
    """Return the language that the page is in."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


@require_safe
@revalidated
def home(request: HttpRequest) -> HttpResponse:
    """Offer the ways to get help: search, topics, the form, the way back to a request, the desk's hours."""
    shelf = Shelf(request.user, language_of(request))
    lists = {"popular": shelf.popular(), "recent": shelf.recent()} if shelf.topics else {}
    return render(request, "portal/home.html", {"topics": shelf.topics, **lists})


@require_safe
@revalidated
def topic(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Show the articles of a topic, and the topics inside of it."""
    text = get_object_or_404(CategoryText, language=language, slug=slug)
    shelf = Shelf(request.user, language)
    shown = shelf.topic(text.category_id)
    if not shown.total:
        raise Http404
    context = {
        "topic": shown,
        "trail": shelf.trail(text.category_id)[:-1],
        "articles": shelf.of_topic(shown),
        "children": [(child, shelf.of_topic(child)) for child in shown.children if child.count],
        "alternates": shown.category.texts.all(),
        "language": language,
    }
    return render(request, "portal/topic.html", context)


@require_safe
@revalidated
def article(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Show an article; an address that it had before leads to the one it has."""
    readable = Translation.objects.readable_by(request.user).with_outdated()
    row = (
        readable.select_related("published_revision", "article", "counter").filter(language=language, slug=slug).first()
    )
    if row is None:
        former = get_object_or_404(SlugRedirect, language=language, slug=slug)
        return redirect(get_object_or_404(readable, pk=former.translation_id), permanent=True)
    if reads_now(request, row.pk):
        usage.record(row, UseKind.VIEWED, at=timezone.now())
    return render(request, "portal/article.html", article_context(request, row))


def article_context(request: HttpRequest, row: Translation) -> dict[str, object]:
    """Return what the page of an article shows."""
    shelf = Shelf(request.user, language_of(request))
    every = translations(row, reader=request.user)
    said = request.GET.get("said", "")
    return {
        "article": row,
        "revision": row.published_revision,
        "trail": shelf.trail(row.article.category_id),
        "translations": every,
        "others": [other for other in every if other.pk != row.pk],
        "related": related(row, reader=request.user),
        "said": said if said in SAID else "",
    }
