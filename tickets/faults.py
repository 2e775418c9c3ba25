"""What went wrong with a provider, as a code with its facts: kept as that, and said in the language of whoever reads.

Every code that a row may hold stands in SENTENCES for good: rows outlive releases. `%(answer)s` is what the provider
itself said, in its own language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 2000
LONGEST_FACT = 500  # what a stranger's server says is cut

_NO_TEMPLATE = _(
    "WhatsApp knows no approved template of this name and language. An administrator can correct the list."
)
_OTHER_BLANKS = _("The template was approved with other blanks. An administrator can correct its text in the settings.")
_STOPPED = _("WhatsApp has stopped this template. Choose another one.")
_FILE_REFUSED = _("WhatsApp could not take the file: its kind or its size. Send it in another format.")
_HELD_BACK = _("WhatsApp held it back, because this person gets too much advertising. Try again another day.")

SENTENCES: dict[str, Promise] = {
    # What WhatsApp's codes mean: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
    "whatsapp.190": _(
        "The access token is wrong, has expired or was revoked. Enter a new one in the channel's settings."
    ),
    "whatsapp.130472": _HELD_BACK,
    "whatsapp.131021": _("This is the number of the desk itself."),
    "whatsapp.131026": _(
        "This number cannot be reached by WhatsApp: it has none, an old version, or has not accepted its terms."
    ),
    "whatsapp.131030": _("WhatsApp's test number only writes to numbers that were listed at Meta."),
    "whatsapp.131031": _("Meta has locked the account."),
    "whatsapp.131042": _("Meta asks for a valid way to pay for the account."),
    "whatsapp.131048": _("WhatsApp slows your number down, because people reported or blocked it."),
    "whatsapp.131049": _HELD_BACK,
    "whatsapp.131050": _("The customer told WhatsApp that they want no unsolicited messages from you."),
    "whatsapp.131051": _FILE_REFUSED,
    "whatsapp.131052": _FILE_REFUSED,
    "whatsapp.131053": _FILE_REFUSED,
    "whatsapp.131056": _("Too many messages to this person in a short time. It is sent again later."),
    "whatsapp.132000": _OTHER_BLANKS,
    "whatsapp.132001": _NO_TEMPLATE,
    "whatsapp.132012": _OTHER_BLANKS,
    "whatsapp.132015": _STOPPED,
    "whatsapp.132016": _STOPPED,
    "whatsapp.window": _(
        "More than 24 hours have passed since the customer wrote: WhatsApp lets only a template through."
    ),
    "whatsapp.away": _("WhatsApp does not answer (%(error)s)."),
    "whatsapp.nonsense": _("WhatsApp gave an answer that makes no sense."),
    "whatsapp.unreachable": _("WhatsApp cannot reach this number: %(answer)s"),
    "whatsapp.busy": _("WhatsApp asks to try later: %(answer)s"),
    "whatsapp.account": _("WhatsApp refused our account: %(answer)s"),
    "whatsapp.refused": _("WhatsApp refused the message: %(answer)s"),
    "whatsapp.too_large": _("“%(name)s” is larger than the %(limit)s MB that WhatsApp takes."),
    "telegram.away": _("Telegram does not answer (%(error)s)."),
    "telegram.nonsense": _("Telegram gave an answer that makes no sense."),
    "telegram.account": _("Telegram refused our bot: %(answer)s"),
    "telegram.blocked": _("The customer blocked the bot or closed the chat: %(answer)s"),
    "telegram.unreachable": _("Telegram cannot reach this person: %(answer)s"),
    "telegram.busy": _("Telegram asks to try later: %(answer)s"),
    "telegram.refused": _("Telegram refused the message: %(answer)s"),
    "telegram.too_large": _("“%(name)s” is larger than the %(limit)s MB that Telegram takes."),
    "chat.opted_out": _("The customer wants no unsolicited messages here, so no template leaves."),
    "chat.no_channel": _("Its channel does not exist any more."),
    "file.unreadable": _("A file of this message cannot be read: %(error)s"),
    "worker.died": _("Processing it stopped the server several times."),
    "mail.address": _("The mail server cannot write to an address like this one."),
    "mail.header": _("The address or the subject cannot be written into a mail."),
    "mail.away": _("The mail server does not answer (%(error)s)."),
    "mail.account": _("The mail server refused our account: %(answer)s"),
    "mail.busy": _("The mail server asks to try later: %(answer)s"),
    "mail.refused": _("The mail server refused the mail: %(answer)s"),
    "mail.service_busy": _("The mail service cannot send now: %(answer)s"),
    "mail.service_refused": _("The mail service refused the mail: %(answer)s"),
    # Why a file that a customer sent is not here (channels_inbound.chats.media).
    "media.away": _("it could not be downloaded (%(error)s)"),
    "media.damaged": _("it arrived damaged"),
    "media.gone": _("the provider no longer has it (%(error)s)"),
    "media.not_given": _("the provider did not hand it over"),
    "media.untrusted": _("the provider gave an address that the desk does not trust"),
    "media.too_large": _("larger than the %(limit)s MB that the desk takes in"),
    "media.too_large_for_bots": _("larger than the 20 MB that Telegram hands to a bot"),
}


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong. `str()` says it in the language that is active then."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it. What WhatsApp means by a code is followed by its own words."""
        facts = {name: _inside(_shown(fact)) for name, fact in self.facts.items()}
        sentence = str(SENTENCES.get(self.code, self.code))
        try:
            said = sentence % facts
        except (KeyError, ValueError):  # facts of another release
            said = sentence
        return f"{said} ({facts['answer']})" if "answer" in facts and "%(answer)s" not in sentence else said

    @property
    def kept(self) -> dict[str, Any]:
        """What a row keeps of it."""
        return {"code": self.code, "facts": {name: _plain(fact) for name, fact in self.facts.items()}}


def fault(code: str, **facts: Any) -> Fault:
    """Name what went wrong. A fact is a number, a text or another fault."""
    return Fault(code, facts)


def kept(problem: "Fault | str") -> dict[str, Any]:
    """Return what a row keeps of a problem: {} for a text that nobody translates, which is kept as a text."""
    return problem.kept if isinstance(problem, Fault) else {}


def said(row: Any, text: str) -> str:
    """Return what a row keeps in the reader's language, `text` where it keeps no code that is known."""
    if isinstance(row, dict) and row.get("code") in SENTENCES:
        return str(_shown(row))[:LONGEST]
    return text


def _inside(fact: Any) -> Any:
    """A sentence that stands in another one has no full stop."""
    return fact.rstrip(".") if isinstance(fact, str) else fact


def _plain(fact: Any) -> Any:
    if isinstance(fact, Fault):
        return fact.kept
    return fact if isinstance(fact, int | float) else str(fact).replace("\x00", "")[:LONGEST_FACT]


def _shown(fact: Any) -> Any:
    if isinstance(fact, dict) and isinstance(fact.get("facts", {}), dict):
        return str(Fault(str(fact.get("code", "")), fact.get("facts", {})))
    return fact
