"""The outbox: one row for each thing that leaves the desk, to each destination."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tickets import faults
from tickets.faults import Fault
from tickets.models.channel import Channel
from tickets.models.message import Message
from tickets.models.people import Requester
from tickets.models.ticket import Ticket

LEASE = timedelta(minutes=6)  # above the hard limit of a task: nobody else takes a row that may still be in hand
MAX_ATTEMPTS = 8


class DeliveryKind(models.TextChoices):
    """What leaves."""

    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Confirmation of receipt")
    LINKS = "links", _("Links to requests")
    NOTICE = "notice", _("Notice")
    CLOSING = "closing", _("Notice of closing")
    REPORT = "report", _("Report")  # to people of the desk: it belongs to no requester
    SURVEY = "survey", _("Question how it went")
    BAD_RATING = "bad_rating", _("Notice of a bad rating")  # to managers: it belongs to no requester
    OPT_OUT = "opt_out", _("Confirmation that unsolicited messages end or come again")


class DeliveryState(models.TextChoices):
    """How far it got. Only `queued` can still be taken back."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Taken back")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Sets of deliveries."""

    def due(self, at: datetime) -> Self:
        """Those whose turn has come, and those whose sender died holding them.

        A reply waits while an earlier one to the same person is on its way: the order on a ticket is kept.
        """
        turn = Q(state=DeliveryState.QUEUED, send_after__lte=at) | Q(state=DeliveryState.SENDING, lease_until__lte=at)
        earlier = Delivery.objects.filter(
            kind=DeliveryKind.REPLY,
            state__in=(DeliveryState.QUEUED, DeliveryState.SENDING),
            ticket=OuterRef("ticket"),
            to_address=OuterRef("to_address"),
            pk__lt=OuterRef("pk"),
        )
        return self.filter(turn, ~Q(Exists(earlier), kind=DeliveryKind.REPLY)).order_by("send_after", "pk")

    def claim(self, pk: int, *, at: datetime) -> "Delivery | None":
        """Take one for sending; None when another has it, or it was sent or taken back meanwhile."""
        claimed = (
            self.due(at)
            .order_by()
            .filter(pk=pk)
            .update(state=DeliveryState.SENDING, lease_until=at + LEASE, attempts=F("attempts") + 1)
        )
        return self.select_related("ticket", "message", "channel", "requester").get(pk=pk) if claimed else None


class Delivery(models.Model):
    """One thing to one destination. `context` holds ids and words for the template, never a secret."""

    kind = models.CharField(max_length=16, choices=DeliveryKind.choices)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="deliveries")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="deliveries")
    requester = models.ForeignKey(Requester, models.PROTECT, null=True, blank=True, related_name="deliveries")
    to_address = models.CharField(max_length=254)
    context = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    send_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rfc_message_id = models.CharField(max_length=255, blank=True)  # stable, so that a repeat can be recognised
    provider_id = models.CharField(max_length=255, blank=True)
    last_error = models.TextField(blank=True)  # in the desk's language, for the log; `problem` is in the reader's
    fault = models.JSONField(default=dict, blank=True)  # the same as a code: tickets.faults
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=DeliveryKind.values), name="delivery_kind_is_known"),
            models.UniqueConstraint(
                fields=("message", "to_address"),
                condition=Q(kind=DeliveryKind.REPLY) & ~Q(state=DeliveryState.CANCELLED),
                name="one_reply_per_destination",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeliveryKind.REPLY) | Q(message__isnull=False), name="replies_carry_a_message"
            ),
        )
        indexes = (
            models.Index("send_after", name="queued_deliveries", condition=Q(state=DeliveryState.QUEUED)),
            models.Index("lease_until", name="deliveries_in_hand", condition=Q(state=DeliveryState.SENDING)),
            models.Index("rfc_message_id", name="delivery_by_rfc_id", condition=~Q(rfc_message_id="")),
            models.Index("to_address", "created_at", name="deliveries_to_address"),
        )

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_address}: {self.state}"

    @property
    def problem(self) -> str:
        """Why it was not sent, in the reader's language where that is known."""
        return faults.said(self.fault, self.last_error)

    def mark_sent(self, provider_id: str, *, at: datetime) -> None:
        """The next hop took it."""
        self._finish(state=DeliveryState.SENT, sent_at=at, provider_id=provider_id[:255], **_told(""))

    def put_back(self, error: Fault | str, *, at: datetime) -> None:
        """A temporary fault: try again later, twice as late each time (one minute, two, four … at most an hour)."""
        wait = min(timedelta(minutes=2 ** (self.attempts - 1)), timedelta(hours=1))
        self._finish(state=DeliveryState.QUEUED, send_after=at + wait, **_told(error))

    def mark_failed(self, error: Fault | str) -> None:
        """A permanent fault, or too many temporary ones: an agent must decide."""
        self._finish(state=DeliveryState.FAILED, **_told(error))

    def cancel(self, reason: str) -> None:
        """It shall not leave, and nobody need try again."""
        self._finish(state=DeliveryState.CANCELLED, **_told(reason))

    def note_error(self, error: Fault | str) -> None:
        """Note what was reported about it, without a change of its state."""
        for name, value in _told(error).items():
            setattr(self, name, value)
        self.save(update_fields=["last_error", "fault"])

    def _finish(self, **values: Any) -> None:
        values["lease_until"] = None
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


def _told(error: Fault | str) -> dict[str, Any]:
    return {"last_error": str(error)[:2000], "fault": faults.kept(error)}


class DeliveryPart(models.Model):
    """One message of a delivery by chat, where long texts and files leave as several. Written as each is taken.

    So a repeat sends only what has not left, and a receipt finds what it is about.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    provider_id = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.SENT)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("delivery", "position"), name="one_part_per_position"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_part_state_is_known"),
        )
        indexes = (models.Index("provider_id", name="delivery_part_by_provider"),)

    def __str__(self) -> str:
        return f"{self.delivery_id}.{self.position} {self.provider_id}: {self.state}"
