"""How people found our service: asked once for each time a request was solved (domain rules 5.10)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.lib.proportions import Interval, wilson
from tickets.models.channel import Channel
from tickets.models.ticket import Ticket

LONGEST_COMMENT = 2000
BAD, GOOD = 2, 4  # up to and from: what is between says neither


class Score(models.IntegerChoices):
    """The five faces."""

    VERY_BAD = 1, _("Very bad")
    BAD = 2, _("Bad")
    FAIR = 3, _("Fair")
    GOOD = 4, _("Good")
    VERY_GOOD = 5, _("Very good")


class Told(models.TextChoices):
    """Who hears of a bad rating."""

    MANAGERS = "managers", _("The managers of its team")
    ADMINS = "admins", _("Administrators only")
    NOBODY = "nobody", _("Nobody")


class SatisfactionRatingQuerySet(models.QuerySet["SatisfactionRating"]):
    """Sets of ratings: questions that were sent, and answers with or without one."""

    def asked(self) -> Self:
        """Those that were asked for."""
        return self.filter(asked_at__isnull=False)

    def answered(self) -> Self:
        """Those with a score."""
        return self.filter(score__isnull=False)

    def bad(self) -> Self:
        """Answers that a manager must read."""
        return self.filter(score__lte=BAD)

    def good(self) -> Self:
        """Answers of people who are content."""
        return self.filter(score__gte=GOOD)

    def summary(self) -> "Summary":
        """Count them. One query."""
        found = self.aggregate(
            asked=Count("pk", filter=Q(asked_at__isnull=False)),
            replied=Count("pk", filter=Q(asked_at__isnull=False, score__isnull=False)),
            mean=Avg("score"),
            **{f"score_{score}": Count("pk", filter=Q(score=score)) for score in Score.values},
        )
        scores = tuple(found[f"score_{score}"] for score in Score.values)
        return Summary(asked=found["asked"], replied=found["replied"], scores=scores, mean=found["mean"])


class Summary:
    """What a set of ratings comes to. Below `fewest` answers nobody may be compared with anybody."""

    fewest = 30

    def __init__(self, *, asked: int, replied: int, scores: tuple[int, ...], mean: float | None) -> None:
        """`replied` of the `asked` gave a score; `scores` counts all answers, from 1 to 5."""
        self.asked, self.replied, self.scores, self.mean = asked, replied, scores, mean

    @property
    def answered(self) -> int:
        """How many answers there are: the n of every share."""
        return sum(self.scores)

    @property
    def good(self) -> int:
        """How many are content (4 or 5)."""
        return sum(self.scores[GOOD - 1 :])

    @property
    def bad(self) -> int:
        """How many are not (1 or 2)."""
        return sum(self.scores[:BAD])

    @property
    def share(self) -> float | None:
        """The share of content answers; None without any."""
        return self.good / self.answered if self.answered else None

    @property
    def interval(self) -> Interval | None:
        """Between which shares the truth lies, at 95 %; None without answers."""
        return wilson(self.good, self.answered) if self.answered else None

    @property
    def may_rank(self) -> bool:
        """Whether there are enough answers to set it beside another."""
        return self.answered >= self.fewest


class SatisfactionRating(models.Model):
    """One question, one answer, or both, about one time that a ticket was solved."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="ratings")
    resolution = models.PositiveIntegerField()  # how often the ticket had been reopened when it was solved
    solved_at = models.DateTimeField()
    # Who solved it then: later changes of the ticket move no answer to somebody else.
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="ratings")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="ratings")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")  # of the question
    asked_at = models.DateTimeField(null=True)  # null: rated on the page of the request, without being asked
    score = models.PositiveSmallIntegerField(_("rating"), choices=Score.choices, null=True)
    comment = models.TextField(_("comment"), blank=True, max_length=LONGEST_COMMENT)
    answered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when a manager was told of a bad one: once

    objects = SatisfactionRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = (
            models.UniqueConstraint(fields=("ticket", "resolution"), name="one_rating_per_resolution"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__in=Score.values), name="rating_score_is_known"),
            models.CheckConstraint(
                condition=Q(score=None, answered_at=None, comment="", changed_at=None)
                | Q(score__isnull=False, answered_at__isnull=False),
                name="answered_ratings_have_a_score",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(answered_at__isnull=False), name="ratings_were_asked_or_given"
            ),
        )
        indexes = (
            models.Index("asked_at", name="ratings_by_question"),
            models.Index("answered_at", name="ratings_by_answer", condition=Q(answered_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"#{self.ticket_id} · {self.resolution}"

    @property
    def is_bad(self) -> bool:
        """Whether a manager must read it."""
        return self.score is not None and self.score <= BAD

    def last_said_at(self) -> datetime | None:
        """When the answer got its present form."""
        return self.changed_at or self.answered_at


class Survey(models.Model):
    """Whether and when requesters are asked how it went: one row."""

    asks = models.BooleanField(_("ask after solving"), default=True)
    after_hours = models.PositiveSmallIntegerField(_("hours after solving"), default=24)
    quiet_days = models.PositiveSmallIntegerField(_("days in which nobody is asked twice"), default=30)
    tells = models.CharField(_("who hears of a bad rating"), max_length=10, choices=Told.choices, default=Told.MANAGERS)

    class Meta:
        verbose_name = _("satisfaction survey")
        verbose_name_plural = _("satisfaction survey")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_survey"),
            models.CheckConstraint(condition=Q(tells__in=Told.values), name="survey_tells_somebody_known"),
        )

    def __str__(self) -> str:
        return str(_("Satisfaction"))

    @classmethod
    def current(cls) -> "Survey":
        """Return the one row, made on first use."""
        survey = cls.objects.filter(pk=1).first()
        return survey or cls.objects.get_or_create(pk=1)[0]
