"""Every address where articles are written, asked by everybody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from knowledge.models import ArticleImage, ArticleUse, Revision, Translation
from knowledge.workspace.urls import urlpatterns
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.knowledge.pictures import png
from tests.knowledge.workspace.conftest import Enter
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

READ = ("articles", "statistics", "suggest", "edit", "versions")
READ_TO_WRITE = ("new", "plain")
TEXT = {"title": "Another title", "body": "Another text", "base": "1"}
WRITE = {  # what a correct form holds
    "drafts": {"title": "T", "body": "B", "language": "en", "category": "", "visibility": "public"},
    "previews": {"title": "T", "body": "B", "language": "en"},
    "images": {},
    "text": TEXT,
    "reviews": TEXT,
    "back_to_draft": {},
    "uses": {"kind": "linked", "ticket": ""},
    "restorations": {},
}
PUBLISH = {"publications": TEXT, "archive": {}, "settings": {}, "returns": {"comment": "Say why."}}
WITH_NUMBER = {
    "edit",
    "text",
    "reviews",
    "publications",
    "back_to_draft",
    "archive",
    "returns",
    "settings",
    "versions",
    "plain",
    "uses",
}


@pytest.fixture
def row() -> Translation:
    """An article that customers read."""
    return ArticleFactory.create()


def address(name: str, row: Translation) -> str:
    if name == "restorations":
        return reverse("knowledge:restorations", args=[row.pk, 1])
    return reverse(f"knowledge:{name}", args=[row.pk] if name in WITH_NUMBER else [])


def correct(name: str, row: Translation, ticket: Ticket) -> dict[str, object]:
    data: dict[str, object] = dict((WRITE | PUBLISH)[name])
    if name == "drafts":
        data["category"] = row.article.category_id
    if name == "uses":
        data["ticket"] = ticket.pk
    if name == "images":
        data["image"] = SimpleUploadedFile("a.png", png())
    if name == "settings":
        article = row.article
        data |= {"settings-category": article.category_id, "settings-visibility": "internal", "settings-slug": "oven"}
        data |= {"settings-position": "2", "settings-base": article.version}
    return data


def written() -> tuple[int, ...]:
    states = hash(tuple(Translation.objects.order_by("pk").values_list("state", "slug", "article__visibility")))
    return (Revision.objects.count(), ArticleImage.objects.count(), ArticleUse.objects.count(), states)


def test_every_address_is_asked_here() -> None:
    named = {pattern.name for pattern in urlpatterns}
    assert named == {*READ, *READ_TO_WRITE, *WRITE, *PUBLISH}


def test_strangers_are_asked_to_sign_in(client: Client, row: Translation, ticket: Ticket) -> None:
    before = written()
    answers = [client.get(address(name, row)) for name in (*READ, *READ_TO_WRITE)]
    answers += [client.post(address(name, row), correct(name, row, ticket)) for name in (*WRITE, *PUBLISH)]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert all(answer["Location"].startswith("/accounts/") for answer in answers)
    assert written() == before


def test_light_agents_read_only(enter: Enter, lena: User, row: Translation, ticket: Ticket) -> None:
    browser, before = enter(lena), written()
    reads = {browser.get(address(name, row)).status_code for name in READ}
    refused = {browser.get(address(name, row)).status_code for name in READ_TO_WRITE}
    refused |= {browser.post(address(name, row), correct(name, row, ticket)).status_code for name in (*WRITE, *PUBLISH)}
    assert (reads, refused, written()) == ({200}, {403}, before)


def test_agents_write_but_do_not_publish_or_take_away(
    enter: Enter, alice: User, row: Translation, ticket: Ticket
) -> None:
    browser, before = enter(alice), written()
    refused = {browser.post(address(name, row), correct(name, row, ticket)).status_code for name in PUBLISH}
    assert (refused, written()) == ({403}, before)


@pytest.mark.parametrize("name", WRITE)
def test_agents_write(enter: Enter, alice: User, row: Translation, ticket: Ticket, name: str) -> None:
    answer = enter(alice).post(address(name, row), correct(name, row, ticket))
    assert answer.status_code in {200, 201, 204, 302}


@pytest.mark.parametrize("name", PUBLISH)
@pytest.mark.parametrize("who", ["marta", "ada"])
def test_managers_and_administrators_publish(
    request: pytest.FixtureRequest, enter: Enter, row: Translation, ticket: Ticket, name: str, who: str
) -> None:
    browser = enter(request.getfixturevalue(who))
    answer = browser.post(address(name, row), correct(name, row, ticket))
    assert (answer.status_code, answer["Location"]) == (302, address("edit", row))


@pytest.mark.parametrize("name", [*WRITE, *PUBLISH])
def test_writes_refuse_get(enter: Enter, ada: User, row: Translation, name: str) -> None:
    assert enter(ada).get(address(name, row)).status_code == 405


@pytest.mark.parametrize("name", [*WRITE, *PUBLISH])
def test_writes_need_the_token_of_the_page(ada: User, row: Translation, ticket: Ticket, name: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    assert browser.post(address(name, row), correct(name, row, ticket)).status_code == 403


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("drafts", {"title": "", "body": "x", "language": "en"}),
        ("drafts", {"title": "x", "body": "x", "language": "xx", "category": "99999"}),
        ("text", {"title": "x", "body": "", "base": "1"}),
        ("text", {"title": "x", "body": "x", "base": "abc"}),
        ("text", {"title": "x", "body": "x"}),
        ("text", {"title": "x" * 161, "body": "x", "base": "1"}),
        ("text", {"title": "x\x00", "body": "x", "base": "1"}),
        ("publications", {"title": "", "body": "x", "base": "1"}),
        ("publications", {"title": "x", "body": "![](/help/images/9.png)", "base": "1"}),
        ("settings", {"settings-category": "99999", "settings-slug": "x", "settings-visibility": "public"}),
        ("settings", {"settings-slug": "a b"}),
        ("returns", {"comment": " "}),
        ("returns", {"comment": "x" * 1001}),
        ("images", {}),
        ("images", {"image": SimpleUploadedFile("a.svg", b"<svg/>")}),
        ("uses", {"kind": "solved", "ticket": "1"}),
        ("uses", {"kind": "linked", "ticket": "abc"}),
    ],
)
def test_bad_input_is_refused(enter: Enter, ada: User, row: Translation, name: str, data: dict[str, object]) -> None:
    state = fresh(row).published_revision_id
    assert enter(ada).post(address(name, row), data).status_code == 422
    assert fresh(row).published_revision_id == state


@pytest.mark.parametrize("name", sorted(WITH_NUMBER))
def test_articles_that_do_not_exist_are_not_found(enter: Enter, ada: User, row: Translation, name: str) -> None:
    browser = enter(ada)
    for number in (987654, 10**30):
        path = reverse(f"knowledge:{name}", args=[number])
        answer = browser.get(path) if name in {*READ, *READ_TO_WRITE} else browser.post(path, TEXT)
        assert answer.status_code == 404


def test_fields_that_a_form_does_not_have_change_nothing(enter: Enter, alice: User, row: Translation) -> None:
    more = {
        "state": "published",
        "published_at": "2026-01-01",
        "author": "1",
        "html": "<script>",
        "slug": "x",
        "number": "9",
    }
    draft = ArticleFactory.create(published=False, category=TopicFactory.create())
    enter(alice).post(address("text", draft), TEXT | more)
    found = fresh(draft)
    latest = found.latest_revision
    assert latest
    assert (found.state, found.slug, latest.number, latest.html, latest.author) == (
        "draft",
        "another-title",
        2,
        "",
        alice,
    )
