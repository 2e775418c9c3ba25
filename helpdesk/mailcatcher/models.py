"""Mail that would have left the machine."""

from django.db import models


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
