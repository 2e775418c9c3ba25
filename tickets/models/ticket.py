"""The ticket: one request for help, one history, one clock. Its verbs: tickets.lifecycle, tickets.properties."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Membership, Role, Team, User
from helpdesk.lib.kept import Given
from tickets.models.category import Category, Tag
from tickets.models.channel import Channel
from tickets.models.people import Organisation, Requester
from tickets.priority import IMPACTS, Level, Priority
from tickets.states import ACTIVE, FINISHED, UNSOLVED, WAITING, Status

if TYPE_CHECKING:
    from tickets.models.sla import SLAPolicy

# Where a ticket without a deadline stands in a queue ordered by deadline: last.
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Sets of tickets."""

    def visible_to(self, user: User) -> Self:
        """What the person may see: the one rule for every page, search, count, export and event.

        Admins see all. Others see their teams' tickets and those where they are assignee or follower; agents
        also those with neither team nor assignee, managers all those without team.
        """
        return self.visible_as(user.role, user)

    def visible_as(self, role: str, person: User | Given) -> Self:
        """Say the same of whoever is `Given` later, for a query that is kept: the role is part of its shape."""
        return self if role == Role.ADMIN else self.filter(visible_condition(role, person, _follows(person)))

    def active(self) -> Self:
        """Those the desk must work on now."""
        return self.filter(status__in=ACTIVE)

    def waiting(self) -> Self:
        """Those where somebody else must move."""
        return self.filter(status__in=WAITING)

    def unsolved(self) -> Self:
        """Active or waiting."""
        return self.filter(status__in=UNSOLVED)

    def finished(self) -> Self:
        """Solved or closed."""
        return self.filter(status__in=FINISHED)


def visible_condition(role: str, person: User | Given, follows: Q) -> Q:
    """Return what `visible_to` asks of a role below the admins', for any table with the columns team and assignee.

    `follows` says that the person follows the ticket, in the way that suits the table.
    """
    own_teams = Membership.objects.filter(user=person).values("team")
    visible = Q(team__in=own_teams) | Q(assignee=person) | follows
    return visible | (Q(team=None) if role == Role.MANAGER else Q(team=None, assignee=None))


def _follows(person: User | Given) -> Q:
    """Look for each ticket: a list shows a few of very many."""
    return Q(Exists(Follower.objects.filter(user=person, ticket=OuterRef("pk"))))


class Ticket(models.Model):
    """One request for help. `number` is for people and never a secret."""

    number = models.BigAutoField(primary_key=True)
    subject = models.CharField(_("subject"), max_length=250)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.NEW)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=IMPACTS, default=Level.MEDIUM)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level.choices, default=Level.MEDIUM)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    priority_is_manual = models.BooleanField(default=False)  # set by hand: the matrix no longer overwrites it
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, verbose_name=_("category"))
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, verbose_name=_("team"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("assignee")
    )
    requester = models.ForeignKey(Requester, models.PROTECT, related_name="tickets", verbose_name=_("requester"))
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="tickets")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="tickets", verbose_name=_("channel"))
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets", verbose_name=_("tags"))
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="es")
    follow_up_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="follow_ups")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_tickets")

    created_at = models.DateTimeField()
    activity_at = models.DateTimeField()  # the last message, or the creation
    snippet = models.CharField(max_length=140, blank=True)  # beginning of the last public message, for lists
    unanswered_since = models.DateTimeField(null=True)  # the oldest message of the requester without a human answer
    first_replied_at = models.DateTimeField(null=True)
    first_solved_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopen_count = models.PositiveIntegerField(default=0)
    wake_at = models.DateTimeField(null=True)  # when a scheduled ticket opens again
    window_expires_at = models.DateTimeField(null=True)  # until when the channel lets us answer freely (domain 5.11)

    sla_policy: "models.ForeignKey[SLAPolicy | None, SLAPolicy | None]" = models.ForeignKey(
        "tickets.SLAPolicy", models.SET_NULL, null=True, blank=True
    )
    due_at = models.DateTimeField(null=True)  # the earliest open promise; kept by tickets.sla
    due_metric = models.CharField(max_length=16, blank=True)
    queue_at = models.DateTimeField(default=NO_DEADLINE)  # due_at, or NO_DEADLINE: what queues are ordered by
    version = models.PositiveIntegerField(default=1)  # grows with every change

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ticket_status_is_known"),
            models.CheckConstraint(condition=Q(impact__in=Level.values), name="ticket_impact_is_known"),
            models.CheckConstraint(condition=Q(urgency__in=Level.values), name="ticket_urgency_is_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_priority_is_known"),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into__isnull=True)),
                name="only_merged_tickets_point_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=FINISHED) | Q(solved_at__isnull=False), name="finished_tickets_have_solved_at"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(closed_at__isnull=False), name="closed_tickets_have_closed_at"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SCHEDULED) | Q(wake_at__isnull=False), name="scheduled_tickets_wake_up"
            ),
        )
        indexes = (
            # Queues: small partial indexes over what is not finished, however many tickets there were ever.
            models.Index("queue_at", "number", name="active_queue", condition=Q(status__in=ACTIVE)),
            models.Index("queue_at", "number", name="waiting_queue", condition=Q(status__in=WAITING)),
            models.Index("assignee", "queue_at", "number", name="own_queue", condition=Q(status__in=UNSOLVED)),
            models.Index("team", "queue_at", "number", name="team_queue", condition=Q(status__in=UNSOLVED)),
            models.Index("activity_at", "number", name="unsolved_activity", condition=Q(status__in=UNSOLVED)),
            models.Index("priority", "number", name="unsolved_priority", condition=Q(status__in=UNSOLVED)),
            models.Index("activity_at", "number", name="finished_activity", condition=Q(status__in=FINISHED)),
            models.Index("activity_at", "number", name="all_activity"),
            models.Index("created_at", "number", name="all_created"),
            models.Index("solved_at", name="to_close", condition=Q(status=Status.SOLVED)),
            models.Index("solved_at", name="to_ask", condition=Q(status__in=FINISHED)),
            models.Index("wake_at", name="to_wake", condition=Q(status=Status.SCHEDULED)),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        """The page of the ticket in the workspace."""
        return reverse("tickets:detail", args=[self.number])

    @property
    def is_active(self) -> bool:
        """Whether the desk must work on it now."""
        return self.status in ACTIVE

    @property
    def is_finished(self) -> bool:
        """Whether it is solved or closed."""
        return self.status in FINISHED


class Follower(models.Model):
    """An agent who wants to know, or was mentioned, and may therefore see the ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "ticket"), name="one_follower_per_ticket"),)

    def __str__(self) -> str:
        return f"{self.user} · #{self.ticket_id}"


class Participant(models.Model):
    """Somebody besides the requester who is in the conversation, or knocked at its door by mail."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants")
    requester = models.ForeignKey(Requester, models.PROTECT, related_name="participations")
    accepted_at = models.DateTimeField(null=True)  # null: wrote in, but an agent has not let them in

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "requester"), name="one_participant_per_ticket"),)

    def __str__(self) -> str:
        return f"{self.requester} · #{self.ticket_id}"
