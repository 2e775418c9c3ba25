"""The earlier conversation below a reply: what was public, in the form that every mail program folds."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.models import Message
from tickets.models.message import MessageQuerySet

MAX_MESSAGES = 5
MAX_CHARACTERS = 4_000


@dataclass(frozen=True)
class Earlier:
    """One earlier message, the line that introduces it, and its lines with a mark of quotation."""

    name: str
    at: datetime
    text: str

    @property
    def quoted(self) -> str:
        """The text as RFC 3676 quotes it."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.split("\n"))


def before(message: Message) -> list[Earlier]:
    """Return the public messages before this one, the newest first. Never a note, never an uninvited sender's."""
    messages: MessageQuerySet = message.ticket.messages.public()
    rows = messages.filter(pk__lt=message.pk).select_related("author_user", "author_requester")
    return [Earlier(_name(row), row.created_at, _short(row.body_text)) for row in rows.order_by("-pk")[:MAX_MESSAGES]]


def _name(message: Message) -> str:
    """Names only: the address of one person in the conversation is no business of another."""
    if message.author_user:
        return message.author_user.get_short_name()
    name = message.author_requester.name if message.author_requester else ""
    return " ".join(name.split()) or _("Customer")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS].rstrip() + " […]"
