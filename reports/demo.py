"""The invented company has its week mailed to whoever leads the desk."""

from datetime import datetime

from helpdesk.accounts.models import User
from reports.models import ReportSchedule
from tickets.sla.calendars import desk_zone

OWNER = "manager@mesa.test"


def load(_seed: int, until: datetime) -> None:
    """Add the report, where the demo's people are."""
    owner = User.objects.filter(email=OWNER).first()
    if owner is None or ReportSchedule.objects.exists():
        return
    weekly = ReportSchedule(owner=owner, name="La semana de atención", frequency="weekly", weekday=0, hour=8)
    weekly.language = owner.language
    weekly.plan(until, desk_zone())
    weekly.save()
    weekly.recipients.set(User.objects.filter(is_active=True, role__in=("manager", "admin")))
