"""The company's logo. Its name and colour are columns of the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskLogo(models.Model):
    """A small picture, checked by its bytes before it came here: one row, apart so that no page reads it by the way."""

    content_type = models.CharField(max_length=20)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_logo"),)

    def __str__(self) -> str:
        return self.content_type
