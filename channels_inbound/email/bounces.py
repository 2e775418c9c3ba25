"""Delivery reports: RFC 3464 where the sender follows it, and well-known words where not.

A report is a bounce where a recipient failed or is delayed. A complaint (RFC 5965) is none. Where no structure helps,
two independent signs are asked for: a mail daemon as sender or a null return path, and words of failure in the
subject or the first lines. One sign alone is a person who writes about a bounce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from channels_inbound.email import bounce_words
from channels_inbound.email.automatic import has_null_return_path, is_absence
from channels_inbound.email.headers import Headers, read_headers
from channels_inbound.email.limits import MAX_ADDRESSES
from channels_inbound.email.parsed import BouncedRecipient
from channels_inbound.email.structure import Part, Structure

_MAX_REPORT: Final = 256 * 1024
_MAX_ORIGINAL: Final = 64 * 1024
_MAX_TEXT: Final = 64 * 1024
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,250}[A-Za-z0-9]")
# In running text a quote, `SMTP=` or three dots touch the address, so fewer signs may belong to it.
_MENTIONED: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.!#$%&*+/?^_{|}~-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_COMPLAINT_SUBJECT: Final = re.compile(r"\s*complaint about message from ", re.IGNORECASE)
# Amazon SES through SNS: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
_SNS: Final = re.compile(r'\\?"(?:notificationType|eventType)\\?"\s{0,4}:\s{0,4}\\?"(Bounce|Complaint)\\?"')
_GROUP: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_ORIGINAL_ID: Final = re.compile(r"(?im)^[>|\s]{0,8}message-id:\s{0,80}<([^<>\s]{1,500})>")
_REPORT_TYPES: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINAL_TYPES: Final = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
        "message/rfc822-headers",
        "message/partial",
    }
)
_LIST_FIELDS: Final = ("x-mlserver", "x-ml-info", "mailing-list", "list-id", "list-post", "x-mailman-version")
_BAD_ACTIONS: Final = frozenset({"failed", "delayed"})
_ACTIONS: Final = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail says about another mail that could not be delivered."""

    is_bounce: bool = False
    recipients: tuple[BouncedRecipient, ...] = ()
    message_id: str = ""
    is_complaint: bool = False

    @property
    def kind(self) -> str:
        """Return "complaint", "bounce", or an empty string."""
        if self.is_complaint:
            return "complaint"
        return "bounce" if self.is_bounce else ""


def read_report(structure: Structure, *, from_addr: str, subject: str, text: str) -> Report:
    """Return what the mail reports; an empty `Report` for ordinary mail."""
    if _is_complaint(structure, subject, text):
        return Report(is_complaint=True, message_id=_original_id(structure, text))
    headers = structure.headers
    told = _told_recipients(structure)
    if told:
        bad = tuple(one for one in told if one.action in _BAD_ACTIONS)
        if not bad:
            return Report()
        return Report(is_bounce=True, recipients=bad, message_id=_original_id(structure, text))
    failed = _failed_recipients(headers)
    if failed or _sounds_like_bounce(structure, from_addr=from_addr, subject=subject, text=text):
        recipients = failed or _mentioned_recipients(headers, from_addr, text)
        return Report(is_bounce=True, recipients=recipients, message_id=_original_id(structure, text))
    return Report()


def _is_complaint(structure: Structure, subject: str, text: str) -> bool:
    """Feedback reports (RFC 5965), and the forms of Outlook.com's JMRP and of Amazon SES."""
    if _COMPLAINT_SUBJECT.match(subject) or _sns_kind(structure, text) == "Complaint":
        return True
    if structure.parameters.get("report-type", "").lower() == "feedback-report":
        return True
    return any(part.content_type == "message/feedback-report" for part in structure.leaves)


def _told_recipients(structure: Structure) -> list[BouncedRecipient]:
    found: dict[str, BouncedRecipient] = {}
    for part in structure.leaves:
        if part.content_type in _REPORT_TYPES:
            for group in _GROUP.split(part.content()[:_MAX_REPORT].strip(b"\r\n"))[:MAX_ADDRESSES]:
                recipient = _told_recipient(read_headers(group + b"\n", 0, len(group) + 1)[0])
                if recipient is not None:
                    found.setdefault(recipient.addr.lower() or f"#{len(found)}", recipient)
    return list(found.values())


