"""What `make screenshots` takes pictures of: where each page is, and what is done there before the picture."""

import re
from collections.abc import Callable
from functools import partial

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


PUBLIC: dict[str, Stop] = {
    "home": "/",
    "home-searched": ("/", searched),
    "search": "/help/search/?q=mi+refri+no+enfria",
    "search-nothing": "/help/search/?q=armado+de+muebles",
    "topic": ("/", partial(follow, "[aria-labelledby=topics-title] a")),
    "article": ("/", partial(follow, "[aria-labelledby=popular-title] a")),
    "article-not-useful": ("/", useless),
    "article-thanks": "/help/thanks/",
    "request-new": "/requests/new/",
    "request-suggested": ("/requests/new/", suggested),
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
    "article-edit": ("/agent/knowledge/?view=review", partial(follow, "main table a")),
    "article-versions": ("/agent/knowledge/?view=published", versions),
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
    "rating": ("/demo/mail/", asked),
    "rating-thanks": ("/demo/mail/", rated),
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
    "settings-policy": ("/settings/sla/", partial(follow, "article a.btn")),
    "settings-policy-new": "/settings/sla/policies/new/",
    "settings-sla-preview": ("/settings/sla/", previewed),
    "settings-hours": ("/settings/sla/", partial(follow, "table a.btn")),
    "settings-hours-new": "/settings/sla/hours/new/",
    "settings-desk": "/settings/desk/",
    "article-review": ("/agent/knowledge/?view=review", partial(follow, "main table a")),
    "settings-topics": "/settings/knowledge/",
    "settings-topic": ("/settings/knowledge/", partial(follow, "table a.btn")),
    "settings-words": "/settings/knowledge/words/",
    "settings-word": "/settings/knowledge/words/horno/",
    "settings-word-errors": ("/settings/knowledge/words/new/", refused),
    "settings-records": "/settings/knowledge/records/",
    "settings-audit": "/settings/audit/",
    "settings-holidays": ("/settings/sla/", listed),
    "settings-satisfaction": "/settings/satisfaction/",
    "settings-branding": "/settings/branding/",
    "settings-mails": "/settings/mails/",
    "settings-mail": "/settings/mails/acknowledgement/es/",
    "styleguide": "/styleguide/",
}
