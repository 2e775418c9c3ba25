"""The pictures of an empty desk: the steps of the wizard, and what pages say when there is nothing to show."""

import re
from collections.abc import Callable

from playwright.sync_api import Page
from stops import EMPTY

NEW = {"name": "Nora Salas", "email": "nora@tienda.test", "password": "tres-teteras-verdes"}
STEPS = ("company", "hours", "team", "mailbox", "topics", "done")


def become_administrator(page: Page) -> None:
    """Take the first step of the wizard."""
    for name, value in NEW.items():
        page.fill(f"[name={name}]", value)
    page.click("main .btn.primary")
    page.wait_for_url(re.compile("/company/"))


def walk(page: Page, take: Callable[[str, str], None]) -> None:
    """Let `take` look at each further step by path and name, and then at the pages with nothing on them."""
    for step in STEPS:
        take(f"/setup/{step}/", f"setup-{step}")
        later = page.locator("form[action*='/delays/'] button")
        if step == "company":
            page.fill("[name=company]", "Tienda Sol")
        if step != STEPS[-1]:
            (later if later.count() else page.locator("main .btn.primary")).first.click()
            page.wait_for_load_state("networkidle")
    for name, stop in EMPTY.items():
        take(str(stop), name)
