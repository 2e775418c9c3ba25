"""Take pictures of every page of a running demo: both themes, both languages, wide and narrow.

    make run                                   # in another terminal
    make screenshots [ARGS="http://127.0.0.1:8000 queue-open ticket …"]

Writes screenshots/<page>-<language>-<theme>-<width>.png and lists what the browser complained about. It sends a
request and a reply in each combination. /setup/ answers on an empty desk only, so it is not among them.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

SERVER = "http://127.0.0.1:8000"
PASSWORD = "mesa-demo"  # noqa: S105 -- the demo's, public
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
SIZES: dict[str, ViewportSize] = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
TALLEST = 6000
REFUSALS = re.compile(
    "not-found|no-access|error|expired|gone|void|sla-preview"
)  # pages that answer with 4xx on purpose

Scene = Callable[[Page], None]  # leads from the first page to what shall be seen
Stop = str | tuple[str, Scene]


FORM = "main form[method=post]:not([action*='/i18n/'], [action*='/theme/'])"


def refused(page: Page) -> None:
    """Send the form of the page as it stands, past the browser's own checks."""
    page.evaluate("() => { document.documentElement.dataset.old = true }")
    page.eval_on_selector(FORM, "form => { form.noValidate = true; form.requestSubmit() }")
    page.wait_for_selector("html:not([data-old]), [role=alert]")
    page.wait_for_load_state("networkidle")


def expired(page: Page) -> None:
    """Send a form whose cookie is gone."""
    page.context.clear_cookies(name=re.compile("csrf"))
    refused(page)


def sent(page: Page) -> None:
    """Send a request, slowly enough for a person."""
    page.locator(".choice").first.click()
    page.fill("[name=name]", "Rosa Huamán")
    page.fill("[name=email]", "rosa@correo.example")
    page.fill("[name=subject]", "La refrigeradora no enfría")
    page.fill("[name=body]", "Desde ayer no enfría.\nPedido CL-20418.")
    page.wait_for_timeout(3500)
    refused(page)


def follow(selector: str, page: Page) -> None:
    """Open what the first such link leads to."""
    page.goto(str(page.eval_on_selector(selector, "link => link.href")), wait_until="networkidle")


def press(keys: str, page: Page) -> None:
    """Use the keyboard on the page."""
    page.keyboard.press(keys)
    page.wait_for_timeout(400)


def own_request(page: Page) -> None:
    """Open the link in the latest mail that has one."""
    for mail in page.eval_on_selector_all("main a[href^='/demo/mail/']", "links => links.map(link => link.href)"):
        page.goto(mail)
        if found := re.search(r"/r/[\w-]{20,}/", page.content()):
            page.goto(re.sub("/demo/.*", found[0], page.url), wait_until="networkidle")
            return


def note(page: Page) -> None:
    """Turn the composer of the first ticket to a note."""
    follow(".t-sub a", page)
    page.check("[name=kind][value=note]", force=True)
    page.fill(".composer textarea", "Mañana llamo al taller.")
    page.wait_for_timeout(400)


def answered(page: Page) -> None:
    """Answer the first ticket with a file: for some seconds the reply can be taken back."""
    follow(".t-sub a", page)
    page.fill(".composer textarea", "Le enviamos la guía.")
    page.set_input_files(".composer [type=file]", {"name": "guía.txt", "mimeType": "text/plain", "buffer": b"1"})
    page.click(".composer [data-send]")
    page.wait_for_timeout(1500)


def undone(page: Page) -> None:
    """Answer with a file, and take the reply back."""
    answered(page)
    page.click(".sent form button")
    page.wait_for_load_state("networkidle")


def ticked(page: Page) -> None:
    """Choose two tickets."""
    for box in page.locator(".t-check").all()[:2]:
        box.check(force=True)


def previewed(page: Page) -> None:
    """Ask what stricter promises would move."""
    page.fill("[name=first_response_3]", "30 min")
    page.check("[name=scope][value=open]", force=True)
    refused(page)


