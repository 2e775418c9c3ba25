"""What every template may read: how the page looks and whether this is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from helpdesk.accounts.models import Desk
from helpdesk.ui.brand import brand

THEMES = ("light", "dark")
COOKIE = "theme"


def theme_of(request: HttpRequest) -> str:
    """Return light, dark, or "" to follow the system: a person's own choice, else the cookie's."""
    user = getattr(request, "user", None)
    chosen = user.theme if user is not None and user.is_authenticated else request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else ""


def density_of(request: HttpRequest) -> str:
    """Return compact or cozy."""
    user = getattr(request, "user", None)
    return user.density if user is not None and user.is_authenticated else "compact"


def ui(request: HttpRequest) -> dict[str, Any]:
    """Give the theme and the density (on <html>, so before anything is painted), the desk's name and the demo.

    The settings always read the desk anew, so that what was saved is seen at once; other pages a few seconds later.
    """
    match = request.resolver_match
    is_edited_here = match is not None and match.app_name in {"settings", "setup"}
    return {
        "brand": SimpleLazyObject(Desk.current if is_edited_here else brand),
        "theme": theme_of(request),
        "density": density_of(request),
        "is_demo": settings.DEMO,
    }
