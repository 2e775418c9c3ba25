"""The help centre."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from knowledge.models import SlugRedirect, Translation


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Offer the ways to get help: topics, the form, the way back to a request, the desk's hours and addresses."""
    return render(request, "portal/home.html")


@require_safe
def article(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Show an article; an address that it had before leads to the one it has."""
    readable = Translation.objects.readable_by(request.user).select_related("published_revision", "article__category")
    row = readable.filter(language=language, slug=slug).first()
    if row is None:
        former = get_object_or_404(SlugRedirect, language=language, slug=slug)
        return redirect(get_object_or_404(readable, pk=former.translation_id), permanent=True)
    return render(request, "portal/article.html", {"article": row, "revision": row.published_revision})
