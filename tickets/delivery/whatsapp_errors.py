"""What WhatsApp's errors mean for a message, and in words that an agent can act on.

https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from http import HTTPStatus
from typing import Any

from tickets.delivery.errors import (
    AccountFaultError,
    OptedOutError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnreachableError,
    WindowClosedError,
)
from tickets.faults import SENTENCES, Fault, fault

WINDOW_CLOSED = {131047}
OPTED_OUT = {131050}
UNREACHABLE = {131026, 131021, 131030}
BUSY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
ACCOUNT = {0, 3, 10, 190, 131005, 131031, 131042, 133010, *range(200, 300)}


def error_of(status: int, error: Any) -> TemporaryDeliveryError | PermanentDeliveryError:
    """Map an error of the API, or of a status webhook, to what follows from it, with words for agents."""
    facts = error if isinstance(error, dict) else {}
    code = facts.get("code") if isinstance(facts.get("code"), int) else None
    answer = _answer(facts, code, status)
    if code in WINDOW_CLOSED:
        return WindowClosedError(fault("whatsapp.window"))
    if code in OPTED_OUT:
        return OptedOutError(_told(code, answer, "refused"))
    if code in UNREACHABLE:
        return UnreachableError(_told(code, answer, "unreachable"))
    if _is_busy(code, status):
        return TemporaryDeliveryError(_told(code, answer, "busy"))
    if code in ACCOUNT or status in REFUSED:
        return AccountFaultError(_told(code, answer, "account"))
    return PermanentDeliveryError(_told(code, answer, "refused"))


def _is_busy(code: int | None, status: int) -> bool:
    """Whether it may go through later. Without a code it is no answer of WhatsApp's own: some proxy in between."""
    if code in BUSY or status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return True
    return code is None and status >= HTTPStatus.BAD_REQUEST and status not in REFUSED


def _told(code: int | None, answer: str, usual: str) -> Fault:
    """Return what a known code means, with WhatsApp's own words behind it; else a sentence with those alone."""
    known = f"whatsapp.{code}"
    return fault(known if known in SENTENCES else f"whatsapp.{usual}", answer=answer)


def _answer(facts: dict[str, Any], code: int | None, status: int) -> str:
    details = facts.get("error_data")
    said = details.get("details") if isinstance(details, dict) else None
    text = str(said or facts.get("message") or facts.get("title") or "")
    return " ".join(f"{code or status} {text}".split())[:300]
