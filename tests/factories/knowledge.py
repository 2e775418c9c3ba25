"""Articles of the tests."""

from datetime import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from helpdesk.accounts.models import User
from knowledge import publishing
from knowledge.models import Category, CategoryText, Translation
from tests.factories.tickets import NOON


class TopicFactory(DjangoModelFactory[Category]):
    """A topic of the help centre; `name=` is its name in both languages."""

    class Meta:
        model = Category
        skip_postgeneration_save = True

    @factory.post_generation
    def name(self: Category, create: Any, extracted: str | None, **_kwargs: Any) -> None:
        """Name it in both languages."""
        if create:
            for language in ("es", "en"):
                name = extracted or f"Topic {self.pk}"
                CategoryText.objects.create(category=self, language=language, name=name, slug=f"topic-{self.pk}")


BODY = "Press the button for ten seconds.\n\n## If it does not help\n\nWrite to us."


class ArticleFactory:
    """Writes and publishes an article as people do."""

    @staticmethod
    def create(
        title: str = "How to reset the oven",
        *,
        body: str = BODY,
        summary: str = "",
        language: str = "en",
        at: datetime = NOON,
        published: bool = True,
        by: User | None = None,
        category: Category | None = None,
        visibility: str = "public",
        source_ticket: int | None = None,
    ) -> Translation:
        """Return the article in one language, published unless told otherwise."""
        topic = category or TopicFactory.create()
        text = publishing.Text(title, body, summary)
        more: dict[str, Any] = {"visibility": visibility, "source_ticket": source_ticket}
        row = publishing.new_article(text, category=topic, language=language, by=by, at=at, **more)
        if published:
            publishing.publish(row, by=by, at=at)
        return fresh(row)


def fresh(translation: Translation) -> Translation:
    """Read it again."""
    return Translation.objects.get(pk=translation.pk)
