"""An article: what its translations have in common. What can be read is on each Translation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.models.category import Category


class Visibility(models.TextChoices):
    """Who may read it once it is published."""

    PUBLIC = "public", _("Everybody")
    INTERNAL = "internal", _("Only the desk")


class Article(models.Model):
    """One subject, told in one or more languages."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="articles", verbose_name=_("topic"))
    visibility = models.CharField(
        _("who reads it"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_articles",
        verbose_name=_("who keeps it right"),
    )
    is_featured = models.BooleanField(_("shown first in its topic"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source_ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # grows with every change of these settings

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="article_visibility_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.pk}"
