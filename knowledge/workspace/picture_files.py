"""Handing out the pictures of articles."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from knowledge.models import ArticleImage, Translation

# Even when a browser is talked into opening it alone: no script, nothing loaded, no origin of ours.
HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@require_safe
def image(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Return a picture to whoever may read an article that shows it; the desk sees all of them.

    The bytes of a number never change, but who may see it does, so only browsers keep it, for an hour.
    """
    row = ArticleImage.objects.filter(pk=pk).first()
    if row is None or row.ending != ending or not _may_see(request, row):
        raise Http404
    if request.headers.get("If-None-Match") == f'"{row.sha256}"':
        return HttpResponse(status=304)
    try:
        stored = default_storage.open(row.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error
    kept = {"Cache-Control": "private, max-age=3600", "ETag": f'"{row.sha256}"'}
    return FileResponse(stored, content_type=row.content_type, headers=HEADERS | kept)


def _may_see(request: HttpRequest, row: ArticleImage) -> bool:
    if request.user.is_authenticated and request.user.is_active:
        return True
    return Translation.objects.readable_by(request.user).filter(images=row).exists()
