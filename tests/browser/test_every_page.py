"""Every page that can be reached by links, as each kind of person: it answers, fits, reads well and breaks no rule.

Of each kind of address (view and query keys) the first few found are asked for. Those who between them see all that
pages say open some of each view in the browser, and have one examined by axe. The desk is Spanish, so whatever a page
says in the words of an English msgid has escaped translation.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import polib
import pytest
from django.conf import settings as django_settings
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from helpdesk.accounts.models import User
from knowledge.demo import load as articles
from tests.browser.conftest import WIDE, Visit
from tests.factories import TicketFactory
from tests.mails import raw_mail, stored
from tests.portal.forms import link_of
from tickets.delivery import outbox
from tickets.demo import load
from tickets.models import Channel, Delivery, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

ALIKE = 2  # addresses of one kind that are asked for
NARROWEST = {"width": 360, "height": 740}
LAST_DAY = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)
DARK_TOO = {
    "tickets:queue",
    "reports:dashboard",
    "tickets:detail",
    "requests:status",
    "settings:channels",
    "mailcatcher:detail",
}
PEOPLE = {
    "admin": "admin@mesa.test",
    "manager": "manager@mesa.test",
    "agent": "agent@mesa.test",
    "light agent": "paola@mesa.test",
    "visitor": "",
}
CLOSELY = {"admin", "visitor"}
# The others' pages are the administrator's with less on them, in which their links are followed.
# What a template says when somebody forgot to mark it. Marked texts are known from the catalogue.
COMMON_WORDS = frozenset((
    "add", "all", "back", "cancel", "close", "continue", "created", "delete", "details", "done", "edit", "help", "home",
    "loading", "name", "new", "next", "none", "open", "password", "previous", "remove", "reply", "save", "search",
    "send", "settings", "sign in", "sign out", "status", "submit", "today", "unknown", "update", "upload", "yes",
))  # fmt: skip
# Text of a page where it is said: in nodes, labels, placeholders and titles; not where another language is declared,
# nor in what people wrote.
SAID = """() => {
  const spanish = (element) => element && element.closest("[lang]")?.lang === document.documentElement.lang;
  const said = new Set([document.title.split(" · ")[0]]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (spanish(parentElement) && !parentElement.closest("script, style, pre, code, textarea")) said.add(data);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    if (spanish(element)) for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (element.hasAttribute(name)) said.add(element.getAttribute(name));
  return [...said].map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""


@pytest.fixture(autouse=True)
def desk(settings: Settings, live_server: LiveServer) -> None:
    """Have the demo's company, with a held mail and a caught one."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "helpdesk.mailcatcher.backend.CatcherBackend"
    settings.SITE_URL = live_server.url
    load.load(count=12, seed=3, until=LAST_DAY)
    articles.load(3, LAST_DAY)
    mailbox = Channel.objects.filter(kind="email").get()
    stored(mailbox, raw_mail(subject="Un correo raro")).hold("El correo no dice quién lo escribió.", at=LAST_DAY)
    TicketFactory.create(subject="El horno no calienta", at=timezone.now())
    outbox.deliver(Delivery.objects.filter(kind="acknowledgement").latest("pk").pk, at=timezone.now())


class Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.found = page, [""][:0]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a link that a person could follow."""
        target = dict(attrs).get("href")
        if tag == "a" and target:
            self.found.append(urldefrag(urljoin(self.page, target)).url)


def kind_of(url: str) -> str:
    """Return the view's name and which query keys there are: what makes pages alike."""
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return parts.path
    keys = sorted({key for key, _value in parse_qsl(parts.query)})
    return f"{name}?{'&'.join(keys)}" if keys else name


@dataclass
class Crawl:
    """One person's walk through the product."""

    visit: Visit
    waiting: list[str]
    seen: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)  # one page for each kind
    problems: list[str] = field(default_factory=list)

    def walk(self) -> None:
        """Ask for the addresses that links lead to."""
        while self.waiting:
            url = self.waiting.pop(0)
            kind = kind_of(url)
            if url in self.seen or not url.startswith(self.visit.server + "/") or self.asked[kind] == ALIKE:
                continue
            self.seen.add(url)
            self.asked[kind] += 1
            self.ask(url)

    def ask(self, url: str) -> None:
        """Ask for one address; keep a page as an example of its kind, and note down its links."""
        answer = self.visit.page.context.request.get(url)
        if answer.status >= 400:
            self.problems.append(f"{url} answers {answer.status}")
        elif "text/html" in answer.headers["content-type"] and "content-disposition" not in answer.headers:
            self.examples.setdefault(kind_of(answer.url), answer.url)
            self.waiting += Links(answer.url, answer.text()).found

    def look(self, english: frozenset[str]) -> None:
        """Open a page of each kind and note down what is wrong with it."""
        opened: Counter[str] = Counter()
        for kind, url in self.examples.items():
            view = kind.partition("?")[0]
            opened[view] += 1
            if opened[view] > ALIKE:
                continue
            page = self.visit.page
            page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            page.goto(url)
            found = in_english(page, english) + overflow(page)
            if page.locator("h1").count() != 1:
                found.append(f"{page.locator('h1').count()} headings of level 1")
            if opened[view] == 1:
                found += self.examine(dark_too=view in DARK_TOO)
            self.problems += [f"{kind} ({urlsplit(url).path}): {problem}" for problem in found]

    def examine(self, *, dark_too: bool) -> list[str]:
        """Return what axe finds in the light theme, and in the dark one."""
        page = self.visit.page
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        found = self.visit.axe()
        if dark_too:
            page.emulate_media(color_scheme="dark")
            found += [f"dark: {violation}" for violation in self.visit.axe()]
            page.emulate_media(color_scheme="light")
        return found


def in_english(page: Page, english: frozenset[str]) -> list[str]:
    """Return what the page says in English."""
    return [f"in English: {text}" for text in page.evaluate(SAID) if text.lower() in english]


def overflow(page: Page) -> list[str]:
    """Return how much wider than a small phone the page is."""
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide on a screen of 360"] if width > 360 else []


@pytest.fixture(scope="session")
def english() -> frozenset[str]:
    """Return what a Spanish page must not say, in lower case: msgids that Spanish says otherwise, and common words."""
    catalogue = polib.pofile(str(Path(django_settings.BASE_DIR) / "locale/es/LC_MESSAGES/django.po"))
    spanish = {text.lower() for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}
    marked = {" ".join(re.sub(r"<[^>]+>", "", entry.msgid).lower().split()) for entry in catalogue}
    return frozenset((marked | COMMON_WORDS) - spanish)


@pytest.mark.timeout(400)  # the administrator alone has a hundred pages
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_in_order(browse: Callable[..., Visit], english: frozenset[str], who: str) -> None:
    user = User.objects.get(email=PEOPLE[who]) if PEOPLE[who] else None
    visit = browse(user=user, language="es")
    request_page = link_of(Ticket.objects.get(subject="El horno no calienta"))
    starts = ["/agent/tickets/"] if user else ["/", "/accounts/login/", "/demo/mail/", request_page]
    crawl = Crawl(visit, [visit.server + path for path in starts])
    crawl.walk()
    if who in CLOSELY:
        crawl.look(english)
    assert (crawl.problems, visit.faults) == ([], [])
    assert len(crawl.examples) > 8


def test_english_is_noticed(browse: Callable[..., Visit], english: frozenset[str]) -> None:
    """The check itself works: an English page is full of it, and a Spanish one is not."""
    assert "in English: Send a request" in in_english(browse(language="en").go("/"), english)
    assert in_english(browse(language="es").go("/"), english) == []
