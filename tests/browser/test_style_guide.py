"""The style guide in a real browser: accessible in both themes, wide and narrow, silent console, keys that work."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import violations

DROP_BIG_FILE = """() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "big.bin"));
    const form = document.querySelector("[data-files]").closest("form");
    form.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guide(live_server: LiveServer, settings: Settings) -> str:
    settings.DEMO = True
    return f"{live_server.url}/styleguide/"


@pytest.fixture
def page(browser: Browser, guide: str) -> Iterator[Page]:
    with browser.new_context(locale="en") as context:
        page = context.new_page()
        page.goto(guide)
        yield page


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 360)])
def test_style_guide_is_accessible_and_fits(browser: Browser, guide: str, theme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(guide)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []


def test_first_visit_needs_few_requests(browser: Browser, guide: str) -> None:
    page, asked = browser.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(guide, wait_until="networkidle")
    assert len(asked) <= 10


def test_keys_walk_and_select_rows_but_rest_in_fields(page: Page) -> None:
    page.locator("body").click(position={"x": 5, "y": 300})
    for key in ("j", "j", "x", "j", "Shift+X"):
        page.keyboard.press(key)
    assert page.locator(".t-check:checked").count() == 2
    assert page.inner_text("[data-selected-count]") == "2"
    page.keyboard.press("Escape")
    assert page.locator(".t-check:checked").count() == 0
    assert not page.locator(".bulk").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("jx")
    assert page.input_value("input[name=q]") == "jx"


def test_single_keys_can_be_turned_off(page: Page) -> None:
    page.evaluate("localStorage.setItem('shortcuts-off', '1')")
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("j")
    assert page.locator(".trow[data-cursor]").count() == 0


def test_palette_filters_commands_and_opens_the_chosen_one(page: Page, live_server: LiveServer) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("hel")
    option = page.locator("#palette [role=option]")
    assert option.all_inner_texts() == ["Help"]
    assert page.get_attribute("#palette input", "aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")


def test_theme_changes_at_once_and_lasts(page: Page) -> None:
    with page.expect_response("**/theme/"):
        page.click(".topbar [name=theme]")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_toast_is_announced_and_can_be_closed(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Not saved <b>', tone: 'bad'}}))")
    assert page.inner_text("#toasts [role=alert] .words") == "Not saved <b>"
    page.click("#toasts [data-toast-close]")
    assert page.locator("#toasts .toast").count() == 0


def test_file_is_listed_and_can_be_removed(page: Page) -> None:
    page.set_input_files("[data-files] input", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 2048})
    assert page.locator("[data-file-list] li").all_inner_texts() == ["a.txt\n2 KB\n×"]
    page.click("[data-file-list] button")
    assert page.evaluate("document.querySelector('[data-files] input').files.length") == 0


def test_dropped_file_too_big_is_left_out_and_named(page: Page) -> None:
    page.evaluate(DROP_BIG_FILE)
    assert page.inner_text("[data-file-error]") == "big.bin is larger than 20 MB and was left out."
    assert page.evaluate("document.querySelector('[data-files] input').files.length") == 0


def test_note_is_chosen_by_its_key_and_shown_apart(page: Page) -> None:
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("i")
    assert page.evaluate("document.activeElement.id") == "sg-text"
    assert page.locator("[data-send-note]").is_visible()
    assert not page.locator("[data-send]").is_visible()


def test_theme_works_without_a_script(browser: Browser, guide: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(guide)
    page.click(".topbar [name=theme]")
    assert (page.url, page.get_attribute("html", "data-theme")) == (guide, "dark")
