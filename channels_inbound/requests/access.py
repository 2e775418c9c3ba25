"""Who may see a request: whoever holds a living link, and takes part in it."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from channels_inbound.web_form.limits import UNKNOWN_LINKS_FROM
from helpdesk.lib.client_address import client_address
from tickets.models import AccessLink
from tickets.threading import takes_part

# The address is a key: no other site may learn it, no search engine list it, no cache keep what it opens.
KEEP_SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


def with_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the living link of the token in the address.

    A token that is forged, expired, revoked or of somebody who no longer takes part gets one and the same page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **rest: int) -> HttpResponseBase:
        link = AccessLink.objects.for_token(token, at=timezone.now())
        try:
            is_right = link is not None and takes_part(link.ticket, link.requester)
            response = view(request, link, **rest) if is_right else _wrong_link(request)
        except Http404:
            response = render(request, "portal/gone.html", status=404)
        for name, value in KEEP_SECRET.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _wrong_link(request: HttpRequest) -> HttpResponse:
    """Answer a link that opens nothing; 429 for whoever tries many."""
    is_patient = UNKNOWN_LINKS_FROM.hit(client_address(request), at=timezone.now())
    return render(request, "portal/gone.html", status=404 if is_patient else 429)
