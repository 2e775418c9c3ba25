"""The theme switch, which works without a script, and the style guide."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from helpdesk.lib.destinations import own_page
from helpdesk.ui import guide
from helpdesk.ui.context import COOKIE, THEMES

YEAR = timedelta(days=365)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme: on the person when signed in, and in a cookie for the pages before that."""
    chosen = request.POST.get("theme", "")
    chosen = chosen if chosen in THEMES else "auto"
    if request.user.is_authenticated:
        request.user.theme = chosen
        request.user.save(update_fields=["theme"])
    response = redirect(own_page(request, request.POST.get("next", ""), otherwise="/"))
    response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component and state; only while developing or in the demo."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "ui/styleguide.html", guide.context())
