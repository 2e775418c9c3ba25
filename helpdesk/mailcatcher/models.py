"""Mail that would have left the machine."""

from django.db import models

KEPT = 500


class CaughtMail(models.Model):
    """One outgoing mail, as the server would have got it."""

    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    subject = models.CharField(max_length=998)
    raw = models.BinaryField()
    caught_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.subject

    @property
    def to(self) -> str:
        """Whom it was for, on one line."""
        return ", ".join(self.recipients)

    @classmethod
    def prune(cls) -> None:
        """Drop all but the newest."""
        oldest_kept = cls.objects.order_by("-pk").values_list("pk", flat=True)[KEPT - 1 : KEPT].first()
        if oldest_kept is not None:
            cls.objects.filter(pk__lt=oldest_kept).delete()
