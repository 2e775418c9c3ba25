"""What `make screenshots` does on a page before its picture."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

Scene = Callable[[Page], None]  # leads from the first page to what shall be seen
Stop = str | tuple[str, Scene]


SOLVED = "form[action$='/solved/'] button"
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


def asked(page: Page) -> None:
    """Say that the own request is solved, and open the page that asks how it went."""
    own_request(page)
    if page.locator(SOLVED).count():
        page.click(SOLVED)
        page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}rating/", wait_until="networkidle")


def rated(page: Page) -> None:
    """Rate it as bad as can be: somebody offers help."""
    asked(page)
    page.locator(".faces label").first.click()
    page.fill("[name=comment]", "Nadie me llamó.")
    refused(page)


def searched(page: Page) -> None:
    """Type a question with a slip, slowly enough for answers to come."""
    page.locator(".finder input").press_sequentially("mi labadora no", delay=40)
    page.wait_for_selector("#answers li")


def useless(page: Page) -> None:
    """Open the article that is read most, and say that it was not useful."""
    follow("[aria-labelledby=popular-title] a", page)
    page.click("#feedback [value=no]")
    page.wait_for_selector("#feedback textarea")


def versions(page: Page) -> None:
    """Open the versions of the article that was changed last."""
    follow("main table a", page)
    follow("[href$='/versions/']", page)


def suggested(page: Page) -> None:
    """Sum the request up, and wait for articles that answer it."""
    page.fill("[name=subject]", "la refri no enfria")
    page.wait_for_selector("#suggestions li")


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
    follow("article a.btn", page)
    page.fill("[name=first_response_3]", "30 min")
    page.check("[name=scope][value=open]", force=True)
    refused(page)


def listed(page: Page) -> None:
    """Ask for the holidays of next year."""
    follow("table a.btn", page)
    page.fill("[name=year]", "2027")
    page.locator("form[action$='/lists/'] button").click()
    page.wait_for_load_state("networkidle")


def history(page: Page) -> None:
    """Open the history of the first ticket."""
    follow(".t-sub a", page)
    page.goto(f"{page.url.partition('?')[0]}history/", wait_until="networkidle")


def letter(subject: str, page: Page) -> None:
    """Open the caught mail with such a subject as its receiver sees it."""
    found = page.locator("main th a", has_text=re.compile(subject)).first
    if found.count():
        page.goto(f"{page.evaluate('location.origin')}{found.get_attribute('href')}html/", wait_until="networkidle")


def chosen_answer(page: Page) -> None:
    """Open the canned answers beside a reply."""
    follow(".t-sub a", page)
    page.focus(".composer textarea")
    page.keyboard.type("/")
    page.wait_for_timeout(700)


def too_often(page: Page) -> None:
    """Guess a password until the door stays shut."""
    for _attempt in range(12):
        page.fill("input[type=email]", "nobody@mesa.test")
        page.fill("input[type=password]", "guess")
        refused(page)
