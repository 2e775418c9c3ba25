"""How many tickets came in, were solved and came back, in all and per day."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reports.measures import Count
from reports.searches import during, on, search
from reports.sums import Sums
from reports.tables import Claim, Table


@dataclass(frozen=True)
class Day:
    """One day."""

    date: date
    created: int
    solved: int
    created_query: str
    solved_query: str


@dataclass(frozen=True)
class Volume:
    """Created, solved for the first time, reopened for the first time."""

    created: Count
    solved: Count
    reopened: Count
    days: tuple[Day, ...]
    created_query: str
    solved_query: str
    reopened_query: str

    shape: ClassVar[str] = "volume"

    def table(self) -> Table:
        """Return the days."""
        rows = tuple((day.date, day.created, day.solved) for day in self.days)
        return Table(_("Created and solved per day"), (_("Day"), _("Tickets created"), _("Tickets solved")), rows)

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        claims = [
            Claim(self.created.now, self.created_query),
            Claim(self.solved.now, self.solved_query),
            Claim(self.reopened.now, self.reopened_query),
        ]
        claims += [Claim(day.created, day.created_query) for day in self.days]
        return claims + [Claim(day.solved, day.solved_query) for day in self.days]


def figure(sums: Sums) -> Volume:
    """Count."""
    scope, created, solved = sums.scope, sums.created, sums.solved
    tickets, by_day = search(scope), solved.days
    return Volume(
        created=Count(created.now, created.before),
        solved=Count(solved.now.solved, solved.before.solved),
        reopened=solved.reopened,
        days=tuple(
            Day(
                date=day,
                created=created.days[day],
                solved=by_day[number].solved if number in by_day else 0,
                created_query=f"{tickets} {on('created', day)}",
                solved_query=f"{tickets} {on('solved', day)}",
            )
            for number, day in enumerate(scope.period.days, start=1)
        ),
        created_query=search(scope, during("created", scope.period)),
        solved_query=search(scope, during("solved", scope.period)),
        reopened_query=search(scope, during("reopened", scope.period)),
    )
