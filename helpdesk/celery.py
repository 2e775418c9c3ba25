"""The Celery application and everything that beat runs."""

import gc
import os
import signal
import threading
from typing import Any

from celery import Celery
from celery.signals import worker_before_create_process, worker_ready, worker_shutting_down

from helpdesk.lib import heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")


COLD_SHUTDOWN_SECONDS = 8

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "helpdesk.beat.BeatScheduler"

# Redis holds only hints: each of these finds its work in the database, so a lost message is a delay, never a loss.
app.conf.beat_schedule = {
    "fetch mail": {"task": "channels_inbound.tasks.fetch_all_mail", "schedule": 30.0},
    "process forgotten payloads": {"task": "channels_inbound.tasks.sweep_payloads", "schedule": 20.0},
    "fetch missing files": {"task": "channels_inbound.tasks.sweep_missing_files", "schedule": 30.0},
    "send forgotten deliveries": {"task": "tickets.tasks.sweep_deliveries", "schedule": 20.0},
    "send forgotten account mails": {"task": "helpdesk.accounts.tasks.sweep_account_mails", "schedule": 20.0},
    "forget old counts and sessions": {"task": "helpdesk.accounts.tasks.forget_expired", "schedule": 1800.0},
    "delete files that nobody uses": {"task": "channels_inbound.tasks.prune_orphan_files", "schedule": 3600.0},
    "sweep SLA timers": {"task": "tickets.tasks.sweep_sla_timers", "schedule": 60.0},
    "close solved tickets": {"task": "tickets.tasks.close_solved_tickets", "schedule": 600.0},
    "delete pictures that stand in no text": {"task": "knowledge.tasks.prune_pictures", "schedule": 3600.0},
    "forget old searches and readings": {"task": "knowledge.tasks.prune_records", "schedule": 21600.0},
    "credit articles": {"task": "knowledge.tasks.credit_articles", "schedule": 300.0},
    "mail reports": {"task": "reports.tasks.mail_reports", "schedule": 60.0},
    "ask for ratings": {"task": "tickets.tasks.ask_for_ratings", "schedule": 600.0},
    "wake scheduled tickets": {"task": "tickets.tasks.wake_scheduled_tickets", "schedule": 60.0},
    "resume changes of many tickets": {"task": "tickets.tasks.resume_bulk_changes", "schedule": 60.0},
    "read events into facts": {"task": "tickets.tasks.refresh_facts", "schedule": 20.0},
    "repair facts": {"task": "tickets.tasks.repair_facts", "schedule": 43200.0},
}


@worker_ready.connect
def prove_worker(sender: Any, **_kwargs: Any) -> None:
    """Let the worker's own event loop prove to /readyz that it turns: at once, then every few seconds."""
    heartbeat.beat("worker")
    sender.timer.call_repeatedly(heartbeat.EVERY_SECONDS, heartbeat.beat, ("worker",))


@worker_before_create_process.connect
def share_memory(**_kwargs: Any) -> None:
    """Keep the collector away from what a new task process shares with the worker, so that it stays shared."""
    gc.collect()
    gc.freeze()


@worker_shutting_down.connect
def end_for_certain(how: str, **_kwargs: Any) -> None:
    """End a cold shutdown that hangs, as Celery's does when the broker goes away at the same moment.

    Running tasks had their time before (worker_soft_shutdown_timeout), and unfinished ones are not acknowledged.
    """
    if how == "Cold":
        last_resort = threading.Timer(COLD_SHUTDOWN_SECONDS, _kill_everything)
        last_resort.daemon = True
        last_resort.start()


def _kill_everything() -> None:
    if os.getpgrp() == os.getpid():  # the supervisor gives the worker a group of its own
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
