"""Take pictures of every page of a running demo: both themes, both languages, wide and narrow.

    make run                                   # in another terminal
    make screenshots [ARGS="http://127.0.0.1:8000 queue-open ticket …"]

Writes screenshots/<page>-<language>-<theme>-<width>.png and lists what the browser complained about. It sends a
request and a reply in each combination. On an empty desk (DATA_DIR=/tmp/empty DEMO=0 make run) it walks through the
wizard instead, and shows what a desk with nothing looks like.
"""

import re
import shutil
import sys
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path

from first_run import become_administrator, walk
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize, sync_playwright
from scenes import Stop, refused
from stops import ADMIN, AGENT, PUBLIC

SERVER = "http://127.0.0.1:8000"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LOOKS = tuple(product(("en", "es"), ("dark", "light")))  # the last leaves the people as the demo made them
PASSWORD = "mesa-demo"  # noqa: S105 -- the demo's, public
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
SIZES: dict[str, ViewportSize] = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
TALLEST = 6000
REFUSALS = re.compile(
    "not-found|no-access|error|expired|gone|void|sla-preview"
)  # pages that answer with 4xx on purpose


@dataclass
class Camera:
    """A browser on a running demo, in one language and one theme."""

    browser: Browser
    server: str
    language: str
    theme: str
    wanted: list[str]
    faults: list[str] = field(default_factory=list)

    def tour(self) -> None:
        """Visit every page as everyone who may see it."""
        self.shoot(self.context(), PUBLIC)
        for address, pages in (("agent@mesa.test", AGENT), ("admin@mesa.test", ADMIN)):
            if self.wanted and not pages.keys() & set(self.wanted):
                continue
            context = self.context()
            page = context.new_page()
            self.sign_in(page, address)
            page.close()
            self.shoot(context, pages)

    def context(self) -> BrowserContext:
        """Open a browser profile that prefers the language; visitors keep the theme in a cookie."""
        dark = self.theme == "dark"
        context = self.browser.new_context(locale=self.language, color_scheme="dark" if dark else "light")
        context.add_cookies([{"name": "theme", "value": self.theme, "url": self.server}])
        return context

    def sign_in(self, page: Page, address: str) -> None:
        """Sign in as one of the demo's people, and set their language and theme."""
        page.goto(f"{self.server}/accounts/login/")
        page.fill("input[type=email]", address)
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_url(re.compile("/agent/"))
        self.prefer(page)

    def prefer(self, page: Page) -> None:
        """Set the language and the theme of whoever is signed in."""
        page.goto(f"{self.server}/accounts/preferences/")
        page.select_option("select[name=language]", self.language)
        page.check(f"input[name=theme][value={self.theme}]", force=True)
        page.click("form:has([name=density]) button[type=submit]")

    def shoot(self, context: BrowserContext, pages: dict[str, Stop]) -> None:
        """Take the pictures that one visitor sees, and close their browser."""
        for name, stop in pages.items():
            if self.wanted and name not in self.wanted:
                continue
            path, scene = (stop, None) if isinstance(stop, str) else stop
            page = context.new_page()
            page.on("console", partial(self.hear, name))
            page.set_viewport_size(SIZES["1440"])
            try:
                page.goto(self.server + path, wait_until="networkidle")
                if scene:
                    scene(page)
                self.pictures(page, name)
            except Error as error:  # the others are worth having
                self.faults.append(f"{name}: {error.message.splitlines()[0]}")
            page.close()
        context.close()

    def pictures(self, page: Page, name: str) -> None:
        """Take the wide picture of a page, and the narrow one."""
        for width in SIZES:
            self.picture(page, name, width)

    def picture(self, page: Page, name: str, width: str) -> None:
        """Take one picture: of the first screen where lists and conversations scroll, of everything elsewhere."""
        size = SIZES[width].copy()
        page.set_viewport_size(size)
        if not re.search(r"/agent/tickets/(\d+/)?(\?|$)", page.url):
            script = "() => [...document.querySelectorAll('html, main')].map((e) => e.scrollHeight + e.offsetTop)"
            size["height"] = min(max(size["height"], *page.evaluate(script)), TALLEST)
            page.set_viewport_size(size)
        page.wait_for_timeout(150)
        page.screenshot(path=FOLDER / f"{name}-{self.language}-{self.theme}-{width}.png")

    def hear(self, name: str, message: ConsoleMessage) -> None:
        """Keep what the browser complains about, but for the status of pages that refuse."""
        if message.type == "error" and not REFUSALS.search(name):
            self.faults.append(f"{name}: {message.text}")


def of_a_demo(browser: Browser, server: str, wanted: list[str]) -> set[str]:
    """Visit every page in every look; return what the browser complained about."""
    faults: set[str] = set()
    for language, theme in LOOKS:
        camera = Camera(browser, server, language=language, theme=theme, wanted=wanted)
        camera.tour()
        faults.update(camera.faults)
    return faults


def of_an_empty_desk(browser: Browser, server: str) -> set[str]:
    """Walk through the wizard, stopping at each step for a picture in every look; return the complaints."""
    cameras = [Camera(browser, server, language=language, theme=theme, wanted=[]) for language, theme in LOOKS]
    for camera in cameras:
        page = camera.context().new_page()
        page.goto(f"{server}/setup/", wait_until="networkidle")
        camera.pictures(page, "setup-start")
        refused(page)
        camera.pictures(page, "setup-start-errors")
        page.context.close()
    page = cameras[-1].context().new_page()
    page.goto(f"{server}/setup/")
    become_administrator(page)

    def take(path: str, name: str) -> None:
        for camera in cameras:
            camera.prefer(page)
            page.on("console", heard := partial(camera.hear, name))
            page.set_viewport_size(SIZES["1440"])
            page.goto(server + path, wait_until="networkidle")
            camera.pictures(page, name)
            page.remove_listener("console", heard)

    walk(page, take)
    return {fault for camera in cameras for fault in camera.faults}


def main() -> int:
    """Visit every page in every combination; return 1 when the browser complained."""
    words = sys.argv[1:]
    server = next((word.rstrip("/") for word in words if word.startswith("http")), SERVER)
    wanted = [word for word in words if not word.startswith("http")]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{server}/setup/")
        is_empty = page.locator("#step [name=password]").count() == 1
        page.close()
        faults = of_an_empty_desk(browser, server) if is_empty else of_a_demo(browser, server, wanted)
        browser.close()
    print("\n".join(sorted(faults)) or "The browser complained about nothing.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
