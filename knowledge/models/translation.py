"""An article in one language: its state, its address, what of it can be read and by whom."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from knowledge.models.article import Article, Visibility

if TYPE_CHECKING:
    from knowledge.models.image import ArticleImage
    from knowledge.models.revision import Revision


class State(models.TextChoices):
    """How far the newest text is. An earlier one can be read meanwhile: see Translation.is_live."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


IS_LIVE = Q(published_revision__isnull=False)
IS_OUTDATED = Q(source_revision__translation__published_revision__gt=F("source_revision"))


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Sets of articles in one language each."""

    def live(self) -> Self:
        """Those that have a published text, also when a newer one is being written."""
        return self.filter(IS_LIVE)

    def readable_by(self, user: User | AnonymousUser | None) -> Self:
        """What may be read: the one rule for every page, search, count and suggestion.

        Everybody reads published public articles, whoever works at the desk also the internal ones.
        """
        if user is not None and user.is_authenticated and user.is_active:
            return self.live()
        return self.live().filter(article__visibility=Visibility.PUBLIC)

    def outdated(self) -> Self:
        """Those whose original was published anew since they were translated."""
        return self.filter(IS_OUTDATED)

    def with_outdated(self) -> Self:
        """Each with `is_outdated`."""
        return self.annotate(is_outdated=models.Case(models.When(IS_OUTDATED, then=True), default=False))


class Translation(models.Model):
    """The text in one language. Title, summary and slug are those of the published text; before, of the newest.

    Changed by knowledge.publishing only. `source_revision` is the text of another translation that this one
    follows; the original has none.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address"), max_length=100)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    latest_revision: "models.ForeignKey[Revision | None, Revision | None]" = models.ForeignKey(
        "Revision", models.RESTRICT, null=True, related_name="+"
    )
    published_revision: "models.ForeignKey[Revision | None, Revision | None]" = models.ForeignKey(
        "Revision", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    source_revision: "models.ForeignKey[Revision | None, Revision | None]" = models.ForeignKey(
        "Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    images: "models.ManyToManyField[ArticleImage, models.Model]" = models.ManyToManyField(
        "ArticleImage", blank=True, related_name="translations"
    )  # those that the published text shows
    published_at = models.DateTimeField(_("published"), null=True, blank=True)  # the text that can be read now
    updated_at = models.DateTimeField(_("changed"))

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("article in one language")
        verbose_name_plural = _("articles in one language")
        ordering = ("article", "language")
        constraints = (
            models.UniqueConstraint(fields=("article", "language"), name="one_translation_per_language"),
            models.UniqueConstraint(fields=("language", "slug"), name="one_article_per_slug"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_is_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="article_has_title_and_slug"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(published_revision__isnull=False, published_revision=F("latest_revision")),
                name="published_articles_show_their_newest_text",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ARCHIVED) | Q(published_revision__isnull=True),
                name="archived_articles_show_nothing",
            ),
            models.CheckConstraint(
                condition=Q(published_revision__isnull=True, published_at__isnull=True)
                | Q(published_revision__isnull=False, published_at__isnull=False),
                name="live_articles_know_since_when",
            ),
        )
        indexes = (
            models.Index(fields=("language", "-published_at"), name="recent_articles", condition=IS_LIVE),
            models.Index(fields=("-updated_at",), name="articles_by_change"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the help centre."""
        return reverse("knowledge:article", args=[self.language, self.slug])

    @property
    def is_live(self) -> bool:
        """Whether there is a text to read."""
        return self.published_revision_id is not None

    @property
    def has_newer_text(self) -> bool:
        """Whether something newer than what can be read is being written."""
        return self.is_live and self.published_revision_id != self.latest_revision_id
