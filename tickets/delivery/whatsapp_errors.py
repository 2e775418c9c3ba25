"""What WhatsApp's errors mean for a message, and in words that an agent can act on.

https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.delivery.errors import (
    AccountFaultError,
    OptedOutError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnreachableError,
    WindowClosedError,
)

WINDOW_CLOSED = {131047}
OPTED_OUT = {131050}
UNREACHABLE = {131026, 131021, 131030}
BUSY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
ACCOUNT = {0, 3, 10, 190, 131005, 131031, 131042, 133010, *range(200, 300)}

NO_TEMPLATE = gettext_lazy(
    "WhatsApp knows no approved template of this name and language. An administrator can correct the list."
)
OTHER_BLANKS = gettext_lazy(
    "The template was approved with other blanks. An administrator can correct its text in the settings."
)
STOPPED = gettext_lazy("WhatsApp has stopped this template. Choose another one.")
FILE_REFUSED = gettext_lazy("WhatsApp could not take the file: its kind or its size. Send it in another format.")
HELD_BACK = gettext_lazy("WhatsApp held it back, because this person gets too much advertising. Try again another day.")
MEANINGS: dict[int, Promise] = {
    131026: gettext_lazy(
        "This number cannot be reached by WhatsApp: it has none, an old version, or has not accepted its terms."
    ),
    131021: gettext_lazy("This is the number of the desk itself."),
    131030: gettext_lazy("WhatsApp's test number only writes to numbers that were listed at Meta."),
    131050: gettext_lazy("The customer told WhatsApp that they want no unsolicited messages from you."),
    131056: gettext_lazy("Too many messages to this person in a short time. It is sent again later."),
    131048: gettext_lazy("WhatsApp slows your number down, because people reported or blocked it."),
    131031: gettext_lazy("Meta has locked the account."),
    131042: gettext_lazy("Meta asks for a valid way to pay for the account."),
    190: gettext_lazy(
        "The access token is wrong, has expired or was revoked. Enter a new one in the channel's settings."
    ),
    131049: HELD_BACK,
    130472: HELD_BACK,
    131051: FILE_REFUSED,
    131052: FILE_REFUSED,
    131053: FILE_REFUSED,
    132000: OTHER_BLANKS,
    132012: OTHER_BLANKS,
    132001: NO_TEMPLATE,
    132015: STOPPED,
    132016: STOPPED,
}


def error_of(status: int, error: Any) -> TemporaryDeliveryError | PermanentDeliveryError:
    """Map an error of the API, or of a status webhook, to what follows from it, with words for agents."""
    facts = error if isinstance(error, dict) else {}
    code = facts.get("code") if isinstance(facts.get("code"), int) else None
    answer = _answer(facts, code, status)
    if code in WINDOW_CLOSED:
        return WindowClosedError(
            _("More than 24 hours have passed since the customer wrote: WhatsApp lets only a template through.")
        )
    if code in OPTED_OUT:
        return OptedOutError(_told(code, answer, _("WhatsApp refused the message: %(answer)s")))
    if code in UNREACHABLE:
        return UnreachableError(_told(code, answer, _("WhatsApp cannot reach this number: %(answer)s")))
    if code in BUSY or status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TemporaryDeliveryError(_told(code, answer, _("WhatsApp asks to try later: %(answer)s")))
    if code in ACCOUNT or status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return AccountFaultError(_told(code, answer, _("WhatsApp refused our account: %(answer)s")))
    return PermanentDeliveryError(_told(code, answer, _("WhatsApp refused the message: %(answer)s")))


def _told(code: int | None, answer: str, usual: str) -> str:
    """Return what a known code means, with WhatsApp's own words behind it; else a sentence with those alone."""
    meaning = MEANINGS.get(code or 0)
    return f"{meaning} ({answer})" if meaning else usual % {"answer": answer}


def _answer(facts: dict[str, Any], code: int | None, status: int) -> str:
    details = facts.get("error_data")
    said = details.get("details") if isinstance(details, dict) else None
    text = str(said or facts.get("message") or facts.get("title") or "")
    return " ".join(f"{code or status} {text}".split())[:300]
