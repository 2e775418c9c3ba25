"""Articles written, reviewed, published and used, in a real browser."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from helpdesk.accounts.models import User
from knowledge import publishing
from knowledge.models import ArticleUse, Translation
from tests.browser.conftest import NARROW, Visit
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.factories.tickets import NOON
from tests.knowledge.pictures import png

pytestmark = pytest.mark.django_db(transaction=True)
Browse = Callable[..., Visit]
GIVE_PICTURE = """(area, data) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "label.png", { type: "image/png" }));
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def alice() -> User:
    """An agent, who writes."""
    user: User = UserFactory.create(name="Alice Ramos", teams=[TeamFactory.create(name="Care")])
    return user


@pytest.fixture
def marta() -> User:
    """A manager, who publishes."""
    user: User = UserFactory.create(name="Marta Paz", role="manager")
    return user


def press(page: Page, name: str) -> None:
    """Reach a button with Tab and press it, as whoever has no mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not reach {name}")


def test_an_article_is_written_reviewed_and_published_by_keyboard(browse: Browse, alice: User, marta: User) -> None:
    TopicFactory.create(name="Ovens")
    write(browse(user=alice))
    row = Translation.objects.get()
    assert (row.state, row.slug) == ("review", "reset-the-oven")
    publish(browse(user=marta))
    reader = browse()
    expect(reader.go("/help/en/reset-the-oven/").locator("article strong")).to_have_text("the button")
    assert reader.faults == []


def write(visit: Visit) -> None:
    """Write an article and send it to review, without a mouse."""
    page = visit.go("/agent/knowledge/new/")
    page.get_by_label("Topic").focus()
    page.keyboard.press("O")
    page.get_by_label("Title").focus()
    page.keyboard.type("Reset the oven")
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.type("Press ")
    page.keyboard.press("Control+b")
    page.keyboard.type("the button")
    expect(page.locator("#preview strong")).to_have_text("the button")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    assert visit.axe() == []
    press(page, "Send to review")
    expect(page.get_by_text("Sent to review.")).to_be_visible()
    assert visit.faults == []


def publish(visit: Visit) -> None:
    """Publish the article that waits for a review, without a mouse."""
    page = visit.go("/agent/knowledge/?view=review")
    page.get_by_role("link", name="Reset the oven").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Title").wait_for()
    press(page, "Publish")
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()
    assert visit.faults == []


def test_the_toolbar_marks_words_and_can_be_undone(browse: Browse, alice: User) -> None:
    visit = browse(user=alice)
    page = visit.go("/agent/knowledge/new/")
    area = page.get_by_label("Text", exact=True)
    area.fill("one\ntwo")
    area.press("Control+a")
    page.get_by_role("button", name="Numbered steps").click()
    expect(area).to_have_value("1. one\n2. two")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("one\ntwo")
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button").first.focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italic")).to_be_focused()
    assert visit.faults == []


def test_a_pasted_picture_stands_in_the_text_and_wants_a_description(browse: Browse, alice: User) -> None:
    visit = browse(user=alice)
    page = visit.go("/agent/knowledge/new/")
    area = page.get_by_label("Text", exact=True)
    area.evaluate(GIVE_PICTURE, base64.b64encode(png()).decode())
    expect(area).to_have_value(re.compile(r"^!\[\]\(/help/images/\d+\.png\)$"))
    expect(page.locator("#preview .alert")).to_contain_text("Say what this picture shows")
    page.keyboard.type("The label")
    expect(page.locator("#preview img")).to_have_attribute("alt", "The label")
    area.evaluate(GIVE_PICTURE, base64.b64encode(b"no picture").decode())
    expect(page.locator("[data-image-error]")).to_have_text("Only PNG, JPEG, GIF and WebP pictures can be shown.")
    visit.expect_status(422)
    assert visit.faults == []


def test_articles_go_into_the_reply(browse: Browse, alice: User) -> None:
    row = ArticleFactory.create("How to reset the oven", body="**Press** the button.")
    ticket = TicketFactory.create(team=alice.teams.get(), language="en")
    visit = browse(user=alice)
    page = visit.go(ticket.get_absolute_url())
    area = page.locator("[data-composer] textarea")
    with page.expect_response("**/uses/"):
        page.get_by_role("button", name="Insert link").click()
    expect(area).to_have_value(f"How to reset the oven: http://testserver{row.get_absolute_url()}")
    with page.expect_response("**/uses/"):
        page.get_by_role("button", name="Insert text").click()
    expect(area).to_have_value(f"How to reset the oven: http://testserver{row.get_absolute_url()}\n\nPress the button.")
    assert list(ArticleUse.objects.order_by("pk").values_list("kind", "ticket")) == [
        ("linked", ticket.pk),
        ("inserted", ticket.pk),
    ]
    page.locator("#suggestions input[type=search]").fill("nothing like it")
    page.keyboard.press("Enter")
    expect(page.locator("#suggestions")).to_contain_text("No article fits.")
    assert (visit.axe(), visit.faults) == ([], [])


def test_all_of_it_works_without_a_script(browse: Browse, alice: User, marta: User) -> None:
    topic = TopicFactory.create(name="Ovens")
    visit = browse(user=alice, javascript=False)
    page = visit.go("/agent/knowledge/new/")
    page.get_by_label("Topic").select_option(str(topic.pk))
    page.get_by_label("Title").fill("Reset the oven")
    page.get_by_label("Text", exact=True).fill("Press **it**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("it")
    page.locator("input[name=image]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="Add the picture").click()
    area = page.get_by_label("Text", exact=True)
    area.fill(area.input_value().replace("![]", "![The label]"))
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Send to review").click()
    row = Translation.objects.get()
    assert (row.state, row.article.category) == ("review", topic)
    boss = browse(user=marta, javascript=False)
    boss.go(f"/agent/knowledge/{row.pk}/").get_by_role("button", name="Publish").click()
    assert fresh(row).images.count() == 1


def test_pages_fit_a_telephone_and_break_no_rule_in_the_dark(browse: Browse, marta: User) -> None:
    body = "## Steps\n\n| A | B | C |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n\n> [!WARNING]\n> Hot\n\n```\ncode\n```"
    row = ArticleFactory.create("How to reset the oven", body=body, by=marta)
    visit = browse(user=marta, size=NARROW, dark=True)
    found = []
    for path in ("", f"{row.pk}/", f"{row.pk}/versions/", "statistics/", "new/", "suggest/?q=oven"):
        page = visit.go(f"/agent/knowledge/{path}")
        found += [f"{path}: {violation}" for violation in visit.axe()]
        found += (
            [f"{path} is too wide"] if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"] else []
        )
    visit.go(row.get_absolute_url())
    assert (found + visit.axe(), visit.faults) == ([], [])


VECTORS = """
<script>window.fired = 1</script> <img src=x onerror="window.fired=1"> <svg/onload=window.fired=1>
[a](javascript:window.fired=1) [b](JaVaScRiPt:window.fired=1) <javascript:window.fired=1>
[c](data:text/html,<script>window.fired=1</script>) ![d](https://evil.example/x.png) ![e](//evil.example/x.png)
[f](https://x.example "\"onmouseover=\"window.fired=1") [g]: javascript:window.fired=1
> [!NOTE]
> <iframe srcdoc="<script>parent.fired=1</script>"></iframe><style>@import "//evil.example/x.css"</style>

:::warning <img src=x onerror=window.fired=1>
<details open ontoggle=window.fired=1><form action=//evil.example><button>x</button></form>
:::

| <img src=x onerror=window.fired=1> |
| --- |
| <base href=//evil.example> |

# <script>window.fired=1</script>
"""


def test_hostile_markdown_runs_nothing_and_asks_nobody(browse: Browse, marta: User) -> None:
    row = ArticleFactory.create("Hostile", published=False)
    text = publishing.Text(VECTORS[:160].strip(), re.sub(r"!\[[^)]*\)", "", VECTORS), VECTORS[:300].strip())
    publishing.save(row, text, base=1, by=marta, at=NOON)
    publishing.publish(row, by=marta, at=NOON)
    visit = browse(user=marta)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.on("dialog", lambda dialog: dialog.accept() if dialog.type == "beforeunload" else asked.append("alert"))
    for path in ("", f"{row.pk}/", f"{row.pk}/versions/", "suggest/?q=script", "statistics/"):
        page = visit.go(f"/agent/knowledge/{path}")
        assert page.evaluate("window.fired") is None
    page = visit.go(f"/agent/knowledge/{row.pk}/")
    with page.expect_response("**/previews/**"):
        page.locator("textarea[name=body]").press_sequentially("![d](https://evil.example/x.png) ")
    page = visit.go(fresh(row).get_absolute_url())
    for link in page.locator("article a").all():
        link.hover()
    assert page.evaluate("window.fired") is None
    assert [url for url in asked if not url.startswith(visit.server)] == []
    assert visit.faults == []
