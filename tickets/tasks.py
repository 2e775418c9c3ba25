"""Celery entry points. A leaf: project imports happen inside the tasks, and each only calls a function."""

from celery import shared_task
from django.utils import timezone


@shared_task
def deliver(*delivery_ids: int) -> None:
    """Send what was just put into the outbox."""
    from tickets.delivery import outbox  # noqa: PLC0415 -- leaf

    outbox.deliver_all(delivery_ids, at=timezone.now())


@shared_task
def sweep_deliveries() -> int:
    """Send what the queue forgot."""
    from tickets.delivery import outbox  # noqa: PLC0415 -- leaf

    return outbox.sweep(at=timezone.now())


@shared_task
def sweep_sla_timers() -> int:
    """Record missed deadlines."""
    from tickets.sla import sweep  # noqa: PLC0415 -- leaf

    return sweep.sweep_overdue_timers(at=timezone.now())


@shared_task
def close_solved_tickets() -> int:
    """Close what has been solved for long enough."""
    from tickets import lifecycle  # noqa: PLC0415 -- leaf

    return lifecycle.close_solved_tickets(at=timezone.now())


@shared_task
def ask_for_ratings() -> int:
    """Ask how it went, some hours after solving."""
    from tickets.satisfaction import asking  # noqa: PLC0415 -- leaf

    return asking.ask(at=timezone.now())


@shared_task
def wake_scheduled_tickets() -> int:
    """Open what was put off until now."""
    from tickets import lifecycle  # noqa: PLC0415 -- leaf

    return lifecycle.wake_scheduled_tickets(at=timezone.now())


@shared_task
def refresh_facts() -> int:
    """Read new events into what reports are summed from."""
    from tickets.facts import refresh  # noqa: PLC0415 -- leaf

    return refresh.refresh()


@shared_task
def repair_facts() -> int:
    """Find what reading on has missed."""
    from tickets.facts import refresh  # noqa: PLC0415 -- leaf

    return refresh.repair()


@shared_task
def run_bulk_change(pk: int) -> None:
    """Do all that is left of a change of the settings."""
    from tickets import bulk_changes  # noqa: PLC0415 -- leaf

    while bulk_changes.step(pk, at=timezone.now()):
        pass


@shared_task
def resume_bulk_changes() -> int:
    """Go on with changes that a restart broke off."""
    from tickets import bulk_changes  # noqa: PLC0415 -- leaf

    return bulk_changes.resume()
