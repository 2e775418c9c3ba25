"""The words that mean the same to search, where an administrator changed the starter set."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 400


class Meaning(models.Model):
    """One line of the list: Spanish words and English words, separated by commas, as knowledge.search reads them.

    Lines of the starter set (knowledge/search/synonyms.txt) have a key too: a row with the same key stands instead of
    the line, and one without any words switches it off. Without rows search knows the starter set.
    """

    key = models.SlugField(max_length=60, unique=True, editable=False)
    spanish = models.CharField(_("words in Spanish"), max_length=LONGEST, blank=True)
    english = models.CharField(_("words in English"), max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")
        ordering = ("key",)
        constraints = (models.CheckConstraint(condition=~Q(key=""), name="meaning_has_a_key"),)

    def __str__(self) -> str:
        return (self.spanish or self.english or self.key).split(",")[0]
