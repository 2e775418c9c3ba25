"""Error pages explain themselves, and the last two need neither database nor request."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error
from pytest_django import Settings


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_fault_of_ours_is_told_in_both_languages_without_a_database(name: str) -> None:
    page = render_to_string(name)
    assert ("Vuelva atrás" in page, 'lang="en">' in page, "<h1>" in page) == (True, True, True)


def test_server_error_renders_without_context() -> None:
    response = server_error(RequestFactory().get("/"))
    assert (response.status_code, "Algo falló" in response.content.decode()) == (500, True)


@pytest.mark.django_db
def test_missing_page_offers_a_way_out(client: Client) -> None:
    with translation.override("en"):
        response = client.get("/no/such/page/", headers={"accept-language": "en"})
    page = response.content.decode()
    assert (response.status_code, '<html lang="en"' in page, 'href="/"' in page) == (404, True, True)


@pytest.mark.django_db
def test_expired_form_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", headers={"accept-language": "en"})
    assert (response.status_code, "what you typed is still there" in response.content.decode()) == (403, True)


def test_fault_is_told_even_when_static_files_were_never_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "helpdesk.staticfiles.HashedStaticFilesStorage"},
    }
    assert '<link rel="stylesheet" href="/static/ui/portal.css">' in render_to_string("503.html")
