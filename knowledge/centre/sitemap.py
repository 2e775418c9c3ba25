"""What search engines are told: every public article and topic, in each language, and when it changed."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from knowledge.models import Category, CategoryText, Translation

MOST = 50_000  # of the protocol, https://www.sitemaps.org/protocol.html


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the addresses that anybody may read, whoever asks."""
    public = Translation.objects.readable_by(None)
    rows = public.order_by("article_id", "language").only("language", "slug", "published_at", "article_id")[:MOST]
    filled = public.order_by().values("article__category")
    names = CategoryText.objects.filter(
        category__in=Category.objects.filter(Q(pk__in=filled) | Q(children__in=filled)).order_by().values("pk")
    )
    topics = [reverse("knowledge:topic", args=[name.language, name.slug]) for name in names.order_by("pk")]
    versions: dict[int, list[Translation]] = {}
    for row in rows:
        versions.setdefault(row.article_id, []).append(row)
    pages = [(row, versions[row.article_id]) for row in rows]
    context = {"site": settings.SITE_URL, "topics": topics, "pages": pages}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Keep programs out of what is not for them, and show them the rest."""
    closed = ("/agent/", "/settings/", "/accounts/", "/admin/", "/r/", "/help/search/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
