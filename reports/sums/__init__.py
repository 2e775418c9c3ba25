"""What figures are made of: counted by PostgreSQL, one statement per subject, whatever number of figures need it."""

from functools import cached_property

from reports.scope import Scope
from reports.sums import answered, created, ratings, replies, solved, topics, unsolved


class Sums:
    """The sums of one report. Each subject is read when a figure asks for it first."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @cached_property
    def created(self) -> created.Created:
        """Of the tickets that came in."""
        return created.read(self.scope)

    @cached_property
    def answered(self) -> answered.Answered:
        """Of the tickets that were answered first."""
        return answered.read(self.scope)

    @cached_property
    def solved(self) -> solved.Solved:
        """Of the tickets that were solved first, and of those that came back."""
        return solved.read(self.scope)

    @cached_property
    def unsolved(self) -> unsolved.Unsolved:
        """Of the tickets that wait."""
        return unsolved.read(self.scope)

    @cached_property
    def replies(self) -> replies.Replies:
        """Of what was answered, by person."""
        return replies.read(self.scope)

    @cached_property
    def ratings(self) -> ratings.Ratings:
        """Of what requesters said."""
        return ratings.read(self.scope)

    @cached_property
    def topics(self) -> topics.Topics:
        """Of what tickets were about, beside the period before."""
        return topics.read(self.scope)
