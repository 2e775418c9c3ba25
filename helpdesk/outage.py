"""What a person sees when a request fails: 503 while the database is away, 500 for a fault of ours."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 15

logger = logging.getLogger(__name__)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer any exception, of a view or of a middleware (hence Django's handler500 and no middleware).

    The pages are rendered without the request, as its context would ask the database again.
    """
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html"), status=500)
    logger.error("The database does not answer: %s", error)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
