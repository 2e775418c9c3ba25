"""The topics that articles are filed under, two levels deep, with a name for each language."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CategoryQuerySet(models.QuerySet["Category"]):
    """Sets of categories."""

    def named(self) -> Self:
        """With the names and parents that `str()` needs, in a constant number of queries."""
        return self.select_related("parent").prefetch_related("texts", "parent__texts")


class Category(models.Model):
    """A topic of the help centre. What has children has no parent: the form sees to it."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside of")
    )
    icon = models.CharField(_("icon"), max_length=40, default="book-open")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("position", "pk")
        constraints = (models.CheckConstraint(condition=~Q(parent=F("pk")), name="topic_is_not_its_own_parent"),)

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, else in the desk's, else any."""
        return self.text().name

    @property
    def description(self) -> str:
        """A sentence that helps a reader to choose."""
        return self.text().description

    def audit_facts(self) -> dict[str, str]:
        """Return what the record of changes tells of its names."""
        facts: dict[str, str] = {}
        for row in CategoryText.objects.filter(category=self).order_by("language"):
            language = str(row.get_language_display())
            facts |= {f"Name in {language}": row.name, f"Hint in {language}": row.description}
        return facts

    def text(self, language: str = "") -> "CategoryText":
        """Return its words in a language, else in the reader's, the desk's, or any that there are."""
        by_language = {row.language: row for row in self.texts.all()}
        for wanted in (language, get_language() or "", settings.LANGUAGE_CODE, *by_language):
            if wanted in by_language:
                return by_language[wanted]
        return CategoryText(category=self, language=settings.LANGUAGE_CODE, name=f"#{self.pk}", slug=str(self.pk))


class CategoryText(models.Model):
    """What a topic is called in one language, there and in the address of its page."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("name of a topic")
        verbose_name_plural = _("names of topics")
        constraints = (
            models.UniqueConstraint(fields=("category", "language"), name="one_topic_name_per_language"),
            models.UniqueConstraint(fields=("language", "slug"), name="one_topic_per_slug"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="topic_has_name_and_slug"),
        )

    def __str__(self) -> str:
        return self.name
