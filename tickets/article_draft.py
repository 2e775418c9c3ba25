"""An article made of a ticket: the question as it was asked, the answers that were given, without private data."""

import re
from dataclasses import dataclass

from tickets.models import Message, MessageKind, Ticket
from tickets.redaction import Piece, public_text, redact

MANY = 20  # answers that are read; a longer conversation is no article
HEADINGS = {"es": ("Pregunta", "Respuesta"), "en": ("Question", "Answer")}
NAMES = r"(?:[ ,]+[A-ZÁÉÍÓÚÑ][\w'’]*){0,3}"
HELLO = (
    r"hola|buen[oa]s?(?: d[ií]as| tardes| noches)?|estimad[oa]s?|querid[oa]s?|hi|hello|dear|good (?:morning|afternoon)"
)
THANKS = r"(?:muchas |muchísimas )?gracias(?: por \w+(?: \w+){0,4})?|thanks|thank you(?: \w+){0,4}"
GOODBYE = (
    r"(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|(?:kind |best )?regards|sincerely|cordialmente|quedo atent[oa]"
)
# Lines that are only manners, and the greeting before what is said: "Hola, Sofía. Claro que sí".
MANNERS = re.compile(rf"^\W*(?i:{HELLO}|{THANKS}|{GOODBYE})\b{NAMES}\W*$")
GREETING = re.compile(rf"^\W*(?i:{HELLO}){NAMES}[,.:!]+\s+(?=\S)")


@dataclass(frozen=True)
class ArticleDraft:
    """The draft in pieces, so that what was taken out can be shown."""

    language: str
    title: list[Piece]
    question: list[Piece]
    answers: list[list[Piece]]

    @property
    def removed(self) -> list[Piece]:
        """Return what was taken out, each once."""
        pieces = [piece for part in (self.title, self.question, *self.answers) for piece in part if piece.kind]
        return list({(piece.kind, piece.text): piece for piece in pieces}.values())

    @property
    def title_text(self) -> str:
        """The title as others may read it."""
        return " ".join(public_text(self.title).split())[:160]

    @property
    def body(self) -> str:
        """The text as others may read it, in Markdown."""
        question, answer = HEADINGS.get(self.language, HEADINGS["en"])
        answers = "\n\n".join(_paragraphs(public_text(pieces)) for pieces in self.answers)
        return f"## {question}\n\n{_paragraphs(public_text(self.question))}\n\n## {answer}\n\n{answers}\n"


def draft_of(ticket: Ticket) -> ArticleDraft:
    """Read the first message and the public replies; notes and automatic mail are never part of it."""
    said = list(ticket.messages.public().select_related("author_user", "author_requester").order_by("created_at", "pk"))
    names = {str(message.author) for message in said if message.author} | {ticket.requester.name}
    names |= set(ticket.participants.values_list("requester__name", flat=True))
    asked = next((message for message in said if message.kind == MessageKind.REQUEST), None)
    replies = [message for message in said if message.kind == MessageKind.REPLY][:MANY]

    def pieces(message: Message | None) -> list[Piece]:
        text = _without_manners(message.body_text) if message else ""
        return redact(text, names=names, language=ticket.language)

    title = redact(ticket.subject, names=names, language=ticket.language)
    answers = [found for reply in replies if (found := pieces(reply))]
    return ArticleDraft(ticket.language, title, pieces(asked), answers)


def _without_manners(text: str) -> str:
    kept = [line.rstrip() for line in text.strip().splitlines() if not MANNERS.match(line)]
    left = GREETING.sub("", re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), count=1)
    return left[:1].upper() + left[1:]


def _paragraphs(text: str) -> str:
    """Keep the lines of a message as lines: in Markdown they would run together."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "  \n", text.strip())
