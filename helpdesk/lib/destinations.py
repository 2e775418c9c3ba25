"""Where to send somebody on after a form: to a page of ours that the form named, never anywhere else."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000  # characters; Django refuses to redirect to much more


def own_page(request: HttpRequest, wanted: str, *, otherwise: str) -> str:
    """Return `wanted` when it is the path of a page on this host, else `otherwise`.

    It begins with a slash: anything else `redirect()` would take for the name of a view.
    """
    is_path = wanted.startswith("/") and len(wanted) <= LONGEST and wanted.isprintable()
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_path and is_ours else otherwise
