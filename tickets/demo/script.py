"""What happens to one invented ticket, told as steps; pure data, played by tickets.demo.stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from helpdesk.accounts.models import User
from tickets.files import InboundFile
from tickets.intake import Sender
from tickets.models import Category, Channel, Identity, Requester

Deed = Literal["write", "reply", "note", "assign", "status", "schedule", "category", "priority", "tags", "fail"]


@dataclass(frozen=True)
class Person:
    """A requester with their handles."""

    requester: Requester
    email: Identity
    phone: Identity | None = None


@dataclass(frozen=True)
class Opening:
    """How the ticket began. `opened_by` wrote it down for somebody on the phone or at the counter."""

    at: datetime
    person: Person
    channel: Channel
    subject: str
    text: str
    language: str = "es"
    category: Category | None = None
    opened_by: User | None = None
    files: tuple[InboundFile, ...] = ()

    @property
    def sender(self) -> Sender:
        """By which handle the person came."""
        by_phone = self.channel.kind == "phone" and self.person.phone
        handle = self.person.phone if by_phone and self.person.phone else self.person.email
        return Sender(kind=handle.kind, value=handle.display, name=self.person.requester.name)


@dataclass(frozen=True)
class Step:
    """One deed. `value` is what it sets: a person, a status, a category, a priority, tags, a time to come back."""

    at: datetime
    deed: Deed
    by: User | None = None
    text: str = ""
    value: Any = None
    files: tuple[InboundFile, ...] = ()


@dataclass(frozen=True)
class Script:
    """One ticket from its first message to now."""

    opening: Opening
    steps: tuple[Step, ...] = ()
