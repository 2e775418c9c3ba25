"""Reports that are mailed by themselves."""

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from reports.schedules.dates import Frequency, Rhythm


class Pause(models.TextChoices):
    """Why the desk itself stopped a report."""

    OWNER_LEFT = "owner_left", _("Its owner may no longer sign in.")
    OWNER_DEMOTED = "owner_demoted", _("Its owner is no longer a manager.")
    NO_RECIPIENT = "no_recipient", _("Nobody who gets it may still sign in.")
    BAD_FILTER = "bad_filter", _("It asks for a team, a person, a channel or a category that is gone.")


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    """Sets of schedules."""

    def visible_to(self, user: User) -> Self:
        """Administrators see all, managers their own."""
        return self if user.is_admin else self.filter(owner=user)

    def due(self, at: datetime) -> Self:
        """Those whose hour has come."""
        return self.filter(is_active=True, next_run_at__lte=at)


class ReportSchedule(models.Model):
    """A report that goes by mail to people of the desk. It shows what its owner may see, at each run anew."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_schedules", verbose_name=_("owner")
    )
    filters = models.JSONField(
        default=dict, blank=True, editable=False
    )  # as in the dashboard's address, but the period
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=sorted(WEEKDAYS.items()), default=0)
    day = models.PositiveSmallIntegerField(
        _("day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    hour = models.PositiveSmallIntegerField(_("hour"), default=8, choices=[(h, f"{h:02}:00") for h in range(24)])
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("who gets it"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    is_active = models.BooleanField(_("active"), default=True)
    paused_because = models.CharField(max_length=16, choices=Pause.choices, blank=True, editable=False)
    next_run_at = models.DateTimeField(editable=False)
    zone = models.CharField(max_length=64, default="", editable=False)  # by whose clocks the next run was planned
    last_run_at = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailed report")
        verbose_name_plural = _("mailed reports")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="report_frequency_is_known"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="report_weekday_is_one"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="report_day_is_one"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="report_hour_is_one"),
        )
        indexes = (models.Index("next_run_at", name="reports_to_mail", condition=Q(is_active=True)),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page on which it is changed."""
        return reverse("reports:schedule", args=[self.pk])

    @property
    def rhythm(self) -> Rhythm:
        """When it is due."""
        return Rhythm(self.frequency, self.weekday, self.day, self.hour)

    def plan(self, at: datetime, zone: ZoneInfo) -> None:
        """Put the turn that follows an instant on the object."""
        self.next_run_at, self.zone = self.rhythm.following(at, zone), zone.key

    @property
    def when(self) -> str:
        """Say when it is due."""
        words = {"hour": self.get_hour_display(), "weekday": self.get_weekday_display(), "day": self.day}
        if self.frequency == Frequency.DAILY:
            return gettext("Every day, %(hour)s") % words
        if self.frequency == Frequency.WEEKLY:
            return gettext("Every week: %(weekday)s, %(hour)s") % words
        return gettext("Every month: day %(day)s, %(hour)s") % words

    def audit_facts(self) -> dict[str, Any]:
        """Return what the record of changes says besides its columns."""
        people = [str(person) for person in self.recipients.all()] if self.pk else []
        return {"Who gets it": people, "Filters": self.filters}


class ReportRun(models.Model):
    """One run: there is only one for each day on which a report was due, so nothing is sent twice."""

    schedule = models.ForeignKey(ReportSchedule, models.CASCADE, related_name="runs")
    due_on = models.DateField()
    at = models.DateTimeField()
    deliveries = ArrayField(models.BigIntegerField(), default=list)  # the mails that it became

    class Meta:
        ordering = ("-due_on",)
        constraints = (models.UniqueConstraint(fields=("schedule", "due_on"), name="one_report_a_day"),)

    def __str__(self) -> str:
        return f"{self.schedule_id} · {self.due_on}"
