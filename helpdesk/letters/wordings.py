"""The words of each mail and chat message in each language: those an administrator wrote, else ours."""

from functools import cache
from pathlib import Path

from helpdesk.accounts.models import Desk, MailText
from helpdesk.letters.kinds import LANGUAGES
from helpdesk.letters.rendering import Letter, Values, Wording, write

DEFAULTS = Path(__file__).parent / "defaults"
SUBJECT = "Subject: "


def letter(kind: str, language: str, values: Values, *, desk: Desk) -> Letter:
    """Return a mail in the reader's language, in the words of this desk."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    return write(wording_of(kind, language), {"desk.name": desk.name, **values}, colour=desk.mail_colour)


def wording_of(kind: str, language: str) -> Wording:
    """Return the words that are in use."""
    own = MailText.objects.filter(kind=kind, language=language).first()
    return Wording(own.subject, own.body) if own else default_wording(kind, language)


@cache
def default_wording(kind: str, language: str) -> Wording:
    """Return our own words."""
    text = (DEFAULTS / f"{kind}.{language}.txt").read_text(encoding="utf-8")
    subject, _newline, body = text.partition("\n") if text.startswith(SUBJECT) else ("", "", text)
    return Wording(subject.removeprefix(SUBJECT), body.strip())
