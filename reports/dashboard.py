"""The dashboard: every figure of one report, with its charts."""

from dataclasses import dataclass
from typing import Any

from reports import charts
from reports.figures import (
    agents,
    backlog,
    first_contact,
    heat_map,
    pareto,
    response_times,
    satisfaction,
    sla,
    slowest,
    volume,
)
from reports.figures.sla import Promise
from reports.scope import Scope
from reports.sums import Sums
from reports.tables import Claim, Table
from tickets.choices import Choices


@dataclass(frozen=True)
class Dashboard:
    """All figures of a scope."""

    scope: Scope
    volume: volume.Volume
    backlog: backlog.Backlog
    first_response: response_times.Waiting
    resolution: response_times.Waiting
    sla: sla.Promises
    first_contact: first_contact.FirstContact
    origins: pareto.Origins
    slowest: slowest.Slowest
    heat_map: heat_map.HeatMap
    satisfaction: satisfaction.Satisfaction
    agents: agents.Agents

    @classmethod
    def of(cls, scope: Scope, *, choices: Choices, channels: dict[int, str]) -> "Dashboard":
        """Compute every figure, in a constant number of queries."""
        return cls.made_of(Sums(scope), choices=choices, channels=channels)

    @classmethod
    def made_of(cls, sums: Sums, *, choices: Choices, channels: dict[int, str]) -> "Dashboard":
        """Compute every figure of sums, which may have been read before."""
        return cls(
            scope=sums.scope,
            volume=volume.figure(sums),
            backlog=backlog.figure(sums),
            first_response=response_times.first_response(sums),
            resolution=response_times.resolution(sums),
            sla=sla.figure(sums),
            first_contact=first_contact.figure(sums),
            origins=pareto.figure(sums, channels=channels, categories=choices.category_names),
            slowest=slowest.figure(sums, names=choices.category_names),
            heat_map=heat_map.figure(sums),
            satisfaction=satisfaction.figure(sums),
            agents=agents.figure(sums),
        )

    @property
    def figures(self) -> tuple[Any, ...]:
        """Return every figure: each has `claims()` and, but for those in pairs, `table()`."""
        origins = (self.origins.categories, self.origins.channels)
        times = (self.first_response, self.resolution)
        kinds = (self.sla, self.first_contact, *origins, self.slowest, self.heat_map, self.satisfaction)
        return (self.volume, *times, *kinds, self.backlog, self.agents)

    def claims(self) -> list[Claim]:
        """Return every number with the search that finds its tickets."""
        return [claim for figure in self.figures for claim in figure.claims()]

    def tables(self) -> list[Table]:
        """Return every figure as a table, for files and mail."""
        return [figure.table() for figure in self.figures]

    # -- how it is drawn ------------------------------------------------------------------------------------------

    @property
    def lines(self) -> charts.Lines:
        """Created and solved per day."""
        return charts.lines(self.volume)

    @property
    def phone_lines(self) -> charts.Lines:
        """The same where there is little room."""
        return charts.lines(self.volume, charts.PHONE)

    @property
    def created_spark(self) -> str:
        """The small line of what came in."""
        return charts.spark([day.created for day in self.volume.days])

    @property
    def solved_spark(self) -> str:
        """The small line of what was solved."""
        return charts.spark([day.solved for day in self.volume.days])

    @property
    def promises(self) -> list[tuple[Promise, tuple[charts.Part, ...]]]:
        """Each promise with its bar."""
        return [(promise, charts.stacked(promise)) for promise in self.sla.promises]

    @property
    def categories(self) -> charts.ParetoChart:
        """What tickets were about."""
        return charts.pareto(self.origins.categories)

    @property
    def channels(self) -> charts.ParetoChart:
        """Which way they came."""
        return charts.pareto(self.origins.channels)

    @property
    def heat(self) -> charts.HeatChart:
        """When they came."""
        return charts.heat(self.heat_map)

    @property
    def phone_heat(self) -> charts.HeatChart:
        """The same where there is little room."""
        return charts.heat_on_a_phone(self.heat_map)
