"""Celery entry points of accounts. A leaf: project imports happen inside the tasks."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_account_mail(mail_id: int) -> None:
    """Send one link."""
    from helpdesk.accounts import mail  # noqa: PLC0415 -- leaf

    mail.send(mail_id, at=timezone.now())


@shared_task
def sweep_account_mails() -> int:
    """Send what the queue forgot."""
    from helpdesk.accounts import mail  # noqa: PLC0415 -- leaf

    return mail.sweep(at=timezone.now())


@shared_task
def forget_expired() -> None:
    """Delete counts and sessions whose time is over: nothing else ever would."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 -- leaf

    from helpdesk.accounts import throttling  # noqa: PLC0415 -- leaf

    throttling.forget_expired(at=timezone.now())
    SessionStore.clear_expired()
