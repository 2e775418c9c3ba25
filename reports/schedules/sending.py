"""Mailing what is due: each report once for each of its days, with what its owner may see at that moment."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from helpdesk.accounts.models import User
from helpdesk.administration import audit
from reports.boards import board_of
from reports.dashboard import Dashboard
from reports.exports import xlsx_file
from reports.exports.answers import TYPES, Format
from reports.exports.figure_files import workbook
from reports.models import Pause, ReportRun, ReportSchedule
from reports.schedules.summary import summary
from tickets.files import store
from tickets.mailboxes import mail_channel
from tickets.models import Delivery, DeliveryKind, DeliveryState
from tickets.notifications import announce
from tickets.sla.calendars import desk_zone

RETRY = timedelta(minutes=15)
logger = logging.getLogger(__name__)


class UnreadableError(Exception):
    """What a report asks for is gone."""


def sweep(*, at: datetime) -> int:
    """Mail every report that is due; return how many. What was missed while the desk was off is sent once, late."""
    follow_the_desk(desk_zone())
    return sum(run(pk, at=at) for pk in list(ReportSchedule.objects.due(at).values_list("pk", flat=True)))


def follow_the_desk(zone: ZoneInfo) -> None:
    """Move turns that were planned by other clocks: they stay on their day, at their hour where the desk is now."""
    for row in ReportSchedule.objects.filter(is_active=True).exclude(zone=zone.key):
        day = row.next_run_at.astimezone(ZoneInfo(row.zone or zone.key)).date()
        same = ReportSchedule.objects.filter(pk=row.pk, zone=row.zone, next_run_at=row.next_run_at)
        same.update(next_run_at=row.rhythm.on(day, zone), zone=zone.key)


def run(pk: int, *, at: datetime) -> bool:
    """Mail one report if it is due and nobody else is at it; a fault is written down, and tried again later."""
    try:
        with transaction.atomic():
            due = ReportSchedule.objects.due(at).select_for_update(skip_locked=True, of=("self",))
            schedule = due.select_related("owner").filter(pk=pk).first()
            return schedule is not None and _run(schedule, at=at)
    except Exception as error:
        logger.exception("Report %s could not be made", pk)
        words = f"{type(error).__name__}: {error}"[:500]
        ReportSchedule.objects.filter(pk=pk).update(last_error=words, next_run_at=at + RETRY)
        return False


def send_to(schedule: ReportSchedule, people: Iterable[User], *, due_on: date, at: datetime) -> list[Delivery]:
    """Put the report of a day into the outbox, once for each of these people. Raises UnreadableError."""
    with translation.override(schedule.language), timezone.override(desk_zone()):
        board, asked = figures(schedule, due_on=due_on, at=at)
        said = summary(board, name=schedule.name, asked=asked)
        attached = _attached(board, schedule.name)
    context = {"language": schedule.language, "report": said, "file": attached}
    return [_queue(person, context, at=at) for person in people]


def figures(schedule: ReportSchedule, *, due_on: date, at: datetime) -> tuple[Dashboard, dict[str, str]]:
    """Return what a report shows, as its owner sees it, and the address's parts that show the same."""
    period = schedule.rhythm.period(due_on, desk_zone())
    asked = {**schedule.filters, "period": "custom", "first": str(period.first), "last": str(period.last)}
    form, board = board_of(asked, user=schedule.owner, at=at)
    if form.errors:
        raise UnreadableError(" ".join(form.said))
    return board, asked


def undelivered(schedules: Sequence[ReportSchedule]) -> dict[int, list[str]]:
    """Return by schedule the addresses that its last report did not reach, as far as is known."""
    runs = ReportRun.objects.filter(schedule__in=schedules).order_by("schedule_id", "-due_on").distinct("schedule_id")
    sent = {pk: run.schedule_id for run in runs for pk in run.deliveries}
    missed: dict[int, list[str]] = {}
    failed = Delivery.objects.filter(pk__in=list(sent), state=DeliveryState.FAILED).order_by("to_address")
    for pk, address in failed.values_list("pk", "to_address"):
        missed.setdefault(sent[pk], []).append(address)
    return missed


def objection(schedule: ReportSchedule) -> Pause | None:
    """Return why a report may not leave: the rights of its owner count at each run."""
    if not schedule.owner.is_active:
        return Pause.OWNER_LEFT
    if not schedule.owner.is_manager:
        return Pause.OWNER_DEMOTED
    return None if schedule.recipients.filter(is_active=True).exists() else Pause.NO_RECIPIENT


def _run(schedule: ReportSchedule, *, at: datetime) -> bool:
    if why := objection(schedule):
        return _pause(schedule, why, at=at)
    zone = desk_zone()
    due_on = schedule.rhythm.latest(at, zone)
    turn, is_first = ReportRun.objects.get_or_create(schedule=schedule, due_on=due_on, defaults={"at": at})
    if is_first:
        try:
            sent = send_to(schedule, schedule.recipients.filter(is_active=True), due_on=due_on, at=at)
        except UnreadableError:
            return _pause(schedule, Pause.BAD_FILTER, at=at)
        turn.deliveries, schedule.last_run_at = [delivery.pk for delivery in sent], at
        turn.save(update_fields=["deliveries"])
    schedule.plan(at, zone)
    schedule.last_error = ""
    schedule.save(update_fields=["next_run_at", "zone", "last_run_at", "last_error"])
    return is_first


def _pause(schedule: ReportSchedule, why: Pause, *, at: datetime) -> bool:
    schedule.is_active, schedule.paused_because = False, why
    schedule.save(update_fields=["is_active", "paused_because"])
    with translation.override("en"):
        after = {"active": False, "Why": audit.Word(str(why.label))}
    audit.record(by=None, subject=schedule, before={"active": True}, after=after, at=at)
    return False


def _attached(board: Dashboard, name: str) -> dict[str, str]:
    """Keep the workbook as long as a mail is tried; files that nobody uses go by themselves."""
    data = BytesIO()
    xlsx_file.write(workbook(board), data)
    blob = store(data.getvalue())
    period = board.scope.period
    title = f"{slugify(name) or 'report'}-{period.first}-{period.last}.xlsx"
    return {"blob": blob.pk, "name": title, "type": TYPES[Format.XLSX]}


def _queue(person: User, context: dict[str, Any], *, at: datetime) -> Delivery:
    delivery = Delivery.objects.create(
        kind=DeliveryKind.REPORT,
        channel=mail_channel(None),
        to_address=person.email,
        context=context,
        send_after=at,
        created_at=at,
    )
    announce(delivery)
    return delivery
