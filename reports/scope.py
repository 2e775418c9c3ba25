"""What a report covers: whose eyes, which days, which tickets. Every figure starts from here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from helpdesk.accounts.models import User
from reports import periods
from reports.periods import Period
from tickets.models import Category, Message, TicketFacts
from tickets.models.facts import TicketFactsQuerySet
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

    def compared(self, column: str) -> Q:
        """Return that an instant lies in the period or in the one before: one range, so that one walk finds both."""
        earlier, period = self.previous, self.period
        span = Q(**{f"{column}__gte": earlier.start, f"{column}__lt": period.end})
        if earlier.end >= period.start:
            return span
        return span & (Q(**{f"{column}__lt": earlier.end}) | Q(**{f"{column}__gte": period.start}))

    @property
    def is_own(self) -> bool:
        """Whether the reader may see nobody's figures but their own."""
        return not self.user.is_manager

    @property
    def of_agent(self) -> int | None:
        """Whose tickets are counted; None for everybody's."""
        return self.user.pk if self.is_own else self.agent

    def facts(self) -> TicketFactsQuerySet:
        """Return the facts of the tickets that count: those assigned to the agent that was asked for."""
        return self.anyones().filter(assignee=self.of_agent) if self.of_agent else self.anyones()

    def anyones(self) -> TicketFactsQuerySet:
        """Return the facts of the tickets that count, whoever they are assigned to."""
        asked: dict[str, Any] = {"team": self.team, "channel": self.channel, "priority": self.priority}
        found = TicketFacts.objects.visible_to(self.user).filter(is_counted=True)
        found = found.filter(**{column: value for column, value in asked.items() if value})
        if self.category:
            inside = Category.objects.filter(Q(pk=self.category) | Q(parent=self.category))
            found = found.filter(category__in=inside)
        return found

    def replies(self) -> QuerySet[Message]:
        """Return the answers that people wrote in the period on the tickets that count, whoever has them."""
        answered = self.anyones().filter(last_replied_at__gte=self.period.start)
        return Message.objects.by_people().filter(self.period.holds("created_at"), ticket__in=answered.values("ticket"))

    def terms(self, *, with_agent: bool = True) -> list[str]:
        """Return the words of a search that finds these tickets."""
        asked = {"team": self.team, "channel": self.channel, "category": self.category}
        if with_agent:
            asked["assignee"] = self.of_agent
        terms = [f"{name}:#{key}" for name, key in asked.items() if key]
        return [*terms, *([f"priority:{PRIORITY_WORDS[self.priority]}"] if self.priority else []), "counted:yes"]
