"""The help centre."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Offer the ways to get help: topics, the form, the way back to a request, the desk's hours and addresses."""
    return render(request, "portal/home.html")
