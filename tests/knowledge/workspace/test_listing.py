"""The list of articles."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge import publishing
from knowledge.models import CategoryText
from knowledge.publishing import Text
from knowledge.workspace import listing
from tests.factories.knowledge import ArticleFactory, TopicFactory
from tests.factories.tickets import NOON
from tests.knowledge.workspace.conftest import Enter

pytestmark = pytest.mark.django_db
TITLES = ("Draft", "Live", "Newer", "Reviewed", "Gone", "Horno", "Translated")


@pytest.fixture
def articles(alice: User) -> None:
    """One article in each situation."""
    topic = TopicFactory.create(name="Ovens")
    for title in ("Draft", "Reviewed", "Gone"):
        row = ArticleFactory.create(title, published=False)
        if title == "Reviewed":
            publishing.send_to_review(row, at=NOON)
        if title == "Gone":
            publishing.archive(row, at=NOON)
    ArticleFactory.create("Live", body="Acción rápida")
    newer = ArticleFactory.create("Newer")
    publishing.save(newer, Text("Newer", "Other"), base=1, by=alice, at=NOON)
    spanish = ArticleFactory.create("Horno", language="es", category=TopicFactory.create(parent=topic))
    publishing.new_translation(
        spanish.article, Text("Translated", "x"), language="en", by=alice, at=NOON, follows=spanish.published_revision
    )
    publishing.save(spanish, Text("Horno", "Otro"), base=1, by=alice, at=NOON)
    publishing.publish(spanish, by=alice, at=NOON)


def listed(enter: Enter, user: User, **asked: str | int) -> set[str]:
    page = enter(user).get(reverse("knowledge:articles"), asked).text
    return {title for title in TITLES if f'">{title}</span></a>' in page}


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("view", "titles"),
    [
        ("", {"Draft", "Live", "Newer", "Reviewed", "Horno", "Translated"}),
        ("draft", {"Draft", "Newer", "Translated"}),
        ("review", {"Reviewed"}),
        ("published", {"Live", "Newer", "Horno"}),
        ("outdated", {"Translated"}),
        ("archived", {"Gone"}),
        ("nonsense", {"Draft", "Live", "Newer", "Reviewed", "Horno", "Translated"}),
    ],
)
def test_views(enter: Enter, lena: User, view: str, titles: set[str]) -> None:
    assert listed(enter, lena, view=view) == titles


@pytest.mark.usefixtures("articles")
def test_filters(enter: Enter, alice: User) -> None:
    topic = CategoryText.objects.get(name="Ovens", language="en").category_id
    found = [
        listed(enter, alice, language="es"),
        listed(enter, alice, topic=topic),
        listed(enter, alice, q="accion RAPIDA"),
        listed(enter, alice, q="hórno"),
        listed(enter, alice, q="%"),
        listed(enter, alice, q="Other"),
        listed(enter, alice, q="live nothing"),
        listed(enter, alice, topic="x", language="xx", page="99"),
    ]
    everything = set(TITLES) - {"Gone"}
    assert found == [{"Horno"}, {"Horno", "Translated"}, {"Live"}, {"Horno"}, set(), {"Newer"}, set(), everything]


def test_long_lists_have_pages(enter: Enter, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS", 3)
    topic = TopicFactory.create()
    for number in range(5):
        ArticleFactory.create(f"Number {number}", category=topic, published=False)
    browser = enter(alice)
    first = browser.get(reverse("knowledge:articles"), {"q": "number"}).text
    assert ("1 to 3 of 5" in first, "?q=number&amp;page=2" in first) == (True, True)
    assert "4 to 5 of 5" in browser.get(reverse("knowledge:articles"), {"page": 2}).text


@pytest.mark.parametrize("count", [1, 6])
def test_constant_queries(
    enter: Enter, alice: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        ArticleFactory.create(f"Number {number}", by=alice)
    browser = enter(alice)
    with django_assert_max_num_queries(14):
        browser.get(reverse("knowledge:articles"))
