"""Finding articles by what somebody asks, inside PostgreSQL: see find()."""

from knowledge.search.finding import MAX_QUERY, Hit, find
from knowledge.search.log import note

__all__ = ["MAX_QUERY", "Hit", "find", "note"]
