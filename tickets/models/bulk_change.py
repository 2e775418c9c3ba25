"""A change of the settings that touches many tickets, and how far it has come."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BulkKind(models.TextChoices):
    """What is done to the tickets."""

    TAG_MERGE = "tag_merge", _("Tags merged")
    TAG_REMOVAL = "tag_removal", _("Tag deleted")
    PROMISES = "promises", _("Deadlines moved")


class BulkChangeQuerySet(models.QuerySet["BulkChange"]):
    """Sets of changes."""

    def unfinished(self) -> Self:
        """Those that still have tickets to do."""
        return self.filter(finished_at=None)

    def of_tag(self, pk: int) -> Self:
        """Those that take a tag away, or put it in the place of another one."""
        return self.filter(Q(facts__tag=pk) | Q(facts__into=pk))


class BulkChange(models.Model):
    """One change, done in batches by `tickets.bulk_changes`. `facts` are what its kind needs, and names as they were.

    `total` is how many tickets there were to look at when it began, `done` how many were looked at since.
    """

    kind = models.CharField(max_length=12, choices=BulkKind.choices)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of many tickets")
        verbose_name_plural = _("changes of many tickets")
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=Q(kind__in=BulkKind.values), name="bulk_kind_is_known"),)
        indexes = (models.Index("id", name="bulk_changes_to_do", condition=Q(finished_at=None)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"
