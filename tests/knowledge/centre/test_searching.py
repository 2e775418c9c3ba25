"""The search page, what is offered while typing, and beside the form."""

import pytest
from django.test import Client

from knowledge.models import SearchLog, Translation
from tests.factories.knowledge import ArticleFactory, TopicFactory

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def logged() -> list[tuple[str, int, str]]:
    return list(SearchLog.objects.order_by("pk").values_list("query", "hits", "source"))


def test_results_are_marked_counted_and_logged(reader: Client, washer: Translation) -> None:
    page = reader.get("/help/search/?q=filter")
    text = page.content.decode()
    assert [part in text for part in (washer.title, "<mark>filter</mark>", "1 article found", "noindex")] == [True] * 4
    assert page.headers["Cache-Control"] == "private, no-store"
    assert logged() == [("filter", 1, "portal")]


def test_nothing_found_leads_on_and_takes_the_question_along(reader: Client, washer: Translation) -> None:
    page = reader.get("/help/search/?q=zebra").content.decode()
    assert "/requests/new/?subject=zebra" in page
    assert 'name="subject" value="zebra"' in reader.get("/requests/new/?subject=zebra").content.decode()
    assert [part in page for part in ("Nothing was found", "Laundry", "/requests/new/", 'value="zebra"')] == [True] * 4
    assert logged() == [("zebra", 0, "portal")]


@pytest.mark.parametrize("query", ["", "+", "a", "%00", "%3Cscript%3Ealert(1)%3C/script%3E", "q" * 5000])
@pytest.mark.usefixtures("washer")
def test_any_question_is_answered(reader: Client, query: str) -> None:
    page = reader.get(f"/help/search/?q={query}")
    assert (page.status_code, b"<script>alert" in page.content) == (200, False)


def test_a_few_links_are_offered_while_typing(reader: Client, washer: Translation) -> None:
    assert washer.get_absolute_url() in reader.get("/help/search/?q=wash", headers=HTMX).content.decode()
    assert reader.get("/help/search/?q=wa", headers=HTMX).content.strip() == b""
    assert "<html" not in reader.get("/help/search/?q=wash", headers=HTMX).content.decode()
    assert len(logged()) == 1


def test_articles_are_offered_beside_the_form(reader: Client, washer: Translation) -> None:
    text = reader.get("/help/suggestions/?subject=My+washer+will+not+drain", headers=HTMX).content.decode()
    assert [part in text for part in (washer.title, f"/help/articles/{washer.pk}/solved/")] == [True, True]
    assert reader.get("/help/suggestions/?subject=zebra", headers=HTMX).content.strip() == b""
    assert logged()[0] == ("my washer will not drain", 1, "form")


@pytest.mark.usefixtures("washer")
def test_searches_of_the_desk_and_of_programs_are_not_counted(agent: Client) -> None:
    for client in (agent, Client(headers={"user-agent": "Googlebot/2.1"})):
        assert client.get("/help/search/?q=filter").status_code == 200
    assert logged() == []


def test_a_list_that_is_cut_does_not_say_how_many_were_found(reader: Client) -> None:
    topic = TopicFactory.create()
    for number in range(13):
        ArticleFactory.create(f"Filter {number}", body="Filter", category=topic)
    page = reader.get("/help/search/?q=filter").content.decode()
    assert ("The 12 articles that fit best" in page, "found" in page) == (True, False)
