"""A small help centre, and somebody who reads."""

import pytest
from django.test import Client

from knowledge import publishing
from knowledge.models import Category, Translation
from knowledge.publishing import Text
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory, TopicFactory
from tests.factories.tickets import NOON


@pytest.fixture
def reader() -> Client:
    """A browser, in English."""
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 Firefox/140.0"})


@pytest.fixture
def agent() -> Client:
    """A browser in which somebody of the desk has signed in."""
    client = Client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})
    client.force_login(UserFactory.create(language="en"))
    return client


@pytest.fixture
def topic() -> Category:
    """A topic."""
    row: Category = TopicFactory.create(name="Laundry")
    return row


@pytest.fixture
def washer(topic: Category) -> Translation:
    """An article in English."""
    body = "Open the filter.\n\n## Hose\n\nNo kinks.\n\n## Load\n\nSpread it."
    return ArticleFactory.create("The washer does not drain", body=body, summary="It is the filter.", category=topic)


@pytest.fixture
def lavadora(washer: Translation) -> Translation:
    """The same article in Spanish."""
    text = Text("La lavadora no desagua", "Abra el filtro.", "Es el filtro.")
    follows = washer.published_revision
    row = publishing.new_translation(washer.article, text, language="es", by=None, at=NOON, follows=follows)
    publishing.publish(row, by=None, at=NOON)
    return row


@pytest.fixture
def secret(topic: Category) -> Translation:
    """An article that only the desk reads, with words like the others'."""
    return ArticleFactory.create(
        "Washer drain secrets", body="The filter of the washer.", category=topic, visibility="internal"
    )
