"""How the filters of a search are shown again: in words, not in the keys and codes that reports write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets import choices
from tickets.models import Channel, Metric, PromiseState
from tickets.queues.dates import read_days
from tickets.queues.grammar import Term, fold
from tickets.queues.happenings import METRICS, STATES
from tickets.queues.reader import read_key, read_yes

Today = Callable[[], date]  # asked only where a filter names days: knowing the desk's zone costs a query

DAYS = {"created", "answered", "solved", "reopened", "unsolved", "replied", "rated", "surveyed"}
PEOPLE = {"assignee", "answerer", "solver", "replied", "rated", "surveyed"}


@dataclass(frozen=True)
class Names:
    """Names by key, of each kind of row that a filter can point to."""

    people: Mapping[int, str]
    teams: Mapping[int, str]
    categories: Mapping[int, str]
    channels: Mapping[int, str]

    @classmethod
    def load(cls, keys: set[str]) -> "Names":
        """Read what these filters need, with a query for channels and one for everything else."""
        channels = dict(Channel.objects.values_list("pk", "name")) if "channel" in keys else {}
        if not keys - {"channel"}:
            return cls({}, {}, {}, channels)
        offered = choices.load()
        people, teams = ({option.pk: option.name for option in rows} for rows in (offered.people, offered.teams))
        return cls(people, teams, offered.category_names, channels)

    def of(self, key: str) -> Mapping[int, str]:
        """Return the names that a filter's keys stand for."""
        kinds = {"team": self.teams, "category": self.categories, "channel": self.channels}
        return self.people if key in PEOPLE else kinds.get(key, {})


def in_words(terms: Iterable[Term], *, today: Today) -> list[str]:
    """Say each filter's value as its reader would; one that is not understood, as it was typed."""
    terms = list(terms)
    pointing = {term.key for term in terms if "#" in term.value}
    names = Names.load(pointing) if pointing else None
    return [_said(term, names, today) for term in terms]


def _said(term: Term, names: Names | None, today: Today) -> str:
    pieces = term.value.split(",") if term.key in {"replied", "rated", "surveyed"} else [term.value]
    return ", ".join(_piece(term.key, piece, names=names, today=today) for piece in pieces)


def _piece(key: str, value: str, *, names: Names | None, today: Today) -> str:
    pk = read_key(value.removeprefix("="))
    if pk is not None and names is not None:
        return names.of(key).get(pk, value)
    teller = TELLERS.get(key)
    told = teller(value, today) if teller else None
    return told or value


def _days(value: str, today: Today) -> str | None:
    now = today()
    days = read_days(fold(value), today=now)
    if days is None:
        return _yes(value, today)
    first, last = (_day(day, now) if day else "" for day in (days.first, days.last))
    if first and last:
        return first if first == last else f"{first} – {last}"
    # Translators: the day from which on, or until which, something happened
    return (_("from %(day)s on") if first else _("until %(day)s")) % {"day": first or last}


def _day(day: date, today: date) -> str:
    near = day.year == today.year
    return date_format(day, pgettext("date format", "j M") if near else pgettext("date format", "j M Y"))


def _yes(value: str, _today: Today) -> str | None:
    answer = read_yes(value)
    return None if answer is None else _("yes") if answer else _("no")


def _promise(value: str, _today: Today) -> str | None:
    metric, _dot, word = fold(value).rpartition(".")
    state = STATES.get(word)
    if state is None:
        return None
    said = str(PromiseState(state).label)
    return f"{Metric(METRICS[metric]).label}, {said}" if metric in METRICS else said


def _contact(value: str, _today: Today) -> str | None:
    said = {"first": _("one was enough"), "more": _("needed more"), "unknown": _("not yet known")}
    spanish = {"primero": "first", "mas": "more", "desconocido": "unknown"}
    word = fold(value)
    return said.get(spanish.get(word, word))


TELLERS: dict[str, Callable[[str, Today], str | None]] = {
    **dict.fromkeys(DAYS, _days),
    "sla": _promise,
    "contact": _contact,
    "held": _yes,
    "counted": _yes,
}
