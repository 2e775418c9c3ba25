"""Celery entry points. A leaf: project imports happen inside the tasks."""

from celery import shared_task
from django.utils import timezone


@shared_task
def mail_reports() -> int:
    """Mail the reports that are due."""
    from reports.schedules import sending  # noqa: PLC0415 -- leaf

    return sending.sweep(at=timezone.now())
