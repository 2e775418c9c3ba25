"""What was changed in the settings, by whom, from what to what. Append-only: the database refuses anything else."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConfigChangeQuerySet(models.QuerySet["ConfigChange"]):
    """Sets of changes."""

    def about(self, words: str) -> Self:
        """Those in which every one of the words occurs: in the name of the thing, or in what it was or became."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(label__icontains=word)
                | Q(by_name__icontains=word)
                | Q(before__icontains=word)
                | Q(after__icontains=word)
            )
        return found

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Those in [start, end); None leaves that side open."""
        found = self.filter(at__gte=start) if start else self
        return found.filter(at__lt=end) if end else found


class ConfigChange(models.Model):
    """One change of the settings. Made by `helpdesk.administration.audit`, in the transaction of the change itself.

    `before` and `after` hold what differs, by English labels that are translated when shown; never a secret.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)  # as it was then; "" for a command on the server
    verb = models.CharField(max_length=20)  # a helpdesk.administration.audit.Verb
    kind = models.CharField(max_length=80)  # "tickets.category": a model's label in lower case
    object_id = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=200)  # what it was called then
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = ConfigChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the settings")
        verbose_name_plural = _("changes of the settings")
        ordering = ("-pk",)
        indexes = (models.Index("at", name="config_changes_by_time"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.label}"
