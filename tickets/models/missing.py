"""Files of chat messages that could not be fetched yet: the provider still has them, and they are tried again."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from tickets import faults
from tickets.faults import Fault
from tickets.models.channel import Channel
from tickets.models.message import Message

LEASE = timedelta(minutes=6)  # above the time limit of a task: who holds one for longer is dead
LONGEST_WAIT = timedelta(hours=2)
LAST_TRY_BEFORE = timedelta(minutes=10)


class MissingFileQuerySet(models.QuerySet["MissingFile"]):
    """Sets of missing files."""

    def waiting(self) -> Self:
        """Those that are tried again."""
        return self.filter(next_try_at__isnull=False)

    def due(self, at: datetime) -> Self:
        """Those whose turn has come, the oldest first."""
        return self.filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def hurry(self, *, at: datetime) -> int:
        """Let these be tried at once; return how many."""
        return self.waiting().filter(next_try_at__gt=at).update(next_try_at=at)

    def put_off(self, *, until: datetime) -> None:
        """Let none of these be tried before a moment."""
        self.waiting().update(next_try_at=Greatest(F("next_try_at"), until))


class MissingFile(models.Model):
    """One file of one message. Its row goes in the transaction that puts the file on the message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="missing_files")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="missing_files")
    ref = models.CharField(max_length=200, blank=True)  # the provider's id of the file
    kind = models.CharField(max_length=12)  # image, voice, document …: as the provider calls it
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)  # as declared, 0 when it was not
    sha256 = models.CharField(max_length=64, blank=True)  # as declared
    fault = models.JSONField(default=dict)  # why it is not here: tickets.faults
    tries = models.PositiveSmallIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True)  # None: nobody will get it any more
    expires_at = models.DateTimeField(null=True)  # when the provider forgets it, and we give up
    created_at = models.DateTimeField()

    objects = MissingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("missing file")
        verbose_name_plural = _("missing files")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("message", "ref"), name="one_missing_file_per_ref"),)
        indexes = (
            models.Index("next_try_at", name="missing_files_due", condition=Q(next_try_at__isnull=False)),
            models.Index("channel", name="missing_files_waiting", condition=Q(next_try_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> str:
        """Why it is not here, in the reader's language."""
        return faults.said(self.fault, "")

    @property
    def is_waiting(self) -> bool:
        """Whether it is tried again."""
        return self.next_try_at is not None

    def put_back(self, fault: Fault, *, at: datetime) -> None:
        """It could not be fetched: try again, four times as late each time; not after the provider forgot it."""
        following = at + min(timedelta(minutes=4 ** min(self.tries, 8)), LONGEST_WAIT)
        self.tries += 1
        self._finish(fault, self._in_time(following, at=at))

    def give_up(self, fault: Fault) -> None:
        """Nobody will get it any more."""
        self._finish(fault, None)

    def _in_time(self, following: datetime, *, at: datetime) -> datetime | None:
        """The last try comes just before the provider forgets it."""
        last = self.expires_at - LAST_TRY_BEFORE if self.expires_at else following
        return min(following, last) if at < last else None

    def _finish(self, fault: Fault, next_try_at: datetime | None) -> None:
        self.fault, self.next_try_at = fault.kept, next_try_at
        self.save(update_fields=["fault", "tries", "next_try_at"])


def lacks_files() -> Exists:
    """Tell of each message in a query whether a file of it is missing."""
    return Exists(MissingFile.objects.filter(message=OuterRef("pk")))
