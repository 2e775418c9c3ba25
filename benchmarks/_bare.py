"""The least that Django can do for a page of 50 rows: what the product's pages are measured against."""

from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    SECRET_KEY="bare",  # noqa: S106 -- signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

ROW = "<li><a href='/{{ row }}/'>#{{ row }}</a> <b>Rosa</b> <span>The oven does not heat</span> <time>14:35</time></li>"
PAGE = engines["django"].from_string("<!doctype html><ol>{% for row in rows %}" + ROW + "{% endfor %}</ol>")


def rows(_request: HttpRequest) -> HttpResponse:
    """Show fifty rows that come from nowhere."""
    return HttpResponse(PAGE.render({"rows": range(50)}))


urlpatterns = [path("", rows)]


def _application() -> Any:
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 -- after the settings

    return get_asgi_application()


application = _application()
