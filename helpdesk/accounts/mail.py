"""Sending links by mail, through rows that survive a crash, a silent mail server and a lost broker."""

import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from helpdesk.accounts import tasks
from helpdesk.accounts.links import LIFETIMES, make_link
from helpdesk.accounts.models import AccountMail, Desk, LinkPurpose, User
from helpdesk.letters import wordings
from helpdesk.letters.kinds import KINDS
from helpdesk.letters.rendering import Values, quoted
from helpdesk.lib.enqueue import enqueue

MAX_ATTEMPTS = 6
LEASE = timedelta(minutes=6)  # longer than a task may run: nobody else takes a mail that may still be in hand

logger = logging.getLogger(__name__)


def queue_link(
    address: str, purpose: LinkPurpose, *, at: datetime, values: Mapping[str, str] | None = None
) -> AccountMail:
    """Have a link sent to an address. Whether somebody has it is found out later, out of sight.

    Links to an account are made when the mail leaves; `values` are what the words of any other mail name.
    """
    said = dict(values or {})
    mail = AccountMail.objects.create(purpose=purpose, address=address, values=said, created_at=at, send_after=at)
    enqueue(tasks.send_account_mail, mail.pk)
    return mail


def send(pk: int, *, at: datetime) -> bool:
    """Send one mail if it is due and nobody else has it; True when the next hop took it."""
    due = AccountMail.objects.filter(pk=pk, done_at=None, send_after__lte=at, attempts__lt=MAX_ATTEMPTS)
    if not due.update(send_after=at + LEASE, attempts=F("attempts") + 1):
        return False
    mail = AccountMail.objects.get(pk=pk)
    user = User.objects.active().filter(email__iexact=mail.address).first()
    error = _transmit(mail, user) if user else ""
    if error:
        logger.error("A link to %s could not be sent (attempt %s): %s", mail.address, mail.attempts, error)
        mail.last_error, mail.send_after = error[:2000], at + timedelta(minutes=mail.attempts)
    else:
        mail.done_at, mail.last_error = at, "" if user else "nobody has this address"
    mail.save(update_fields=["done_at", "last_error", "send_after"])
    return user is not None and not error


def sweep(*, at: datetime) -> int:
    """Send what the queue forgot; return how many left."""
    due = AccountMail.objects.filter(done_at=None, send_after__lte=at, attempts__lt=MAX_ATTEMPTS)
    return sum(send(pk, at=at) for pk in due.order_by("send_after").values_list("pk", flat=True)[:100])


def _transmit(mail: AccountMail, user: User) -> str:
    """Return "" or what went wrong."""
    with translation.override(user.language):
        desk = Desk.current()
        words = wordings.letter(mail.purpose, user.language, _values(mail, user), desk=desk)
        context = {"letter": words, "desk": desk}
        letter = EmailMultiAlternatives(
            subject=words.subject,
            body=render_to_string("emails/letter.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        letter.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
    try:
        letter.send()
    except (smtplib.SMTPException, AnymailError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _values(mail: AccountMail, user: User) -> Values:
    person, purpose = {"person.name": user.get_short_name()}, LinkPurpose(mail.purpose)
    if purpose not in LIFETIMES:
        variables = KINDS[purpose].by_name
        return person | {name: quoted(text) if variables[name].is_block else text for name, text in mail.values.items()}
    hours = round(LIFETIMES[purpose].total_seconds() / 3600)
    return person | {
        f"{purpose}.link": make_link(user, purpose),
        "link.hours": ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours},
    }
