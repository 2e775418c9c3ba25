"""The hand-written mails of tests/data/email: invented people, one trap each."""

from pathlib import Path

from channels_inbound.email.parse import ParsedEmail, parse

FOLDER = Path(__file__).parents[2] / "data" / "email"
PATHS = sorted(FOLDER.glob("*.eml"))


def raw(name: str) -> bytes:
    """Return the bytes of a sample."""
    return (FOLDER / f"{name}.eml").read_bytes()


def parsed(name: str) -> ParsedEmail:
    """Return a sample as the parser reads it."""
    return parse(raw(name))


def mail(*fields: str, body: str = "Hola") -> ParsedEmail:
    """Return a mail made of these fields."""
    return parse("\n".join([*fields, "", body]).encode())
