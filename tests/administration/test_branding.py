"""Name, logo and colour: seen everywhere, readable, and harmless."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import Desk, DeskLogo
from tests.factories import TicketFactory, UserFactory
from tests.lib.test_pictures import png
from tickets.delivery.compose import compose
from tickets.models import Delivery

pytestmark = pytest.mark.django_db
URL = "/settings/branding/"


def form(**changes: Any) -> dict[str, Any]:
    return {"name": "Tienda Sol", "footer": "", "colour": "#aa0000", "dark_colour": "#ff8888"} | changes


def logo(data: bytes = b"", name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or png(), content_type="image/png")


def test_the_name_is_seen_at_once_on_every_kind_of_page(browser: Client) -> None:
    assert "Mesa" in browser.get("/").text
    assert browser.post(URL, form()).status_code == 302
    for page in ("/", "/accounts/password/reset/", URL):
        assert "Tienda Sol" in browser.get(page).text


def test_the_colour_is_served_in_a_style_sheet_that_browsers_keep(browser: Client) -> None:
    assert "theme.css" not in browser.get("/").text
    browser.post(URL, form())
    for page in ("/", "/agent/tickets/", "/accounts/password/reset/"):
        assert '<link rel="stylesheet" href="/theme.css?v=aa0000">' in browser.get(page).text
    sheet = Client().get("/theme.css?v=aa0000")
    assert sheet.text == (
        "@layer tokens {\n  :root {\n    --h-brand: 29.2;\n    --brand: light-dark(#aa0000, #f0a093);\n"
        "    --brand-strong: light-dark(#880000, #feb6aa);\n  }\n}\n"
    )
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Client().get("/theme.css?v=old")["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_our_own_colour_needs_no_style_sheet(browser: Client) -> None:
    browser.post(URL, form(colour="#045F76"))
    assert Desk.current().colour == ""
    assert Client().get("/theme.css").text == ""


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(browser: Client) -> None:
    answer = browser.post(URL, form(colour="#ffcc00"))
    assert (answer.status_code, Desk.current().colour) == (422, "")
    assert answer.context["form"].errors["colour"] == [
        "Text in this colour, or white on it, has a contrast of 1.2 to 1; 4.5 are needed.",
        "The nearest colour that everybody can read is #836803.",
    ]
    assert 'value="colour #836803"' in answer.text
    taken = browser.post(URL, form(colour="#ffcc00", nearest="colour #836803"))
    assert (taken.status_code, taken.context["form"]["colour"].value(), Desk.current().colour) == (200, "#836803", "")
    assert browser.post(URL, form(colour="#836803")).status_code == 302


def test_the_dark_theme_has_its_own_colour_only_when_chosen(browser: Client) -> None:
    browser.post(URL, form())
    assert Desk.current().dark_colour == ""
    assert browser.post(URL, form(has_own_dark="on", dark_colour="#223344")).status_code == 422
    assert browser.post(URL, form(has_own_dark="on")).status_code == 302
    assert Desk.current().theme_version == "aa0000ff8888"


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "#aa0000;}body{display:none", "", "#aa0000\n"])
def test_what_is_no_colour_is_refused(browser: Client, colour: str) -> None:
    answer = browser.post(URL, form(colour=colour))
    assert answer.status_code == (302 if colour == "#aa0000\n" else 422)
    assert "display" not in Client().get("/theme.css").text


def test_a_logo_is_kept_shown_and_taken_away(browser: Client) -> None:
    browser.post(URL, form(logo=logo()))
    path = Desk.current().logo_path
    for page in ("/", "/agent/tickets/", "/accounts/password/reset/", URL):
        assert f'src="{path}"' in browser.get(page).text
    answer = Client().get(path)
    assert (answer.content, answer["Content-Type"]) == (png(), "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    browser.post(URL, form(name="Otra"))
    assert Desk.current().logo_path == path
    browser.post(URL, form(removes_logo="on"))
    assert (Desk.current().logo_path, DeskLogo.objects.count(), Client().get(path).status_code) == ("", 0, 404)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        png(3000, 20),
        png(8, 8),
        png() + b"\0" * 300_000,
    ],
)
def test_what_is_no_small_picture_is_refused(browser: Client, data: bytes) -> None:
    answer = browser.post(URL, form(logo=logo(data)))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["logo"])
    assert DeskLogo.objects.count() == 0


def test_mails_carry_colour_and_logo(browser: Client) -> None:
    browser.post(URL, form(logo=logo()))
    TicketFactory.create()
    html = str(compose(Delivery.objects.get()).alternatives[0][0])
    assert "background-color:#aa0000" in html
    assert f'src="{Desk.current().logo_url}" alt="Tienda Sol"' in html


def test_the_preview_shows_what_is_not_saved_and_saves_nothing(browser: Client) -> None:
    answer = browser.post(f"{URL}previews/", form(colour="#ffcc00"))
    assert "colour=%23ffcc00&amp;dark=" in answer.text
    sheet = browser.get(f"{URL}sample.css?colour=%23ffcc00&dark=")
    assert "light-dark(#ffcc00," in sheet.text
    assert browser.get(f"{URL}sample.css?colour=red;}}").text == ""
    sample = browser.get(f"{URL}sample/?theme=dark&colour=%23ffcc00")
    assert (sample["X-Frame-Options"], 'data-theme="dark"' in sample.text) == ("SAMEORIGIN", True)
    assert Desk.current().colour == ""


def test_everything_goes_back_to_the_first_look(browser: Client) -> None:
    browser.post(URL, form(logo=logo()))
    assert browser.post(f"{URL}resets/").status_code == 302
    desk = Desk.current()
    assert (desk.name, desk.theme_version, desk.logo_path, DeskLogo.objects.count()) == ("Tienda Sol", "", "", 0)


def test_no_page_asks_the_database_for_its_looks_each_time(client: Client) -> None:
    client.force_login(UserFactory.create())
    client.get("/agent/tickets/")
    with CaptureQueriesContext(connection) as warm:
        client.get("/agent/tickets/")
    cache.delete("desk")
    with CaptureQueriesContext(connection) as cold:
        client.get("/agent/tickets/")
    assert len(cold) - len(warm) == 1
