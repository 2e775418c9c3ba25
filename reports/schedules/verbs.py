"""What a manager does with a mailed report."""

from datetime import datetime

from django.db import transaction

from helpdesk.accounts.models import User
from helpdesk.administration import audit
from reports.exports import limits
from reports.models import Pause, ReportSchedule
from reports.schedules import sending
from tickets.sla.calendars import desk_zone


def pause(schedule: ReportSchedule, *, by: User, at: datetime) -> None:
    """Stop mailing it until somebody lets it go on."""
    with audit.changing(schedule, by=by, at=at):
        schedule.is_active = False
        schedule.save(update_fields=["is_active"])


def resume(schedule: ReportSchedule, *, by: User, at: datetime) -> Pause | None:
    """Mail it again from its next turn on; return what stands against that."""
    if why := sending.objection(schedule):
        return why
    with audit.changing(schedule, by=by, at=at):
        schedule.is_active, schedule.paused_because, schedule.last_error = True, "", ""
        schedule.plan(at, desk_zone())
        schedule.save(update_fields=["is_active", "paused_because", "last_error", "next_run_at", "zone"])
    return None


@transaction.atomic
def send_copy(schedule: ReportSchedule, *, to: User, at: datetime) -> None:
    """Send somebody the report of its latest turn, besides the others. Raises RefusedError."""
    why = sending.objection(schedule)
    if why and why != Pause.NO_RECIPIENT:
        raise limits.RefusedError(str(why.label))
    limits.count_one(to, at=at)
    try:
        sending.send_to(schedule, [to], due_on=schedule.rhythm.latest(at, desk_zone()), at=at)
    except sending.UnreadableError as error:
        raise limits.RefusedError(str(Pause.BAD_FILTER.label)) from error
    audit.record(by=to, subject=schedule, verb=audit.Verb.SENT, at=at)
