"""What a form carries from the page to the answer: a nonce, and when it was shown, signed."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer

QUICKEST = timedelta(seconds=2)  # nobody writes a request in less; a program does
LONGEST = timedelta(hours=24)

_signer = Signer(salt="request-form")


@dataclass(frozen=True)
class Stamp:
    """One form as it was shown once."""

    nonce: str
    shown_at: datetime

    @property
    def token(self) -> str:
        """The hidden field's value."""
        return _signer.sign_object([self.nonce, round(self.shown_at.timestamp() * 1000)])

    def is_too_quick(self, *, at: datetime) -> bool:
        """Whether it came back faster than a person types."""
        return at - self.shown_at < QUICKEST

    def is_too_old(self, *, at: datetime) -> bool:
        """Whether it was shown so long ago that it may be a copy."""
        return at - self.shown_at > LONGEST


def new_stamp(*, at: datetime) -> Stamp:
    """Make the stamp of a form that is about to be shown."""
    return Stamp(secrets.token_urlsafe(16), at)


def read_stamp(token: str) -> Stamp | None:
    """Return what the form carried; None when it is missing or not ours."""
    try:
        values: Any = _signer.unsign_object(token)
        nonce, milliseconds = values
        return Stamp(str(nonce), datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (BadSignature, ValueError, TypeError):
        return None
