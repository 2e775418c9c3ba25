"""Work of the knowledge base that beat announces. Leaves: everything else is imported where it is used."""

from celery import shared_task
from django.utils import timezone


@shared_task
def credit_articles() -> int:
    """Count the articles of answers to tickets that were solved since."""
    from knowledge import usage  # noqa: PLC0415 -- leaf

    return usage.count_solved()


@shared_task
def prune_pictures() -> int:
    """Delete pictures that stand in no text."""
    from knowledge import pictures  # noqa: PLC0415 -- leaf

    return pictures.prune(at=timezone.now())


@shared_task
def prune_records() -> int:
    """Forget what single readers did too long ago."""
    from knowledge import retention  # noqa: PLC0415 -- leaf

    return retention.prune(at=timezone.now())
