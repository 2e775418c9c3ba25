"""What arrived, exactly as it arrived: stored before it is acknowledged, kept, visible, replayable."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self, cast

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_inbound.chats.content import Event
from helpdesk.lib import rows
from tickets.models import Channel, Message

MAX_ATTEMPTS = 5
WAITS = 6  # how often, and at growing distances, a payload waits for what it is about: four minutes in all

# Parallel deliveries of one event meet on the unique index: one stores it, the others find it there.
STORE_SQL = """
INSERT INTO channels_inbound_inboundpayload
    (channel_id, external_id, sha256, size, compressed, source, received_at, state, reason, attempts, next_attempt_at)
SELECT channel_id, external_id, sha256, size, compressed, source, %(at)s, 'waiting', '', 0, %(at)s
FROM unnest(
    %(channels)s::bigint[], %(ids)s::text[], %(hashes)s::text[], %(sizes)s::bigint[], %(packed)s::bytea[],
    %(sources)s::text[]
) WITH ORDINALITY AS event (channel_id, external_id, sha256, size, compressed, source, position)
ORDER BY position
ON CONFLICT (channel_id, external_id) DO NOTHING
RETURNING id
"""


class PayloadState(models.TextChoices):
    """Where a payload stands. Every one ends on a ticket, held, or discarded with a reason."""

    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("On a ticket")
    HELD = "held", _("Held")
    DISCARDED = "discarded", _("Discarded")


class InboundPayloadQuerySet(models.QuerySet["InboundPayload"]):
    """Sets of payloads."""

    def due(self, at: datetime) -> Self:
        """Those to process now, in the order of arrival."""
        return self.filter(state=PayloadState.WAITING, next_attempt_at__lte=at).order_by("pk")

    def claim(self, pk: int, *, at: datetime) -> "InboundPayload | None":
        """Lock one to process it now, with its channel; None when another has it, it is done, or it waits."""
        sql = f"""
            SELECT {rows.columns(InboundPayload, "p")}, {rows.columns(Channel, "c")}
            FROM channels_inbound_inboundpayload p JOIN tickets_channel c ON c.id = p.channel_id
            WHERE p.id = %s AND p.state = %s AND p.next_attempt_at <= %s FOR UPDATE OF p SKIP LOCKED
        """  # noqa: S608 -- names of columns
        for payload, channel in rows.read(sql, [pk, PayloadState.WAITING, at], InboundPayload, Channel):
            payload.channel = channel
            return cast("InboundPayload", payload)
        return None


class InboundPayload(models.Model):
    """The raw bytes of one mail, form or webhook event."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="payloads")
    external_id = models.CharField(max_length=255)  # the source's id, or "sha256:…" of the bytes
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    compressed = models.BinaryField()
    source = models.CharField(max_length=255, blank=True)  # "imap INBOX 42 7", "pipe", "form": how it came
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PayloadState.choices, default=PayloadState.WAITING)
    reason = models.TextField(blank=True)  # why held or discarded, or the last fault
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    message = models.OneToOneField(
        Message, models.SET_NULL, null=True, blank=True, related_name="payload", verbose_name=_("message")
    )

    objects = InboundPayloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbound payload")
        verbose_name_plural = _("inbound payloads")
        constraints = (
            models.UniqueConstraint(fields=("channel", "external_id"), name="one_payload_per_external_id"),
            models.CheckConstraint(condition=Q(state__in=PayloadState.values), name="payload_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(PayloadState.HELD, PayloadState.DISCARDED)) | ~Q(reason=""),
                name="held_and_discarded_payloads_say_why",
            ),
        )
        indexes = (
            models.Index("next_attempt_at", name="waiting_payloads", condition=Q(state=PayloadState.WAITING)),
            models.Index("channel", "state", name="payloads_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.channel_id} {self.external_id}: {self.state}"

    @classmethod
    def store(
        cls, *, channel: Channel, raw: bytes, at: datetime, external_id: str = "", source: str = ""
    ) -> "tuple[InboundPayload, bool]":
        """Keep the bytes; the second value is False when they were here before. Acknowledge only after commit.

        Without `external_id` the hash of the bytes is the identity, so the same mail fetched twice is one row.
        """
        digest = hashlib.sha256(raw).hexdigest()
        payload = cls(
            channel=channel,
            external_id=(external_id or f"sha256:{digest}")[:255],
            sha256=digest,
            size=len(raw),
            compressed=zlib.compress(raw, 3),
            source=source[:255],
            received_at=at,
            next_attempt_at=at,
        )
        if rows.insert_new(payload):
            return payload, True
        return cls.objects.get(channel=channel, external_id=payload.external_id), False

    @staticmethod
    def store_events(events: Sequence[Event], *, at: datetime) -> list[int]:
        """Keep the events of webhooks in one statement; return the keys of those that were not here before."""
        hashes = [hashlib.sha256(event.raw).hexdigest() for event in events]
        values: dict[str, Any] = {
            "channels": [event.channel_id for event in events],
            "ids": [
                event.external_id[:255] or f"sha256:{digest}" for event, digest in zip(events, hashes, strict=True)
            ],
            "hashes": hashes,
            "sizes": [len(event.raw) for event in events],
            "packed": [zlib.compress(event.raw, 3) for event in events],
            "sources": [event.source[:255] for event in events],
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(STORE_SQL, values)
            return [row[0] for row in cursor.fetchall()]

    @property
    def raw(self) -> bytes:
        """The bytes as received."""
        return zlib.decompress(bytes(self.compressed))

    def accept(self, message: Message, *, at: datetime) -> None:
        """It became a message. Call in the transaction that made the message."""
        self._settle(PayloadState.ACCEPTED, "", at=at, message=message)

    def hold(self, reason: str, *, at: datetime) -> None:
        """A person must look at it; it can be processed again."""
        self._settle(PayloadState.HELD, reason, at=at)

    def discard(self, reason: str, *, at: datetime) -> None:
        """It needs no ticket; the reason says why. The bytes stay."""
        self._settle(PayloadState.DISCARDED, reason, at=at)

    def retry_later(self, error: str, *, at: datetime) -> None:
        """Processing failed: wait, longer each time; after MAX_ATTEMPTS hold it, so that one never stops the next."""
        self.attempts += 1
        self.reason = error[:2000]
        self.next_attempt_at = at + timedelta(seconds=15 * 4**self.attempts)
        if self.attempts >= MAX_ATTEMPTS:
            self.state, self.processed_at = PayloadState.HELD, at
        self.save(update_fields=["attempts", "reason", "next_attempt_at", "state", "processed_at"])

    def wait(self, reason: str, *, at: datetime) -> None:
        """What it is about is not here yet: look again soon, longer each time; in the end it is discarded."""
        self.attempts += 1
        if self.attempts > WAITS:
            self._settle(PayloadState.DISCARDED, reason, at=at)
        self.reason, self.next_attempt_at = reason[:2000], at + timedelta(seconds=2 * 2**self.attempts)
        self.save(update_fields=["attempts", "reason", "next_attempt_at"])

    def replay(self, *, at: datetime) -> bool:
        """Put a held or discarded payload back in line; False when it is on a ticket already."""
        stopped = type(self).objects.filter(pk=self.pk, state__in=(PayloadState.HELD, PayloadState.DISCARDED))
        return bool(stopped.update(state=PayloadState.WAITING, attempts=0, next_attempt_at=at, processed_at=None))

    def _settle(self, state: PayloadState, reason: str, *, at: datetime, message: Message | None = None) -> None:
        self.state, self.reason, self.processed_at, self.message = state, reason[:2000], at, message
        rows.update(self, "state", "reason", "processed_at", "message")


class MailboxCursor(models.Model):
    """How far one folder of one mailbox has been read (RFC 3501 2.3.1.1: UIDs only grow within a UIDVALIDITY)."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="cursors")
    folder = models.CharField(max_length=255)
    uid_validity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "folder"), name="one_cursor_per_folder"),)

    def __str__(self) -> str:
        return f"{self.channel_id} {self.folder} {self.uid_validity}/{self.last_uid}"
