"""The history of a ticket: append-only, and the source of rules, notices and reports."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib import rows
from tickets.models.people import Requester
from tickets.models.ticket import Ticket


class EventKind(models.TextChoices):
    """What happened."""

    CREATED = "created", _("Ticket created")
    REQUESTER_WROTE = "requester_wrote", _("Requester wrote")
    REPLIED = "replied", _("Reply sent")
    NOTED = "noted", _("Note added")
    REPLY_UNDONE = "reply_undone", _("Reply taken back")
    FILED = "filed", _("Automatic message filed")
    BOUNCED = "bounced", _("Message could not be delivered")
    DELIVERY_FAILED = "delivery_failed", _("Delivery failed")
    STATUS = "status", _("Status changed")
    REOPENED = "reopened", _("Reopened")
    PRIORITY = "priority", _("Priority changed")
    CATEGORY = "category", _("Category changed")
    TEAM = "team", _("Team changed")
    ASSIGNEE = "assignee", _("Assignee changed")
    SUBJECT = "subject", _("Subject changed")
    TAGS = "tags", _("Tags changed")
    REQUESTER = "requester", _("Requester changed")
    PARTICIPANT = "participant", _("Participant changed")
    FOLLOWERS = "followers", _("Followers changed")
    SLA_BREACHED = "sla_breached", _("Deadline missed")
    SLA_MET = "sla_met", _("Deadline met")
    SLA_MOVED = "sla_moved", _("Deadline moved")
    LINK = "link", _("Link sent")
    ROUTED = "routed", _("Rule applied")
    ARTICLE_READ = "article_read", _("Article read")
    RATING_ASKED = "rating_asked", _("Rating asked for")
    RATED = "rated", _("Service rated")
    FILE_ARRIVED = "file_arrived", _("File arrived later")
    OPT_OUT = "opt_out", _("Unsolicited messages refused or allowed")


class TicketEvent(models.Model):
    """One change: who (a User, a Requester, or nobody: the system), why, from what, to what. Never updated."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    requester = models.ForeignKey(Requester, models.SET_NULL, null=True, blank=True)
    cause = models.CharField(max_length=120, blank=True)  # "category:12", "mail", "time": why the system did it
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_is_known"),
        )
        indexes = (
            models.Index("ticket", "at", "id", name="ticket_history"),
            models.Index("kind", "at", name="events_by_kind"),
        )

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.kind}"

    @classmethod
    def record(  # noqa: PLR0913 -- one row, each column named
        cls,
        ticket: Ticket,
        kind: EventKind,
        *,
        at: datetime,
        by: User | Requester | None = None,
        cause: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> "TicketEvent":
        """Append one event, in the transaction of the change it tells of."""
        event = cls.telling(ticket, kind, at=at, by=by, cause=cause, before=before, after=after)
        rows.insert(event)
        return event

    @classmethod
    def telling(  # noqa: PLR0913 -- one row, each column named
        cls,
        ticket: Ticket,
        kind: EventKind,
        *,
        at: datetime,
        by: User | Requester | None = None,
        cause: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> "TicketEvent":
        """Return an event that is not written yet, to be written with the change it tells of."""
        return cls(
            ticket=ticket,
            kind=kind,
            at=at,
            user=by if isinstance(by, User) else None,
            requester=by if isinstance(by, Requester) else None,
            cause=cause,
            before=before or {},
            after=after or {},
        )
