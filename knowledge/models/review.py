"""What became of a text that waited for those who publish: who asked, who answered, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.models.revision import Revision
from knowledge.models.translation import Translation


class Outcome(models.TextChoices):
    """How a review ended."""

    PUBLISHED = "published", _("Published")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Taken out of review")


class Review(models.Model):
    """One time that somebody asked to publish. While it is open it has no outcome; a text has one open at most."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")  # the text that was to be looked at
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("translation",), condition=Q(answered_at=None), name="one_open_review_per_text"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | Q(outcome__in=Outcome.values, answered_at__isnull=False),
                name="answered_reviews_have_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.SENT_BACK) | ~Q(comment=""), name="what_is_sent_back_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.translation_id} · {self.outcome or self.asked_at}"
