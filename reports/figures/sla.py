"""How the promises stand of the tickets that came in: four states, and apart what was missed by moving the target."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.measures import Share
from reports.searches import during, search
from reports.sums import Sums
from reports.tables import Cell, Claim, Table, Words
from tickets.models import Metric, PromiseState

WORDS = {Metric.FIRST_RESPONSE: "first", Metric.NEXT_RESPONSE: "next", Metric.RESOLUTION: "resolution"}
SEARCHED = {
    PromiseState.MET: "met",
    PromiseState.MISSED: "breached",
    PromiseState.RUNNING: "running",
    PromiseState.MOVED: "moved",
    PromiseState.NONE: "none",
}
TONES = {
    PromiseState.MET: "good",
    PromiseState.MISSED: "bad",
    PromiseState.RUNNING: "run",
    PromiseState.MOVED: "moved",
    PromiseState.NONE: "mute",
}


@dataclass(frozen=True)
class State:
    """How many tickets stand so."""

    state: PromiseState
    count: int
    query: str

    @property
    def tone(self) -> str:
        """How it is drawn."""
        return TONES[self.state]

    @property
    def is_shown(self) -> bool:
        """Whether it stands in the legend: the four states always, a moved target only where there was one."""
        return self.state != PromiseState.MOVED or self.count > 0


@dataclass(frozen=True)
class Promise:
    """One promise. The states add up to the tickets created."""

    metric: Metric
    states: tuple[State, ...]
    kept_before: Share

    def count(self, state: PromiseState) -> int:
        """Return how many tickets stand so."""
        return next(entry.count for entry in self.states if entry.state == state)

    @property
    def kept(self) -> Share:
        """Those met, of those decided: running ones and those that do not apply are neither."""
        met = self.count(PromiseState.MET)
        return Share(met, met + self.count(PromiseState.MISSED))

    @property
    def met_query(self) -> str:
        """The search for those that were met."""
        return next(entry.query for entry in self.states if entry.state == PromiseState.MET)


@dataclass(frozen=True)
class Promises:
    """All promises."""

    promises: tuple[Promise, ...]

    def table(self) -> Table:
        """Return the states of each promise."""
        headers: tuple[Words, ...] = (_("Promise"), *(state.label for state in SEARCHED))
        rows: list[tuple[Cell, ...]] = [(str(p.metric.label), *(s.count for s in p.states)) for p in self.promises]
        return Table(_("Promises (SLA)"), headers, tuple(rows))

    def claims(self) -> list[Claim]:
        """Return every number with its search."""
        return [Claim(entry.count, entry.query) for promise in self.promises for entry in promise.states]


def figure(sums: Sums) -> Promises:
    """Count the states of the promises of tickets created in the period."""
    return Promises(tuple(_promise(sums, metric) for metric in Metric))


def _promise(sums: Sums, metric: Metric) -> Promise:
    counted, created = sums.created.promises, during("created", sums.scope.period)
    met, missed = counted[False, metric, PromiseState.MET], counted[False, metric, PromiseState.MISSED]
    states = (
        State(state, counted[True, metric, state], search(sums.scope, created, f"sla:{WORDS[metric]}.{word}"))
        for state, word in SEARCHED.items()
    )
    return Promise(metric, tuple(states), Share(met, met + missed))
