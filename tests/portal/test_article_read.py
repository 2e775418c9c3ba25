"""Whoever comes from an article that did not help: the form names it, the ticket tells of it, and it is counted."""

import pytest
from django.test import Client
from django.utils import translation

from knowledge import publishing
from knowledge.models import ArticleUse, Translation
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON
from tests.portal.forms import request_fields, send
from tickets import history
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Translation:
    """A public article."""
    return ArticleFactory.create("The washer does not drain")


def test_the_form_names_the_article_and_keeps_it(client: Client, article: Translation) -> None:
    page = client.get(f"/requests/new/?article={article.slug}").content.decode()
    assert f'<input type="hidden" name="article" value="{article.slug}">' in page
    again = send(client, article=article.slug, subject="")
    assert (again.status_code, article.title in again.content.decode()) == (422, True)


def test_the_ticket_tells_of_the_article_and_it_is_counted(client: Client, article: Translation) -> None:
    send(client, article=article.slug)
    event = TicketEvent.objects.get(kind="article_read")
    ticket = Ticket.objects.get()
    assert event.after == {"title": article.title, "url": article.get_absolute_url()}
    with translation.override("en"):
        said = history.sentence(event)
    assert said == "Rosa Huamán had read the article “The washer does not drain” and still needed help"
    use = ArticleUse.objects.get()
    assert (use.kind, use.translation, use.ticket) == ("still_needed_help", article, ticket)


@pytest.mark.parametrize("slug", ["", "nowhere", "\x00", "x" * 100, "<b>"])
def test_an_article_that_is_not_there_changes_nothing(client: Client, slug: str) -> None:
    assert client.get("/requests/new/", {"article": slug}).status_code == 200
    assert send(client, article=slug).status_code == 302
    assert not ArticleUse.objects.exists()


def test_internal_and_archived_articles_are_not_named(client: Client, article: Translation) -> None:
    secret = ArticleFactory.create("Secret ways", visibility="internal")
    publishing.archive(article, at=NOON)
    for row in (secret, article):
        assert row.title not in client.get(f"/requests/new/?article={row.slug}").content.decode()
        client.post("/requests/new/", request_fields(article=row.slug))
    assert TicketEvent.objects.filter(kind="article_read").count() == 0


def test_the_summary_asks_for_suggestions(client: Client) -> None:
    page = client.get("/requests/new/").content.decode()
    assert [part in page for part in ('hx-get="/help/suggestions/"', 'id="suggestions" aria-live="polite"')] == [
        True
    ] * 2
