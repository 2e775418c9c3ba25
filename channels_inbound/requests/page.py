"""What the page of a request shows: nothing that its requester may not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from channels_inbound.requests import progress
from helpdesk.accounts.models import User
from tickets.conversation import released_messages
from tickets.lifecycle import may_reopen
from tickets.models import AccessLink, Message, SatisfactionRating, Ticket
from tickets.models.missing import lacks_files
from tickets.satisfaction import rating as ratings
from tickets.satisfaction.resolution import resolved_by
from tickets.states import FINISHED, UNSOLVED, Status
from tickets.threading import follow_merges, takes_part

SHOWN_AT_FIRST = 40  # of a long conversation: the newest; the rest is one click away


@dataclass(frozen=True)
class Line:
    """One message with the name its author has for this reader: never an address."""

    message: Message
    name: str
    is_own: bool

    @property
    def is_from_desk(self) -> bool:
        """Whether an agent wrote it."""
        return not self.message.is_from_requester


class RequestPage:
    """A request as seen through one link."""

    def __init__(self, link: AccessLink, *, at: datetime, whole: bool = False) -> None:
        """Look through `link` at the time `at`; `whole` shows a long conversation from its beginning."""
        self.link, self.ticket, self.at, self.whole = link, link.ticket, at, whole

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """Where it stands."""
        return progress.steps(self.shown_progress, now=self.at)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The conversation, oldest first."""
        newest = (
            released_messages(self.ticket, at=self.at)
            .for_thread()
            .annotate(lacks_files=lacks_files())
            .order_by("-created_at", "-pk")
        )
        messages = list(newest if self.whole else newest[: SHOWN_AT_FIRST + 1])
        prefetch_related_objects([one for one in messages if getattr(one, "lacks_files", False)], "missing_files")
        self.has_earlier = not self.whole and len(messages) > SHOWN_AT_FIRST
        return [self._line(message) for message in reversed(messages[: None if self.whole else SHOWN_AT_FIRST])]

    @property
    def is_own(self) -> bool:
        """Whether the reader is the requester, not somebody who was let in."""
        return self.ticket.requester_id == self.link.requester_id

    @property
    def is_waiting(self) -> bool:
        """Whether the desk waits for the reader."""
        return self.ticket.status == Status.WAITING_CUSTOMER

    @cached_property
    def went_to(self) -> Ticket:
        """The request into which this one was merged, through any chain; itself when it was not."""
        return follow_merges(self.ticket)

    @cached_property
    def is_joined(self) -> bool:
        """Whether it was merged, and what is written here goes on in the other one."""
        return self.went_to != self.ticket and self.takes_answers

    @cached_property
    def reads_other(self) -> bool:
        """Whether the reader takes part in the request that this one was merged into."""
        return self.is_joined and takes_part(self.went_to, self.link.requester)

    @property
    def shown_progress(self) -> Ticket:
        """The request whose state is shown: the other one only to those who may read it."""
        return self.went_to if self.reads_other else self.ticket

    @property
    def is_finished(self) -> bool:
        """Whether it is solved or closed."""
        return self.ticket.status in FINISHED

    @property
    def can_solve(self) -> bool:
        """Whether its requester may say that it is solved."""
        return self.is_own and self.ticket.status in UNSOLVED

    @cached_property
    def takes_answers(self) -> bool:
        """Whether an answer goes onto this request; else it begins a new one that follows it."""
        return may_reopen(self.went_to, at=self.at)

    @property
    def can_reopen(self) -> bool:
        """Whether it may be opened again."""
        return self.is_own and self.is_finished and self.takes_answers

    @cached_property
    def rating(self) -> SatisfactionRating | None:
        """The question or answer about this time that it was solved. Asked for only where it can be shown."""
        return ratings.of_now(self.ticket) if self.is_own and self.is_finished else None

    @cached_property
    def solver(self) -> User | None:
        """Who solved it, and so whose service is rated: not who has the ticket by now."""
        person: User | None = self.rating.assignee if self.rating else resolved_by(self.ticket)["assignee"]
        return person

    @property
    def is_rated(self) -> bool:
        """Whether its requester has said how it went."""
        return self.rating is not None and self.rating.score is not None

    @property
    def may_rate(self) -> bool:
        """Whether its requester may say how it went, or say it otherwise."""
        return self.is_own and self.is_finished and ratings.is_open(self.rating, at=self.at)

    @property
    def rating_changes_until(self) -> datetime | None:
        """Until when an answer can be changed; None without one, or when it is too late."""
        answered = self.rating.answered_at if self.rating else None
        return answered + ratings.CHANGEABLE if answered and self.may_rate else None

    @property
    def manager_reads_it(self) -> bool:
        """Whether a manager was told of a bad answer."""
        return self.rating is not None and self.rating.is_bad and self.rating.told_at is not None

    def _line(self, message: Message) -> Line:
        if message.author_user:
            return Line(message, message.author_user.get_short_name(), is_own=False)
        author = message.author_requester
        return Line(
            message, author.name if author else "", is_own=message.author_requester_id == self.link.requester_id
        )
