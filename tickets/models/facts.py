"""What a ticket's history comes to, kept for reports: read from events, messages and timers, and never edited."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Role, Team, User
from helpdesk.lib.kept import Given
from tickets.models.category import Category
from tickets.models.channel import Channel
from tickets.models.ticket import Follower, Ticket, visible_condition
from tickets.priority import Priority

# What every report may ask for, and what is read of a solution.
ASKED = ("ticket", "team", "assignee", "channel", "category", "priority")
SOLUTION = (
    *("first_solved_by", "solve_seconds", "solve_business_seconds"),
    *("replies", "was_passed_on", "reopened_at"),
)


class PromiseState(models.IntegerChoices):
    """How one promise of a ticket stands (domain rules 5.3): running is never counted as met."""

    NONE = 0, _("Not applicable")
    RUNNING = 1, _("Running")
    MET = 2, _("Met")
    MISSED = 3, _("Missed")
    MOVED = 4, _("Missed because the target moved")  # nobody's fault: kept apart


class TicketFactsQuerySet(models.QuerySet["TicketFacts"]):
    """Sets of facts."""

    def visible_to(self, user: User) -> Self:
        """Those of the tickets that the person may see."""
        return self.visible_as(user.role, user)

    def visible_as(self, role: str, person: User | Given) -> Self:
        """Say the same of whoever is `Given` later, for a query that is kept: the role is part of its shape."""
        if role == Role.ADMIN:
            return self
        followed = Follower.objects.filter(user=person).values("ticket")  # read once: reports go through very many
        return self.filter(visible_condition(role, person, Q(ticket__in=followed)))


class TicketFacts(models.Model):
    """One row per ticket, refreshed by tickets.facts.refresh from the ticket's history.

    Here stands what no query can sum at once (business time, who answered and solved, how each promise stands) and
    what reports ask for and group by, so that a year of tickets is read from few pages. The ticket is the truth: what
    it says today is copied at each of its events.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="facts")
    events = models.PositiveIntegerField()  # how many events this was read from: another number means it is stale
    is_counted = models.BooleanField()  # neither spam, nor merged, nor opened by automatic mail
    is_unsolved = models.BooleanField()
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    created_at = models.DateTimeField()
    last_replied_at = models.DateTimeField(null=True)  # the last public answer of a person
    first_replied_at = models.DateTimeField(null=True)  # none: no human answer yet, or answered while it was opened
    first_replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    reply_seconds = models.PositiveBigIntegerField(null=True)
    reply_business_seconds = models.PositiveBigIntegerField(null=True)
    first_solved_at = models.DateTimeField(null=True)
    first_solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    solve_seconds = models.PositiveBigIntegerField(null=True)
    solve_business_seconds = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveIntegerField(default=0)  # public ones by people, until it was solved first
    was_passed_on = models.BooleanField(default=False)  # to another team, after the first answer
    reopened_at = models.DateTimeField(null=True)  # the first time after it was solved first
    first_response = models.PositiveSmallIntegerField(choices=PromiseState.choices, default=PromiseState.NONE)
    next_response = models.PositiveSmallIntegerField(choices=PromiseState.choices, default=PromiseState.NONE)
    resolution = models.PositiveSmallIntegerField(choices=PromiseState.choices, default=PromiseState.NONE)

    objects = TicketFactsQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(first_solved_at__isnull=False) | Q(reopened_at=None), name="only_solved_tickets_reopen"
            ),
        )
        # Each holds all that its figures read, so that a season is summed from the index alone.
        indexes = (
            models.Index(
                fields=("created_at",),
                include=(*ASKED, "first_response", "next_response", "resolution"),
                name="facts_created",
                condition=Q(is_counted=True),
            ),
            models.Index(
                fields=("first_replied_at",),
                include=(*ASKED, "first_replied_by", "reply_seconds", "reply_business_seconds"),
                name="facts_replied",
                condition=Q(is_counted=True),
            ),
            models.Index(
                fields=("last_replied_at",), include=ASKED, name="facts_last_replied", condition=Q(is_counted=True)
            ),
            models.Index(
                fields=("first_solved_at",),
                include=(*ASKED, *SOLUTION),
                name="facts_solved",
                condition=Q(is_counted=True),
            ),
            models.Index(fields=("ticket",), include=ASKED[1:], name="facts_counted", condition=Q(is_counted=True)),
            models.Index("reopened_at", name="facts_reopened", condition=Q(is_counted=True, reopened_at__isnull=False)),
            models.Index(
                fields=("assignee", "created_at"),
                include=("team", "channel", "category", "priority", "ticket"),
                name="facts_unsolved",
                condition=Q(is_counted=True, is_unsolved=True),
            ),
        )

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class FactsProgress(models.Model):
    """How far the events have been read: one row."""

    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="facts_progress_is_one_row"),)

    def __str__(self) -> str:
        return str(self.event_id)
