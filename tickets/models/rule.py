"""Routing rules: what a new ticket gets because of what it is, and every version they ever had."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

SCHEMA = 1  # of `conditions` and `actions`; see tickets.rules.schema


class Rule(models.Model):
    """One rule. They run by `position`; `version` grows when what it says changes, not when it is moved or stopped.

    `conditions`: {"match": "all" | "any", "items": [{"field", "op", "values"}]}; `actions`: [{"do", "value"}].
    The database keeps a revision of all rules together (migration 0014), by which processes know that theirs are old.
    """

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    stops = models.BooleanField(_("stop after this rule"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    schema = models.PositiveSmallIntegerField(default=SCHEMA, editable=False)
    conditions = models.JSONField(default=dict)
    actions = models.JSONField(default=list)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(Lower("name"), name="one_rule_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="rule_name_is_not_empty"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="rule_version_begins_at_one"),
            models.CheckConstraint(condition=models.Q(schema=SCHEMA), name="rule_schema_is_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> tuple[Any, ...]:
        """What makes a version."""
        return self.name, self.stops, self.conditions, self.actions


class RuleRevision(models.Model):
    """What a rule said in one version, who wrote it and when. Append-only, and outlives the rule."""

    rule = models.ForeignKey(Rule, models.DO_NOTHING, related_name="revisions", db_constraint=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)  # as it was then
    name = models.CharField(max_length=80)
    stops = models.BooleanField()
    conditions = models.JSONField()
    actions = models.JSONField()

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("rule", "version"), name="one_revision_per_rule_version"),)

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
