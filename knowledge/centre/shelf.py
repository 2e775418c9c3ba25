"""What pages of the help centre list: topics with counts, and articles each in one language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from helpdesk.accounts.models import User
from knowledge.models import Category, Translation

Reader = User | AnonymousUser | None
TONES = ("brand", "warn", "good", "wait", "info", "neutral")
SHOWN = 5


@dataclass
class Topic:
    """A topic as one reader sees it, with the topics inside of it."""

    category: Category
    tone: str
    shelf: "Shelf"
    children: list["Topic"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called in the reader's language."""
        return self.category.text(self.shelf.language).name

    @property
    def description(self) -> str:
        """What it is about."""
        return self.category.text(self.shelf.language).description

    @property
    def count(self) -> int:
        """How many articles the reader can read in it."""
        return self.shelf.counts.get(self.category.pk, 0)

    @property
    def total(self) -> int:
        """How many articles, with those of the topics inside."""
        return self.count + sum(child.total for child in self.children)

    @property
    def url(self) -> str:
        """Where it is shown."""
        text = self.category.text(self.shelf.language)
        return reverse("knowledge:topic", args=[text.language, text.slug])


@dataclass(frozen=True)
class Card:
    """An article in a list."""

    translation: Translation
    topic: str
    is_foreign: bool

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        revision = self.translation.published_revision
        return revision.reading_minutes if revision else 1


class Shelf:
    """The topics as one reader sees them, read once for a page: two statements, one more where they are counted."""

    def __init__(self, reader: Reader, language: str) -> None:
        """Look at everything that the reader may read."""
        self.reader, self.language = reader, language
        categories = list(Category.objects.prefetch_related("texts"))
        self._topics = {
            category.pk: Topic(category, TONES[place % len(TONES)], self) for place, category in enumerate(categories)
        }
        for topic in self._topics.values():
            if topic.category.parent_id in self._topics:
                self._topics[topic.category.parent_id].children.append(topic)

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many articles there are to read in each topic, in whatever language."""
        readable = Translation.objects.readable_by(self.reader).order_by()
        return dict(readable.values_list("article__category").annotate(n=Count("article", distinct=True)))

    @property
    def topics(self) -> list[Topic]:
        """The topics of the first level in which there is something to read."""
        above = [topic for topic in self._topics.values() if topic.category.parent_id is None]
        return [topic for topic in above if topic.total]

    def topic(self, pk: int) -> Topic:
        """Return one topic."""
        return self._topics[pk]

    def trail(self, pk: int) -> list[Topic]:
        """Return the topic and what it is inside of, outermost first."""
        topic = self._topics[pk]
        above = topic.category.parent_id
        return [self._topics[above], topic] if above else [topic]

    def articles(self) -> "QuerySet[Translation]":
        """Return what the reader may read, of each article one language: the reader's where there is one."""
        readable = Translation.objects.readable_by(self.reader)
        own = readable.order_by().filter(article=OuterRef("article"), language=self.language)
        chosen = readable.filter(Q(language=self.language) | ~Exists(own))
        return chosen.select_related("article", "published_revision").defer(
            "published_revision__html", "published_revision__body", "published_revision__contents"
        )

    def popular(self) -> list[Card]:
        """Return the articles that are read most."""
        rows = self.articles().filter(counter__views__gt=0)
        return self.cards(rows.order_by("-counter__views", "pk")[:SHOWN])

    def recent(self) -> list[Card]:
        """Return the articles that were published last."""
        return self.cards(self.articles().order_by("-published_at", "pk")[:SHOWN])

    def of_topic(self, topic: Topic) -> list[Card]:
        """Return the articles of a topic, first those that are to be seen first."""
        rows = self.articles().filter(article__category=topic.category)
        return self.cards(rows.order_by("-article__is_featured", "article__position", F("counter__views").desc(), "pk"))

    def cards(self, rows: Iterable[Translation]) -> list[Card]:
        """Return articles as lists show them."""
        return [Card(row, self.topic_name(row), row.language != self.language) for row in rows]

    def topic_name(self, row: Translation) -> str:
        """Return the name of an article's topic."""
        return self._topics[row.article.category_id].name