def _told_recipient(fields: Headers) -> BouncedRecipient | None:
    if "final-recipient" not in fields and "original-recipient" not in fields and "action" not in fields:
        return None
    addr = ""
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        match = _ADDRESS.search(fields.text(name).rpartition(";")[2])
        if match:
            addr = match[0]
            break
    status = _STATUS.search(fields.text("status")) or _STATUS.search(fields.text("diagnostic-code"))
    action = fields.text("action").partition("(")[0].partition(";")[0].strip().lower().replace("failure", "failed")
    if action not in _ACTIONS:
        action = "delivered" if status and status[1].startswith("2") else "failed"
    return BouncedRecipient(addr, action, status[1] if status else "", fields.text("diagnostic-code")[:500])


def _failed_recipients(headers: Headers) -> tuple[BouncedRecipient, ...]:
    value = " ".join(headers.texts("x-failed-recipients"))
    return tuple(BouncedRecipient(addr) for addr in dict.fromkeys(_ADDRESS.findall(value)[:MAX_ADDRESSES]))


def _sounds_like_bounce(structure: Structure, *, from_addr: str, subject: str, text: str) -> bool:
    headers = structure.headers
    daemon = bounce_words.is_daemon(from_addr, headers.text("from"))
    if is_absence(subject) or (headers.text("auto-submitted").lower().startswith("auto-replied") and not daemon):
        return False
    if _sns_kind(structure, text) == "Bounce" or _is_refused_post(headers, from_addr, (subject, text)):
        return True
    in_subject = bounce_words.in_subject(subject)
    if not (daemon or in_subject or "report-type" in structure.parameters or has_null_return_path(headers)):
        return False  # the body alone would not do, and reading it takes longest
    return _is_told(structure, (in_subject, bounce_words.in_body(text[:_MAX_TEXT])), text=text, by_daemon=daemon)


def _is_refused_post(headers: Headers, from_addr: str, said: tuple[str, str]) -> bool:
    """Whether a mailing list sends back what was written to it."""
    return any(name in headers for name in _LIST_FIELDS) and bounce_words.refuses_post(from_addr, *said)


def _is_told(structure: Structure, said: tuple[bool, bool], *, text: str, by_daemon: bool) -> bool:
    """Say whether subject and body tell enough: a daemon needs to tell less than a sender who is none."""
    original = _carries_original(structure)
    if by_daemon:
        return any(said) or original
    details = original or bounce_words.has_smtp_code(text[:_MAX_TEXT]) or bounce_words.begins_with_failed_address(text)
    return _is_told_by_others(structure, said, details=details)


def _is_told_by_others(structure: Structure, said: tuple[bool, bool], *, details: bool) -> bool:
    """Say whether subject and body tell enough where no daemon is named as the sender."""
    kind = structure.parameters.get("report-type", "").lower()
    if kind == "disposition-notification":
        return all(said)
    if kind == "delivery-status":
        return any(said)
    if has_null_return_path(structure.headers):
        return all(said) or (any(said) and details)
    return all(said) and details


def _sns_kind(structure: Structure, text: str) -> str:
    if "x-amz-sns-message-id" not in structure.headers:
        return ""
    match = _SNS.search(text[:_MAX_TEXT])
    return match[1] if match else ""


def _carries_original(structure: Structure) -> bool:
    return any(part.content_type in _ORIGINAL_TYPES for part in structure.leaves)


def _mentioned_recipients(headers: Headers, from_addr: str, text: str) -> tuple[BouncedRecipient, ...]:
    own = {from_addr.lower(), *(addr.lower() for name in ("to", "cc") for addr in _ADDRESS.findall(headers.text(name)))}
    head = bounce_words.before_original(text[:_MAX_TEXT])
    status = _STATUS.search(head)
    found = dict.fromkeys(addr for addr in _MENTIONED.findall(head) if addr.lower() not in own)
    told = [addr for addr in found if not bounce_words.is_daemon(addr, "")]
    action = "delayed" if status and status[1].startswith("4") else "failed"
    return tuple(BouncedRecipient(addr, action, status[1] if status else "") for addr in told[:20])


def _original_id(structure: Structure, text: str) -> str:
    for part in structure.leaves:
        if part.content_type in _ORIGINAL_TYPES:
            found = _id_in(part)
            if found:
                return found
    match = _ORIGINAL_ID.search(text[:_MAX_TEXT])
    return match[1] if match else ""


def _id_in(part: Part) -> str:
    content = part.content()[:_MAX_ORIGINAL].lstrip(b"\r\n")
    match = _ORIGINAL_ID.search(content.decode("latin-1"))
    return match[1] if match else ""
