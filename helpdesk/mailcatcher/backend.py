"""The demo's way out: mail is kept as rows instead of being sent, and shown at /demo/mail/."""

from collections.abc import Sequence
from email.header import decode_header, make_header

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from helpdesk.mailcatcher.models import CaughtMail


class CatcherBackend(BaseEmailBackend):
    """Keeps the bytes that a mail server would have got."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail; return how many."""
        for message in email_messages:
            CaughtMail.objects.create(
                sender=str(make_header(decode_header(message.from_email)))[:320],  # as a mail program shows it
                recipients=message.recipients(),
                subject=str(message.subject)[:998],
                raw=message.message().as_bytes(),
            )
        CaughtMail.prune()
        return len(email_messages)
