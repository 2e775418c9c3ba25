"""What a report covers: whose eyes, which days, which tickets. Every figure starts from here."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property

from helpdesk.accounts.models import User
from reports import periods
from reports.periods import Period
from tickets.priority import Priority

BUSINESS, CLOCK = "business", "clock"
PRIORITY_WORDS = {
    Priority.URGENT: "urgent",
    Priority.HIGH: "high",
    Priority.NORMAL: "normal",
    Priority.LOW: "low",
}


@dataclass(frozen=True)
class Scope:
    """One report. The tickets are those that the person may see; spam, merged and automatic ones never count."""

    user: User
    at: datetime
    period: Period
    hours: str = BUSINESS
    team: int | None = None
    agent: int | None = None
    channel: int | None = None
    category: int | None = None
    priority: Priority | None = None

    @cached_property
    def previous(self) -> Period:
        """The days to compare with."""
        return periods.before(self.period, at=self.at)

    @property
    def is_own(self) -> bool:
        """Whether the reader may see nobody's figures but their own."""
        return not self.user.is_manager

    @property
    def of_agent(self) -> int | None:
        """Whose tickets are counted; None for everybody's."""
        return self.user.pk if self.is_own else self.agent

    def terms(self, *, with_agent: bool = True) -> list[str]:
        """Return the words of a search that finds these tickets."""
        asked = {"team": self.team, "channel": self.channel, "category": self.category}
        if with_agent:
            asked["assignee"] = self.of_agent
        terms = [f"{name}:#{key}" for name, key in asked.items() if key]
        return [*terms, *([f"priority:{PRIORITY_WORDS[self.priority]}"] if self.priority else []), "counted:yes"]
