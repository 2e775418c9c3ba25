"""Celery entry points. A leaf: project imports happen inside the tasks, and each only calls a function."""

from celery import shared_task
from django.utils import timezone


@shared_task
def process_payloads(*payload_ids: int) -> None:
    """Bring what just arrived onto its tickets."""
    from channels_inbound import processing  # noqa: PLC0415 -- leaf
    from helpdesk.lib.enqueue import together  # noqa: PLC0415 -- leaf

    with together():
        for payload_id in payload_ids:
            processing.process_payload(payload_id, at=timezone.now())


@shared_task
def sweep_payloads() -> int:
    """Process what the queue forgot."""
    from channels_inbound import processing  # noqa: PLC0415 -- leaf

    return processing.sweep(at=timezone.now())


@shared_task
def sweep_missing_files() -> int:
    """Fetch files of chat messages that could not be had before."""
    from channels_inbound.chats import missing  # noqa: PLC0415 -- leaf

    return missing.sweep(at=timezone.now())


@shared_task
def fetch_missing_file(pk: int) -> None:
    """Fetch one file now: somebody asked for it."""
    from channels_inbound.chats import missing  # noqa: PLC0415 -- leaf

    missing.try_one(pk, at=timezone.now())


@shared_task
def prune_orphan_files() -> int:
    """Delete files that nobody uses."""
    from channels_inbound import retention  # noqa: PLC0415 -- leaf

    return retention.prune_orphan_files(at=timezone.now())


@shared_task
def fetch_all_mail() -> None:
    """Announce the reading of each mailbox: one task each, so that a slow server holds up no other."""
    from channels_inbound.email import fetch  # noqa: PLC0415 -- leaf

    fetch.announce_all()


@shared_task
def fetch_mail(channel_id: int) -> None:
    """Read what is new in one mailbox."""
    from channels_inbound.email import fetch  # noqa: PLC0415 -- leaf

    fetch.fetch_channel(channel_id, at=timezone.now())
