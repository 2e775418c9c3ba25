"""What search reads of a live translation, and how often it was read: apart from the row that people edit."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from knowledge.models.translation import Translation


class SearchText(models.Model):
    """The words of a live translation; written by knowledge.indexing only, in the publishing transaction.

    `vector` is in the translation's own configuration (mesa_es, mesa_en; weights A title, B summary, C headings,
    D text). `title` is folded (lower case, no accents) for trigrams, `body` is the plain text for excerpts.
    """

    translation = models.OneToOneField(Translation, models.CASCADE, primary_key=True, related_name="search_text")
    language = models.CharField(max_length=5)
    vector = SearchVectorField(null=True)
    title = models.CharField(max_length=160)
    body = models.TextField()

    class Meta:
        indexes = (
            GinIndex(fields=["vector"], name="article_search", fastupdate=False),
            GinIndex(OpClass(models.F("title"), "gin_trgm_ops"), name="article_title_trigrams"),
        )

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that articles of a language have, or had: what a mistyped word is mended with. It shows nobody anything.

    Written by knowledge.indexing with each publishing; folded as the titles of SearchText.
    """

    language = models.CharField(max_length=5)
    word = models.CharField(max_length=40)
    lexeme = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("language", "word"), name="one_row_per_search_word"),)
        indexes = (
            models.Index(fields=("language", "lexeme"), name="search_word_lexemes"),
            GinIndex(OpClass(models.F("word"), "gin_trgm_ops"), name="search_word_trigrams"),
        )

    def __str__(self) -> str:
        return self.word


class Counter(models.Model):
    """How often a translation was read and judged, ever. Raised with F(), never while it is edited."""

    translation = models.OneToOneField(Translation, models.CASCADE, primary_key=True, related_name="counter")
    views = models.PositiveIntegerField(default=0)
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.views} / {self.useful} / {self.not_useful}"

    @property
    def votes(self) -> int:
        """How many said whether it was useful."""
        return self.useful + self.not_useful
