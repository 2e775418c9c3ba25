"""Articles of the tests."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from knowledge.models import Category, CategoryText


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
