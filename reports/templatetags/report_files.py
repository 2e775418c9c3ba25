"""Which files a dashboard can be had as."""

from typing import NamedTuple

from django import template

from reports.dashboard import Dashboard
from reports.figure_tables import tables_of
from reports.tables import Words

register = template.Library()


class Named(NamedTuple):
    """A figure, as addresses and as people call it."""

    slug: str
    title: Words


@register.simple_tag
def files_of(board: Dashboard) -> list[Named]:
    """Return each figure that can be exported."""
    return [Named(slug, table.title) for slug, table in tables_of(board).items()]
