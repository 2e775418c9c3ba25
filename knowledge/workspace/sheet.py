"""What the editor shows beside the text: its language, the other languages, and the original of a translation."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from knowledge.comparing import Line, compare
from knowledge.models import Article, Revision, Translation

EVERYTHING = (
    *("article__category__parent", "article__owner", "latest_revision__author", "published_revision__published_by"),
    *("source_revision__translation__latest_revision", "source_revision__translation__published_revision"),
)


@dataclass(frozen=True)
class Tab:
    """A language of the article: written or not."""

    language: str
    name: str
    translation: Translation | None
    is_current: bool


@dataclass
class Sheet:
    """A text being written: one that exists, the first in a further language, or a new article's."""

    language: str
    translation: Translation | None = None
    article: Article | None = None
    siblings: dict[str, Translation] = field(default_factory=dict)

    @property
    def tabs(self) -> list[Tab]:
        """Return each language, in the product's order."""
        return [
            Tab(code, _(str(name)), self.siblings.get(code), code == self.language) for code, name in settings.LANGUAGES
        ]

    @property
    def language_name(self) -> str:
        """How the reader calls its language."""
        return next(tab.name for tab in self.tabs if tab.is_current)

    @cached_property
    def followed(self) -> Revision | None:
        """The version of the original that the text agrees with."""
        return self.translation.source_revision if self.translation else None

    @cached_property
    def original(self) -> Revision | None:
        """The text to translate from: of the language it follows, else of another that is there already."""
        if self.followed:
            source: Translation | None = self.followed.translation
        elif self.translation is None:
            source = next(iter(self.siblings.values()), None)
        else:
            source = None
        return (source.published_revision or source.latest_revision) if source else None

    @property
    def is_outdated(self) -> bool:
        """Whether the original was published anew since."""
        return bool(self.followed and self.original and self.original.pk > self.followed.pk) and bool(
            self.followed and self.followed.translation.is_live
        )

    @property
    def news_of_the_original(self) -> list[Line]:
        """What changed in the original since the text followed it."""
        if not self.is_outdated or self.followed is None or self.original is None:
            return []
        return compare(f"{self.followed.title}\n{self.followed.body}", f"{self.original.title}\n{self.original.body}")


def find(pk: int) -> Sheet:
    """Return the sheet of a text that exists, or answer 404. In a constant number of queries."""
    siblings = Translation.objects.with_outdated().select_related("latest_revision", "published_revision")
    rows = Translation.objects.select_related(*EVERYTHING).prefetch_related(
        Prefetch("article__translations", siblings), "article__category__texts", "article__category__parent__texts"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return Sheet(row.language, row, row.article, _by_language(row.article))


def begin(article: int | None, language: str, *, is_typed: bool = False) -> Sheet:
    """Return the sheet of a text that does not exist yet: of an article, or of a new one without `article`.

    Answers 404 for an article that is not there, a language that we do not speak, or one that is written already:
    but what somebody has typed meanwhile (`is_typed`) must not be lost for that.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if article is None:
        return Sheet(language)
    siblings = Translation.objects.with_outdated().select_related("latest_revision", "published_revision")
    row = Article.objects.prefetch_related(Prefetch("translations", siblings)).filter(pk=article).first()
    if row is None or (language in _by_language(row) and not is_typed):
        raise Http404
    return Sheet(language, None, row, _by_language(row))


def _by_language(article: Article) -> dict[str, Translation]:
    rows = {row.language: row for row in article.translations.all()}
    return {code: rows[code] for code, _name in settings.LANGUAGES if code in rows}
