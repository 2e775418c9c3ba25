"""The order of categories: a tree whose positions are numbered as it is read, parents before what is inside of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tickets.models import Category


@dataclass(frozen=True)
class Place:
    """A category in the tree, and whether it can move among those beside it."""

    category: Category
    is_first: bool
    is_last: bool


def places(rows: Iterable[Category]) -> list[Place]:
    """Return the categories in the order of the tree."""
    beside: dict[int | None, list[Category]] = {}
    for row in rows:
        beside.setdefault(row.parent_id, []).append(row)
    return [
        place for root in _level(beside.get(None, [])) for place in (root, *_level(beside.get(root.category.pk, [])))
    ]


def _level(rows: list[Category]) -> list[Place]:
    return [Place(row, row is rows[0], row is rows[-1]) for row in rows]


@transaction.atomic
def move(category: Category, *, up: bool) -> None:
    """Change places with the one above or below it on its level; at the end nothing happens."""
    rows = list(Category.objects.select_for_update().order_by("position", "pk"))
    level = [row for row in rows if row.parent_id == category.parent_id]
    here = next(n for n, row in enumerate(level) if row.pk == category.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(level):
        first, second = rows.index(level[here]), rows.index(level[there])
        rows[first], rows[second] = rows[second], rows[first]
        _number(rows)


@transaction.atomic
def put_last(category: Category) -> None:
    """Put a category that is new or went elsewhere behind those beside it."""
    rows = list(Category.objects.select_for_update().order_by("position", "pk"))
    _number([row for row in rows if row.pk != category.pk] + [row for row in rows if row.pk == category.pk])


def _number(rows: list[Category]) -> None:
    ordered = [place.category for place in places(rows)]
    for position, row in enumerate(ordered, start=1):
        row.position = position
    Category.objects.bulk_update(ordered, ["position"])
