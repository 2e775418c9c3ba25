"""The words of an automatic mail in one language, where an administrator changed ours."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.letters.kinds import KINDS


class MailText(models.Model):
    """Subject and text, with {{ variables }}; checked by its form. No row: our own words."""

    kind = models.CharField(max_length=40)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = (models.UniqueConstraint(fields=("kind", "language"), name="one_text_per_mail_and_language"),)

    def __str__(self) -> str:
        name = KINDS[self.kind].name if self.kind in KINDS else self.kind
        return f"{name} · {self.get_language_display()}"
