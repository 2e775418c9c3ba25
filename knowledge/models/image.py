"""Pictures in articles: kept once under their hash, only what browsers show safely."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

CONTENT_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


class ArticleImage(models.Model):
    """One picture. Its type and size were read from its bytes; the file was written before this row."""

    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = (
            models.CheckConstraint(condition=Q(content_type__in=tuple(CONTENT_TYPES)), name="picture_type_is_known"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="picture_has_a_size"),
        )

    def __str__(self) -> str:
        return self.name or self.sha256

    def get_absolute_url(self) -> str:
        """The address that articles write."""
        return reverse("knowledge:image", args=[self.pk, self.ending])

    @property
    def ending(self) -> str:
        """How its address ends."""
        return CONTENT_TYPES[self.content_type]

    @property
    def storage_name(self) -> str:
        """Where the bytes lie in the default storage."""
        return f"articles/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