PUBLIC: dict[str, Stop] = {
    "home": "/",
    "request-new": "/requests/new/",
    "request-errors": ("/requests/new/", refused),
    "request-expired": ("/requests/new/", expired),
    "request-sent": ("/requests/new/", sent),
    "request-find": "/requests/find/",
    "request-find-errors": ("/requests/find/", refused),
    "request-find-sent": "/requests/find/?sent=1",
    "request-gone": "/r/0123456789abcdef0123456789abcdef/",
    "not-found": "/nowhere/",
    "sign-in": "/accounts/login/",
    "sign-in-errors": ("/accounts/login/", refused),
    "password-reset": "/accounts/password/reset/",
    "password-reset-sent": "/accounts/password/reset/sent/",
    "password-link-void": "/accounts/password/reset/0123456789/",
}
AGENT: dict[str, Stop] = {
    "queue-open": "/agent/tickets/?view=open",
    "queue-mine": "/agent/tickets/?view=mine",
    "queue-solved": "/agent/tickets/?view=solved",
    "queue-search": "/agent/tickets/?view=all&q=garant%C3%ADa",
    "queue-empty": "/agent/tickets/?view=mine&q=xyzzy+estado:nada",
    "queue-ticked": ("/agent/tickets/?view=open", ticked),
    "palette": ("/agent/tickets/?view=open", partial(press, "Control+k")),
    "shortcuts": ("/agent/tickets/?view=open", partial(press, "?")),
    "ticket": ("/agent/tickets/?view=open", partial(follow, ".t-sub a")),
    "ticket-waiting": ("/agent/tickets/?view=waiting", partial(follow, ".t-sub a")),
    "ticket-solved": ("/agent/tickets/?view=solved", partial(follow, ".t-sub a")),
    "ticket-note": ("/agent/tickets/?view=mine", note),
    "ticket-answered": ("/agent/tickets/?view=mine", answered),
    "ticket-undone": ("/agent/tickets/?view=mine", undone),
    "ticket-new": "/agent/tickets/new/",
    "ticket-new-errors": ("/agent/tickets/new/", refused),
    "ticket-not-found": "/agent/tickets/999999/",
    "no-access": "/settings/people/",
    "preferences": "/accounts/preferences/",
    "articles": "/agent/knowledge/",
    "article-new": "/agent/knowledge/new/",
    "articles-statistics": "/agent/knowledge/statistics/",
    "password": "/accounts/password/",
    "password-errors": ("/accounts/password/", refused),
    "ticket-chat": ("/agent/tickets/?view=all&q=channel:whatsapp", partial(follow, "main .trow a")),
    "phones": "/demo/phone/",
    "phone": ("/demo/phone/", partial(follow, "main .list a")),
    "phone-new": "/demo/phone/new/",
    "mail-catcher": "/demo/mail/",
    "reports-own": "/reports/?period=30d",
    "mail-new": "/demo/mail/new/",
    "mail": ("/demo/mail/", partial(follow, "main a[href^='/demo/mail/']:not([href$='new/'])")),
    "request": ("/demo/mail/", own_request),
}
ADMIN: dict[str, Stop] = {
    "reports": "/reports/",
    "reports-definitions": "/reports/definitions/",
    "search-help": "/agent/tickets/search/",
    "settings-channels": "/settings/channels/",
    "settings-mailbox": ("/settings/channels/", partial(follow, ".chan a.btn")),
    "settings-mailbox-new": "/settings/channels/new/",
    "settings-whatsapp": ("/settings/channels/", partial(follow, ".chan:has([href$='#whatsapp']) a.btn")),
    "settings-whatsapp-new": "/settings/channels/new/whatsapp/",
    "settings-telegram-new": "/settings/channels/new/telegram/",
    "settings-inbox": "/settings/channels/inbox/",
    "settings-inbox-all": "/settings/channels/inbox/?state=all",
    "settings-people": "/settings/people/",
    "settings-person": ("/settings/people/", partial(follow, "table a.btn")),
    "settings-person-errors": ("/settings/people/new/", refused),
    "settings-teams": "/settings/teams/",
    "settings-team": ("/settings/teams/", partial(follow, "table a.btn")),
    "settings-categories": "/settings/categories/",
    "settings-category": ("/settings/categories/", partial(follow, "table a.btn")),
    "settings-category-errors": ("/settings/categories/new/", refused),
    "settings-sla": "/settings/sla/",
    "settings-sla-preview": ("/settings/sla/", previewed),
    "settings-desk": "/settings/desk/",
    "settings-topics": "/settings/knowledge/",
    "settings-audit": "/settings/audit/",
    "settings-holidays": "/settings/sla/holidays/lists/?country=PE&year=2027",
    "settings-satisfaction": "/settings/satisfaction/",
    "settings-branding": "/settings/branding/",
    "settings-mails": "/settings/mails/",
    "settings-mail": "/settings/mails/acknowledgement/es/",
    "styleguide": "/styleguide/",
}


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
            page.goto(self.server + path, wait_until="networkidle")
            if scene:
                scene(page)
            for width in SIZES:
                self.picture(page, name, width)
            page.close()
        context.close()

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


def main() -> int:
    """Visit every page in every combination; return 1 when the browser complained."""
    words = sys.argv[1:]
    server = next((word.rstrip("/") for word in words if word.startswith("http")), SERVER)
    wanted = [word for word in words if not word.startswith("http")]
    FOLDER.mkdir(exist_ok=True)
    faults: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for language, theme in product(("en", "es"), ("dark", "light")):  # leaves the people as the demo made them
            camera = Camera(browser, server, language=language, theme=theme, wanted=wanted)
            camera.tour()
            faults.update(camera.faults)
        browser.close()
    print("\n".join(sorted(faults)) or "The browser complained about nothing.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
