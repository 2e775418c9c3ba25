"""The desk's style sheet and logo, for everybody: kept by browsers for as long as they stay what they are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from helpdesk.accounts.models import Desk, DeskLogo
from helpdesk.ui.brand import style_sheet

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
# Even when a browser is talked into opening it by itself: no script, nothing loaded, no origin of ours.
HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@require_safe
def theme_css(request: HttpRequest) -> HttpResponse:
    """Answer with the desk's own colours over ours."""
    desk = Desk.current()
    text = style_sheet(desk.colour or "", desk.dark_colour)
    return _kept(HttpResponse(text, content_type="text/css; charset=utf-8"), request, desk.theme_version)


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """Answer with the logo. Web mail shows it too, from its own pages (hence the resource policy)."""
    desk, found = Desk.current(), DeskLogo.objects.first()
    if found is None or not desk.logo_version:
        raise Http404
    answer = HttpResponse(bytes(found.data), content_type=found.content_type, headers=HARMLESS)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(answer, request, desk.logo_version)


def _kept(answer: HttpResponse, request: HttpRequest, version: str) -> HttpResponse:
    """Let it be kept for ever at the address that names its version, and nowhere else."""
    is_exact = bool(version) and request.GET.get("v") == version
    answer.headers["Cache-Control"] = FOR_EVER if is_exact else ASK_AGAIN
    return answer
