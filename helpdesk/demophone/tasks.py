"""Celery entry points. A leaf: project imports happen inside the tasks, and each only calls a function."""

from celery import shared_task


@shared_task
def report_delivered(message_id: int) -> None:
    """Tell the desk that a message arrived on a telephone."""
    from helpdesk.demophone import chat  # noqa: PLC0415 -- leaf

    chat.report_delivered(message_id)
