"""Promises: business calendars, policies, and on each ticket the ledger of who held the ball and its timers."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, check_time_zone
from tickets.models.ticket import Ticket
from tickets.priority import Priority
from tickets.states import Holder


class BusinessCalendar(models.Model):
    """When the desk works."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[check_time_zone])
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166, whose holidays are offered

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")

    def __str__(self) -> str:
        return self.name

    def audit_facts(self) -> dict[str, list[str]]:
        """What the record of changes keeps beside the columns: the week."""
        facts: dict[str, list[str]] = {}
        for row in self.opening_hours.order_by("weekday", "opens"):
            stretch = f"{row.opens:%H:%M}–{row.closes:%H:%M}"
            facts.setdefault(f"Opening hours › {WEEKDAYS[row.weekday]}", []).append(stretch)
        return facts


class OpeningHours(models.Model):
    """One open stretch of one weekday (0 = Monday), local time; several a day are allowed."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))  # 00:00 means midnight at the end of the day

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("weekday", "opens")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_known"),
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")) | Q(closes="00:00"), name="opens_before_it_closes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Holiday(models.Model):
    """A date with no hours, or with shorter ones."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="holidays")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(fields=("calendar", "date"), name="one_holiday_per_date"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__lt=models.F("closes")), name="holiday_hours_are_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Metric(models.TextChoices):
    """What is promised."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")


class SLAPolicy(models.Model):
    """A set of promises, for tickets of its teams; the default one is for those that no other policy claims."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    calendar = models.ForeignKey(BusinessCalendar, models.PROTECT, verbose_name=_("business calendar"))
    is_default = models.BooleanField(_("default"), default=False)
    pauses_on_third_party = models.BooleanField(_("pauses while a third party must act"), default=True)
    teams: "models.ManyToManyField[Team, TeamPolicy]" = models.ManyToManyField(
        Team, through="TeamPolicy", related_name="+", blank=True, verbose_name=_("teams")
    )
    revision = models.BigIntegerField(default=0, editable=False)  # the database's: see tickets.sla.calendars

    class Meta:
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = (
            models.UniqueConstraint(fields=("is_default",), condition=Q(is_default=True), name="one_default_policy"),
        )

    def __str__(self) -> str:
        return self.name

    def audit_facts(self) -> dict[str, Any]:
        """What the record of changes keeps beside the columns: the targets in minutes."""
        targets = self.targets.order_by("metric", "priority")
        return {f"{row.get_metric_display()} › {row.get_priority_display()}": row.minutes for row in targets}


class TeamPolicy(models.Model):
    """Which policy a team's tickets get instead of the default one: at most one, so that no order has to decide."""

    policy = models.ForeignKey(SLAPolicy, models.CASCADE, related_name="+")
    team = models.OneToOneField(Team, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.team_id} → {self.policy_id}"


class SLATarget(models.Model):
    """How many minutes of business time a promise allows at one priority."""

    policy = models.ForeignKey(SLAPolicy, models.CASCADE, related_name="targets")
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices)
    minutes = models.PositiveIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("SLA target")
        verbose_name_plural = _("SLA targets")
        ordering = ("metric", "priority")
        constraints = (
            models.UniqueConstraint(fields=("policy", "metric", "priority"), name="one_target_per_priority"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="targets_allow_some_time"),
            models.CheckConstraint(condition=Q(metric__in=Metric.values), name="target_metric_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.metric} {self.priority}: {self.minutes}"


class SLASegmentQuerySet(models.QuerySet["SLASegment"]):
    """Sets of segments."""

    def held(self) -> Self:
        """Those in which somebody held the ball: the ticket was not finished."""
        return self.exclude(holder=Holder.NOBODY)


class SLASegment(models.Model):
    """Who held the ball, from when to when. The ledger from which deadlines are derived."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sla_segments")
    holder = models.CharField(max_length=12, choices=Holder.choices)
    during = DateTimeRangeField()

    objects = SLASegmentQuerySet.as_manager()

    class Meta:
        indexes = (GistIndex(fields=("during",), name="held_segments", condition=~Q(holder="nobody")),)
        constraints = (
            models.CheckConstraint(condition=Q(holder__in=Holder.values), name="segment_holder_is_known"),
            ExclusionConstraint(
                name="segments_do_not_overlap",
                expressions=(("ticket", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)),
            ),
        )

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.holder} {self.during}"


RUNNING = Q(met_at=None, breached_at=None, due_at__isnull=False)


class SLATimerQuerySet(models.QuerySet["SLATimer"]):
    """Sets of timers."""

    def overdue(self, at: datetime) -> Self:
        """Running timers whose deadline has passed, the oldest first."""
        return self.filter(RUNNING, due_at__lte=at).order_by("due_at")

    def open(self) -> Self:
        """Promises not yet kept, missed or not."""
        return self.filter(met_at=None)


class SLATimer(models.Model):
    """One promise on one ticket. `due_at` caches what the ledger says: null while the promise is paused."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sla_timers")
    metric = models.CharField(max_length=16, choices=Metric.choices)
    cycle = models.PositiveIntegerField(default=1)  # next_response has one per unanswered message
    started_at = models.DateTimeField()
    target_minutes = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)  # the deadline that was missed, however late it was noticed
    by_policy_change = models.BooleanField(default=False)  # missed because the target moved, not because of an agent

    objects = SLATimerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket", "metric", "cycle"), name="one_timer_per_cycle"),
            models.CheckConstraint(condition=Q(metric__in=Metric.values), name="timer_metric_is_known"),
        )
        indexes = (models.Index("due_at", name="running_timers", condition=RUNNING),)

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.metric} {self.due_at}"
