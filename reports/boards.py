"""One door to a dashboard, for page, file and mail."""

from datetime import datetime
from typing import Any

from helpdesk.accounts.models import User
from reports.dashboard import Dashboard
from reports.forms import ScopeForm
from tickets import choices
from tickets.models import Channel
from tickets.sla.calendars import desk_zone


def board_of(asked: Any, *, user: User, at: datetime) -> tuple[ScopeForm, Dashboard]:
    """Return the filters as an address or a schedule holds them, and the figures; what makes no sense is left out."""
    offered, channels = choices.load(), dict(Channel.objects.values_list("pk", "name"))
    form = ScopeForm(asked, user=user, choices=offered, channels=channels, at=at, zone=desk_zone())
    return form, Dashboard.of(form.scope(), choices=offered, channels=channels)
