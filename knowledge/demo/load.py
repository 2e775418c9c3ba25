"""Writing the articles of Casa Lumbre, through the same door as their authors."""

import re
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.text import slugify

from helpdesk.accounts.models import User
from knowledge import pictures, publishing
from knowledge.demo import catalogue, readers, replies
from knowledge.demo.catalogue import PIECES, TOPICS, Piece
from knowledge.demo.drawings import FRIDGE, PARCEL, drawing
from knowledge.models import Article, Category, CategoryText, Review, Revision, Translation, Visibility
from knowledge.publishing import Text

AUTHORS = ("manager@mesa.test", "agent@mesa.test", "admin@mesa.test")


@transaction.atomic
def load(seed: int, until: datetime) -> None:
    """Fill an empty help centre; where there are topics already, leave it as it is. The same for the same seed."""
    if Category.objects.exists():
        return
    rng = Random(seed)  # noqa: S311 -- the same data each time is the point
    authors = list(User.objects.filter(email__in=AUTHORS).order_by("email"))
    writer = Writer(rng, authors, until=until)
    topics = _topics()
    for piece in PIECES:
        writer.write(piece, topics[piece.topic])
    readers.read(rng, writer.written, until=until)
    replies.give(rng)


def _topics() -> dict[str, Category]:
    made: dict[str, Category] = {}
    for position, topic in enumerate(TOPICS):
        parent = made.get(topic.inside)
        row = Category.objects.create(icon=topic.icon, position=position, parent=parent)
        made[topic.key] = row
        for language, (name, description) in (("es", topic.spanish), ("en", topic.english)):
            words = {"name": name, "slug": slugify(name), "description": description}
            CategoryText.objects.create(category=row, language=language, **words)
    return made


class Writer:
    """Writes one article after the other, each at its time and by somebody."""

    def __init__(self, rng: Random, authors: list[User], *, until: datetime) -> None:
        """Have authors and pictures at hand."""
        self.rng, self.authors, self.until = rng, authors, until
        self.written: list[tuple[Piece, Translation]] = []
        boxes = {"serial": FRIDGE, "parcel": PARCEL}
        self.images = {
            key: pictures.keep(drawing(parts), name=f"{key}.png", by=authors[0], at=until - timedelta(days=150))
            for key, parts in boxes.items()
        }

    def write(self, piece: Piece, topic: Category) -> None:
        """Write an article in the languages that it has."""
        by = self.rng.choice(self.authors)
        at = self.until - timedelta(days=self.rng.randint(75, 140), minutes=self.rng.randrange(600))
        visibility = Visibility.INTERNAL if piece.is_internal else Visibility.PUBLIC
        place = {"category": topic, "visibility": visibility, "is_featured": piece.is_featured}
        article = Article.objects.create(owner=by, created_at=at, **place)
        spanish = self._begin(article, piece, "es", by=by, at=at)
        follows = spanish.latest_revision if spanish else None
        english = self._begin(article, piece, "en", by=by, at=at + timedelta(days=2), follows=follows)
        if spanish and piece.outdated:
            self._improve(spanish, piece, by=by, at=self.until - timedelta(days=self.rng.randint(3, 20)))
        self.written += [(piece, row) for row in (spanish, english) if row]

    def _begin(
        self, article: Article, piece: Piece, language: str, *, by: User, at: datetime, follows: Revision | None = None
    ) -> Translation | None:
        text = self._text(piece.key, language)
        if text is None:
            return None
        if piece.outdated and language == "es":
            text = Text(text.title, _without_end(text.body), text.summary)
        row = publishing.new_translation(article, text, language=language, by=by, at=at, follows=follows)
        stage = piece.english_stage if language == "en" else piece.stage
        if stage == "published":
            publishing.publish(row, by=by, at=at + timedelta(hours=3))
        elif stage == "review":
            self._ask_for_review(row, by=by)
        row.refresh_from_db()
        return row

    def _ask_for_review(self, row: Translation, *, by: User) -> None:
        """Let it wait; of the mails that this sent yesterday, none is left."""
        at = self.until - timedelta(days=1)
        publishing.send_to_review(row, at=at)
        Review.objects.create(translation=row, revision=row.revisions.latest("number"), asked_by=by, asked_at=at)

    def _improve(self, row: Translation, piece: Piece, *, by: User, at: datetime) -> None:
        text = self._text(piece.key, "es")
        if text:
            publishing.save(row, text, base=1, by=by, at=at, note="Datos puestos al día")
            publishing.publish(row, by=by, at=at + timedelta(hours=1))

    def _text(self, key: str, language: str) -> Text | None:
        """Return a text with its links to other articles and its pictures as addresses."""
        text = catalogue.text(key, language)
        return Text(text.title, self._addressed(text.body, language), text.summary) if text else None

    def _addressed(self, body: str, language: str) -> str:
        def article(found: re.Match[str]) -> str:
            other = catalogue.text(found[1], language)
            return f"(/help/{language}/{slugify(other.title if other else found[1])}/"

        body = re.sub(r"\(article:([\w-]+)", article, body)
        return re.sub(r"\(image:(\w+)", lambda found: f"({self.images[found[1]].get_absolute_url()}", body)


def _without_end(body: str) -> str:
    """Return a text as it was before its last paragraph was added."""
    return body.rpartition("\n\n")[0] or body
