"""The versions of a text: append-only, the published ones with the HTML they were rendered to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.models.translation import Translation


class Revision(models.Model):
    """A text as somebody left it. The database refuses to change its words; publishing fills the empty columns once."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("text"))  # Markdown, see knowledge.rendering
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    restored_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    html = models.TextField(blank=True)  # rendered and sanitised once, when published
    contents = models.JSONField(default=list)  # [{"level": 2, "id": "plazos", "text": "Plazos"}], of the html
    words = models.PositiveIntegerField(default=0)  # of the published text: for the reading time

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("translation", "number"), name="one_revision_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(title=""), name="revision_has_number_and_title"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, html="") | Q(published_at__isnull=False),
                name="only_published_revisions_are_rendered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def reading_minutes(self) -> int:
        """How long a person needs for the published text, at 200 words a minute; at least one."""
        return max(1, round(self.words / 200))


class SlugRedirect(models.Model):
    """An address that an article had: whoever kept it still arrives."""

    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    slug = models.SlugField(max_length=100)
    translation = models.ForeignKey(Translation, models.CASCADE, related_name="old_slugs")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = (models.UniqueConstraint(fields=("language", "slug"), name="one_redirect_per_slug"),)

    def __str__(self) -> str:
        return self.slug
