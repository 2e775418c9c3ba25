"""Everything that the selects of a ticket offer, in one round trip to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from helpdesk.accounts.models import Role, Team, User
from helpdesk.lib.kept import Given, kept
from tickets.models import Category, CategoryName, Ticket


class Option(NamedTuple):
    """One entry of a select."""

    pk: int
    name: str
    is_active: bool = True


@dataclass(frozen=True)
class Choices:
    """Teams, people and categories in their tree's order, each with the name to show; also those no longer in use."""

    teams: list[Option]
    people: list[Option]
    categories: list[Option]

    @property
    def category_names(self) -> dict[int, str]:
        """Every category's name by id."""
        return _names(self.categories)

    @property
    def team_names(self) -> dict[int, str]:
        """Every team's name by id."""
        return _names(self.teams)

    @property
    def people_names(self) -> dict[int, str]:
        """Every person's name by id."""
        return _names(self.people)

    @property
    def active_teams(self) -> list[Option]:
        """The teams that take tickets."""
        return _offered(self.teams, None)

    @property
    def active_people(self) -> list[Option]:
        """Whoever may be assigned a ticket."""
        return _offered(self.people, None)

    def for_ticket(self, ticket: Ticket) -> dict[str, list[Option]]:
        """Return what its selects offer: what is in use, and what the ticket has although it no longer is."""
        return {
            "teams": _offered(self.teams, ticket.team_id),
            "people": _offered(self.people, ticket.assignee_id),
            "categories": _offered(self.categories, ticket.category_id),
        }


def load(reader: User | None = None) -> Choices:
    """Read all choices with one query. Of categories, `reader` is offered those that their teams see; None: all."""
    is_limited = reader is not None and reader.role != Role.ADMIN
    given = {"reader": reader.pk} if reader is not None and is_limited else {}
    rows = sorted(_everything(is_limited=is_limited).fetch(**given), key=lambda row: str(row[1]).casefold())
    return Choices(
        [Option(key, label, active) for kind, label, key, *_rest, active, _tongue in rows if kind == "team"],
        [Option(key, label, active) for kind, label, key, *_rest, active, _tongue in rows if kind == "user"],
        _categories([row[1:] for row in rows if row[0] == "category"]),
    )


@kept
def _everything(*, is_limited: bool) -> "QuerySet[Any, tuple[Any, ...]]":
    answers = Q(is_active=True) & ~Q(role=Role.LIGHT)
    people = _rows(
        "user",
        User.objects.all(),
        Coalesce(NullIf("name", Value("")), "email", output_field=CharField()),
        active=answers,
    )
    teams = _rows("team", Team.objects.all(), F("name"), active=F("is_active"))
    everything: QuerySet[Any, tuple[Any, ...]] = teams.union(people, _category_rows(is_limited=is_limited), all=True)
    return everything


def _rows(kind: str, rows: Any, label: Any, *, active: Any, **columns: Any) -> Any:
    values = {"key": F("pk"), "parent": Value(0), "place": Value(0), "tongue": Value("")} | columns
    typed = {"kind": Value(kind, output_field=CharField()), "label": label, "active": active, **values}
    return rows.order_by().annotate(**typed).values_list("kind", "label", "key", "parent", "place", "active", "tongue")


def _category_rows(*, is_limited: bool) -> Any:
    shown = Category.shown_to.through.objects.filter(category=OuterRef("category_id"))
    own = shown.filter(team__memberships__user=Given("reader"))
    offered = Q(category__is_active=True) & (~Exists(shown) | Exists(own))
    return _rows(
        "category",
        CategoryName.objects.all(),
        F("name"),
        active=offered if is_limited else F("category__is_active"),
        key=F("category_id"),
        parent=Coalesce(F("category__parent_id"), Value(0), output_field=IntegerField()),
        place=F("category__position"),
        tongue=F("language"),
    )


def _categories(rows: Iterable[tuple[Any, ...]]) -> list[Option]:
    """Choose each name's language, then walk the tree: a parent, its children, the next parent."""
    chosen: dict[int, tuple[Any, ...]] = {}
    wanted = (get_language() or "", settings.LANGUAGE_CODE)
    for row in sorted(rows, key=lambda row: wanted.index(row[5]) if row[5] in wanted else len(wanted)):
        chosen.setdefault(row[1], row)
    names = {key: label for label, key, *_rest in chosen.values()}
    place = {key: (position, key) for _label, key, _parent, position, *_rest in chosen.values()}

    def order(row: tuple[Any, ...]) -> tuple[Any, ...]:
        _label, key, parent, *_rest = row
        return (place.get(parent, place[key]), parent != 0, place[key])

    return [
        Option(key, f"{names[parent]} › {label}" if parent in names else label, active)
        for label, key, parent, _place, active, _tongue in sorted(chosen.values(), key=order)
    ]


def _offered(options: list[Option], current: int | None) -> list[Option]:
    return [option for option in options if option.is_active or option.pk == current]


def _names(options: list[Option]) -> dict[int, str]:
    return {option.pk: option.name for option in options}
