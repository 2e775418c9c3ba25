"""How the promises stand of the tickets that came in: four states, and apart what was missed by moving the target."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, Value, When
from django.utils.translation import gettext_lazy as _

from reports.measures import Share
from reports.scope import Scope
from reports.searches import during, search
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


def figure(scope: Scope) -> Promises:
    """Count the states of the promises of tickets created in the period. One query."""
    now = scope.period.holds("created_at")
    rows = (
        scope.facts()
        .filter(scope.compared("created_at"))
        .annotate(is_now=Case(When(now, then=Value(1)), default=Value(0)))
        .order_by()
        .values_list("is_now", *Metric.values)
        .annotate(number=Count("*"))
    )
    counted: Counter[tuple[int, str, int]] = Counter()
    for is_now, *states, number in rows:
        for metric, state in zip(Metric.values, states, strict=True):
            counted[is_now, metric, state] += number
    return Promises(tuple(_promise(scope, metric, counted) for metric in Metric))


def _promise(scope: Scope, metric: Metric, counted: Counter[tuple[int, str, int]]) -> Promise:
    met, missed = counted[0, metric, PromiseState.MET], counted[0, metric, PromiseState.MISSED]
    created = during("created", scope.period)
    states = (
        State(state, counted[1, metric, state], search(scope, created, f"sla:{WORDS[metric]}.{word}"))
        for state, word in SEARCHED.items()
    )
    return Promise(metric, tuple(states), Share(met, met + missed))
