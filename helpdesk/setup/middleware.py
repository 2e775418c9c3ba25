"""Leading whoever comes first to the wizard."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from helpdesk.setup.begin import is_waiting

GetResponse = Callable[[HttpRequest], HttpResponseBase]
DOORS = frozenset({"/", "/accounts/login/"})


class FirstRunMiddleware:
    """Send the front doors to the wizard while nobody has administered the desk; afterwards cost nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_settled = False  # it never goes back

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Redirect, or go on."""
        if not self.is_settled and request.path in DOORS:
            if is_waiting():
                return redirect("setup:start")
            self.is_settled = True
        return self.get_response(request)
