"""One door to a dashboard, for page, file and mail."""

from datetime import datetime
from typing import Any

from helpdesk.accounts.models import User
from reports.dashboard import Dashboard
from reports.forms import Asked, ScopeForm


def board_of(asked: Any, *, user: User, at: datetime) -> tuple[ScopeForm, Dashboard]:
    """Return the filters as an address or a schedule holds them, and the figures; what makes no sense is left out."""
    read = Asked.read(user, asked, at=at)
    return read.form, Dashboard.of(read.scope, choices=read.choices, channels=read.channels)
