"""Everything that the selects of a ticket offer, in one round trip to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from helpdesk.accounts.models import Team, User
from tickets.models import CategoryName, Ticket


@dataclass(frozen=True)
class Option:
    """One entry of a select."""

    pk: int
    name: str
    is_active: bool = True


@dataclass(frozen=True)
class Choices:
    """Teams, people who answer, and categories in their tree's order, each with the name to show."""

    teams: list[Option]
    people: list[Option]
    categories: list[Option]

    @property
    def category_names(self) -> dict[int, str]:
        """Every category's name by id, also of those no longer in use."""
        return {option.pk: option.name for option in self.categories}

    def for_ticket(self, ticket: Ticket) -> dict[str, list[Option]]:
        """Return what its selects offer: what is in use, and what the ticket has although it no longer is."""
        return {
            "teams": _offered(self.teams, ticket.team_id, ticket.team),
            "people": _offered(self.people, ticket.assignee_id, ticket.assignee),
            "categories": [o for o in self.categories if o.is_active or o.pk == ticket.category_id],
        }


def load() -> Choices:
    """Read all choices with one query."""
    rows = sorted(
        _rows("team", Team.objects.all(), "name", active=F("is_active"))
        .union(_rows("user", User.objects.answering(), "name", active=F("is_active")), _category_rows(), all=True)
        .values_list("kind", "label", "key", "parent", "place", "active", "tongue"),
        key=lambda row: str(row[1]).casefold(),
    )
    return Choices(
        [Option(key, label, active) for kind, label, key, *_rest, active, _tongue in rows if kind == "team"],
        [Option(key, label, active) for kind, label, key, *_rest, active, _tongue in rows if kind == "user"],
        _categories([row[1:] for row in rows if row[0] == "category"]),
    )


def _rows(kind: str, rows: Any, label: str, *, active: Any, **columns: Any) -> Any:
    values = {"key": F("pk"), "parent": Value(0), "place": Value(0), "tongue": Value("")} | columns
    typed = {"kind": Value(kind, output_field=CharField()), "label": F(label), "active": active, **values}
    return rows.order_by().annotate(**typed).values("kind", "label", "key", "parent", "place", "active", "tongue")


def _category_rows() -> Any:
    return _rows(
        "category",
        CategoryName.objects.all(),
        "name",
        active=F("category__is_active"),
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


def _offered(options: list[Option], pk: int | None, current: Team | User | None) -> list[Option]:
    offered = [option for option in options if option.is_active]
    if current is not None and pk not in {option.pk for option in offered}:
        offered.append(Option(current.pk, str(current), is_active=False))
    return offered
