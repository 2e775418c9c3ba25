"""The versions of a text, compared."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge import publishing
from knowledge.models import Translation
from knowledge.publishing import Text
from knowledge.workspace import versions
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON
from tests.knowledge.workspace.conftest import Enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(alice: User) -> Translation:
    """An article with three versions."""
    row = ArticleFactory.create("One", body="Wait ten minutes", published=False)
    publishing.save(row, Text("Two", "Wait five minutes"), base=1, by=alice, at=NOON)
    publishing.save(row, Text("Two", "Wait five minutes, please"), base=2, by=alice, at=NOON)
    return row


def path(row: Translation, query: str = "") -> str:
    return reverse("knowledge:versions", args=[row.pk]) + query


def test_the_newest_is_compared_with_the_one_before(enter: Enter, lena: User, row: Translation) -> None:
    page = enter(lena).get(path(row)).text
    assert ("From version 2 to 3" in page, "added: </span>, please</ins>" in page) == (True, True)
    assert "Restore version" not in page


@pytest.mark.parametrize("query", ["?from=1&to=3", "?from=3&to=1"])
def test_any_two_are_compared_older_first(enter: Enter, alice: User, row: Translation, query: str) -> None:
    page = enter(alice).get(path(row, query)).text
    assert ("From version 1 to 3" in page, "removed: </span>ten</del>" in page) == (True, True)
    assert ("removed: </span>One</del>" in page, "Restore version 1" in page) == (True, True)


@pytest.mark.parametrize("query", ["?from=99", "?to=abc", f"?to={10**30}", "?from=1&to=1"])
def test_odd_questions_are_answered(enter: Enter, alice: User, row: Translation, query: str) -> None:
    assert enter(alice).get(path(row, query)).status_code == 200


def test_the_first_version_is_shown_whole(enter: Enter, alice: User) -> None:
    page = enter(alice).get(path(ArticleFactory.create(body="Only text"))).text
    assert ("Version 1, the first" in page, "Only text</ins>" in page) == (True, True)


@pytest.mark.parametrize("count", [1, 6])
def test_constant_queries(
    enter: Enter, alice: User, row: Translation, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3, 3 + count):
        publishing.save(row, Text("Two", f"Text {number}"), base=number, by=alice, at=NOON)
    browser = enter(alice)
    with django_assert_max_num_queries(14):
        browser.get(path(row))


def test_many_versions_have_pages(enter: Enter, alice: User, row: Translation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "SHOWN", 4)
    for number in range(3, 5):
        publishing.save(row, Text("Two", f"Text {number}"), base=number, by=alice, at=NOON)
    browser = enter(alice)
    pages = [browser.get(path(row, query)).text for query in ("", "?page=2")]
    assert ["1 to 4 of 5" in pages[0], "5 to 5 of 5" in pages[1], "To version 1<" in pages[1]] == [True] * 3
