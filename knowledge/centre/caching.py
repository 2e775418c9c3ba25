"""Letting browsers keep pages of the help centre, and ask whether they are still right."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

TOKENS = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a visitor's page an ETag, and answer 304 while it is the same.

    The token of its form is another one in each answer and stays good as long as its cookie: so the cookie counts.
    People of the desk get what the project decides for them, which is to keep nothing.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or response.status_code != 200:  # noqa: PLR2004 -- OK
            return response
        cookie = str(request.META.get("CSRF_COOKIE", "")).encode()
        digest = hashlib.sha256(TOKENS.sub(rb"\1", response.content) + cookie).hexdigest()[:32]
        response.headers["ETag"] = etag = f'W/"{digest}"'
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Accept-Language", "Cookie", "HX-Request"])
        if etag in request.headers.get("If-None-Match", ""):
            kept = {name: response.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
            return HttpResponseNotModified(headers=kept)
        return response

    return asked
