"""A real Chromium against a real server: shared by the browser tests of every part.

`browse` gives a page and collects what must never happen: console errors, breaches of the content policy, failed
requests. `sign_in` puts a session cookie instead of typing the password again in each test. `axe` returns the
violations of a page.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from helpdesk.accounts.models import User

# Playwright runs an event loop in this thread; Django would otherwise refuse to talk to the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

EXAMINE = """async (options) => (await axe.run(document, options)).violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, html, failureSummary }) => `${id}: ${target} ${html} ${failureSummary}`))"""


@dataclass
class Visit:
    """One page, and the faults seen on it."""

    page: Page
    server: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the product."""
        self.page.goto(self.server + path)
        return self.page

    def axe(self) -> list[str]:
        """Return the accessibility violations: rule, and where."""
        return violations(self.page)

    def expect_status(self, *statuses: int) -> None:
        """Forget the console's remark about an answer that the test asked for, such as 409 or 422."""
        self.faults = [fault for fault in self.faults if not any(f"status of {code}" in fault for code in statuses)]


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page. Only that leaves the browser: to read what is right takes a second."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(EXAMINE, {"runOnly": RULES, "resultTypes": ["violations"], "preload": False})
    return [str(violation) for violation in found]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for the whole run."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def browse(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a fresh window: `browse(user=alice, size=NARROW, dark=True, language="es")`."""
    contexts: list[BrowserContext] = []

    def open_window(
        *,
        user: User | None = None,
        size: dict[str, int] | None = None,
        dark: bool = False,
        language: str = "en",
        javascript: bool = True,
    ) -> Visit:
        context = browser.new_context(
            viewport=size or WIDE,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale=language,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])  # type: ignore[list-item]
        visit = Visit(context.new_page(), live_server.url)
        _watch(visit, visit.page)
        context.on("page", lambda opened: _watch(visit, opened))  # a link of a mail opens a page of its own
        return visit

    yield open_window
    for context in contexts:
        context.close()


def session_cookie(user: User, url: str) -> dict[str, str]:
    """Return the cookie of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": url}


def _watch(visit: Visit, page: Page) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visit.faults.append(message.text)

    def on_failure(request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):
            visit.faults.append(f"{request.url}: {request.failure}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on("requestfailed", on_failure)
