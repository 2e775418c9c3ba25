"""The words of mail daemons that write no RFC 3464 report, from their public documentation and bounce collections."""

from __future__ import annotations

import re
from typing import Final

_DAEMON: Final = re.compile(
    r"(?:mailer[-_ ]?daemon|mail[-_ ]?daemon|post_?master|mdaemon|mmdf|uucp|bounces?|mail[-_ ]delivery|mailerror|"
    r"mail[-_. ]?administrator|returned?[-_. ]?mail|undeliver\w*|mtausr|mail[-_.]?system|lhsmail|"
    r"double-bounce)(?:[-_.+=].{0,60})?",
    re.IGNORECASE,
)
_DAEMON_NAME: Final = re.compile(
    r"mail(?:er)?[-_ ]?(?:daemon|delivery|system|router|administrator)|post_?master|delivery (?:sub)?system|"
    r"internet mail (?:delivery|service)|system administrator|administrador del sistema|undeliver",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"undeliver|non[- ]?deliver|un?able to deliver|not? (?:be )?deliver|could ?n[o']t be delivered|"
    r"delivery (?:status )?"
    r"(?:notification|fail|report|problem|error|has failed|unsuccessful|delay)|delivery.{0,30}(?:delayed|suspended|"
    r"fail)|"
    r"returned (?:mail|to sender|message)|mail (?:delivery|system error|error|could not)|failure (?:notice|delivery)|"
    r"fail(?:ed|ure)?.{0,20}(?:mail|deliver|notice|message)|bounce|warning.{0,20}(?:could not|message|mail) |"
    r"user unknown|"
    r"unknown (?:user|address|recipient)|message (?:status|delivery|not delivered|you sent blocked|undeliverable)|"
    r"rejected|returning message|permanent (?:failure|delivery)|no se (?:ha )?(?:pudo|podido|puede) entregar|"
    r"error de entrega|fallo (?:en|de) (?:la )?entrega|correo (?:devuelto|rechazado)|no entregad|imposible entregar|"
    r"devuelto|estado de (?:la )?entrega|n[ãa]o (?:foi )?entreg|falha (?:na|de|no) entrega|unzustellbar|"
    r"nicht (?:zustellbar|zugestellt)|fehlgeschlagen|non remis|[ée]chec (?:de|d')|mancata consegna|"
    r"impossibile recapitare|"
    r"エラー|配信|不達|失败|退信|失敗|cannot be (?:sent|delivered)|address (?:error|not found)|nondeliverable|"
    r"email (?:address )?(?:error|problem)|problem(?:e)? (?:delivering|lors)|could not send|mail not (?:sent|"
    r"delivered)|"
    r"quota|mailbox (?:full|unavailable)|blocked|delivery$|^delivery\b",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"(?:could|can|was|were|is|are|be|been|being|has|have) ?(?:not|n't|n[o']t)(?: yet)?(?: been| be|"
    r" able to)? ?(?:deliver|sent|"
    r"reach|found|accept|process|complete|relay)|un(?:able to|deliver)|delivery (?:to the following|to these|"
    r"attempt|fail|"
    r"error|has failed|status|problem|of this|failure|was|unsuccess|not|for)|returned (?:to|mail)|(?:no|unknown|"
    r"invalid|"
    r"bad|illegal|nonexistent|not a valid|inactive|disabled|unrouteable) (?:such )?(?:user|recipient|address|mailbox|"
    r"account|local|host|domain|e-?mail)|(?:user|recipient|address|mailbox|account|host|domain)s?\b.{0,60}?(?:unknown|"
    r"not found|(?:does|do)(?: not|n't) exist|not listed|full|disabled|unavailable|rejected|over|not valid|inactive|"
    r"failed|"
    r"exceed|suspended|is not|was not|has been)|permanent(?:ly)? (?:fatal |delivery )?(?:error|fail)|fatal errors?|"
    r"failed (?:to|for|recipient|address|permanent|after|mail|deliver)|message (?:has been|was|could|"
    r"wasn't) (?:rejected|"
    r"returned|refused|undeliver|blocked|not|delayed)|quota|rejected (?:by|your|for|mail|because|the)|giving up|"
    r"non[- ]?deliver|transcript of session|(?:did|do) not reach|didn't reach|addresses (?:failed|had)|"
    r"(?:returning|return(?:ed)?|reject(?:ed|ing)?) (?:your |the )?(?:mail|message|e-?mail)|retry(?:ing)? |"
    r"no se (?:ha )?(?:pudo|podido|puede) (?:ser )?(?:entreg|envi)|no (?:pudo|puede|ha podido) (?:ser )?(?:entreg|"
    r"envi)|"
    r"(?:usuario|destinatario|buz[oó]n|direcci[oó]n|cuenta).{0,40}(?:desconocid|no existe|inexistente|llen|"
    r"inv[aá]lid|no "
    r"encontrad|deshabilitad)|no (?:ha sido|fue) entregad|devuelto|n[ãa]o (?:foi|p[oô]de|pode) (?:ser )?entreg|"
    r"nicht (?:zustellbar|zugestellt|erreich)|unzustellbar|n'a pas pu|n'ont pas pu|pas [ée]t[ée] (?:remis|d[ée]livr)|"
    r"non [eèé] stato|impossibile|配信|宛先|届|エラー|送信でき|失败|退|存在しな|无法|無法|投递|投遞|"
    r"mail (?:delivery|you sent|to the following|was|could|system)|problem(?:s)? (?:occurred |was )?(?:deliver|"
    r"while|sending|with)",
    re.IGNORECASE,
)
_SMTP_CODE: Final = re.compile(r"\b[45][0-9]{2}[ -#]{1,3}[45]\.[0-9]{1,3}\.[0-9]{1,3}\b|\b5[0-9]{2} \S|\b5\.\d\.\d\b")
_ORIGINAL: Final = re.compile(
    r"(?im)^[ \t>|*=-]{0,80}(?:(?:this is a copy|copy of|below this line|the header of|original|returned|your|unsent|"
    r"included is|start of|the text of|first \w+ lines|undelivered|enclosed|message header|the message|headers? of|"
    r"el mensaje|"
    r"mensaje)\b.{0,60}(?:message|mail|follow|copy|header|line|original|text).{0,40}$|received: |return-path: )"
)
# List servers (fml, ezmlm, majordomo, Mailman) refuse a post in the name of an officer of the list.
_OFFICER: Final = re.compile(
    r".{1,60}-(?:admin|owner|request|bounces|ctl|help)|majordomo|listserv|mailman", re.IGNORECASE
)
_REFUSED_POST: Final = re.compile(
    r"\byou\b.{0,100}\bare not (?:a )?member\b|\bnot member article\b|\bnon-?members? (?:are|is) not allowed|"
    r"\bnot allowed to post\b|"
    r"\b(?:post|article|posting) (?:has been |was |is )?(?:rejected|refused)\b",
    re.IGNORECASE,
)
_MAX_LEAD: Final = 6
_LONE_ADDRESS: Final = re.compile(
    r"(?:\"?[^\"<>]{0,80}\"?\s*)?<?[^\s<>@\"]{1,64}@[^\s<>@\"]{1,190}\.[^\s<>@\"]{1,60}>?[.:]?"
)
_RULE: Final = re.compile(r"[\W_]+")


def is_daemon(addr: str, sender: str) -> bool:
    """Say whether a mail system wrote, by its address or display name."""
    return _DAEMON.fullmatch(addr.partition("@")[0]) is not None or _DAEMON_NAME.search(sender[:300]) is not None


def in_subject(subject: str) -> bool:
    """Say whether a subject speaks of mail that was not delivered."""
    return _SUBJECT.search(subject[:500]) is not None


def in_body(text: str) -> bool:
    """Say whether a text speaks of mail that was not delivered."""
    return _BODY.search(before_original(text)[:16_000]) is not None


def has_smtp_code(text: str) -> bool:
    """Say whether an SMTP reply of failure is quoted."""
    return _SMTP_CODE.search(text) is not None


def refuses_post(from_addr: str, subject: str, text: str) -> bool:
    """Say whether an officer of a mailing list writes that a post was not let in, in the subject or the first line."""
    first = text[:2_000].strip().partition("\n")[0]
    is_officer = _OFFICER.fullmatch(from_addr.partition("@")[0]) is not None
    return is_officer and any(_REFUSED_POST.search(words[:500]) for words in (subject, first))


def begins_with_failed_address(text: str) -> bool:
    """Say whether a text begins with nothing but words of failure, then an address on a line of its own.

    So write gateways that give no code and return no copy. A person says something else before, if only hello.
    """
    lines = [line for line in map(str.strip, text[:4_000].split("\n")) if line and not _RULE.fullmatch(line)]
    for number, line in enumerate(lines[: _MAX_LEAD + 1]):
        if _LONE_ADDRESS.fullmatch(line[:400]):
            return number > 0
        if _BODY.search(line[:500]) is None:
            return False
    return False


def before_original(text: str) -> str:
    """Return the daemon's own words, without the copy of the mail that it returns."""
    match = _ORIGINAL.search(text, 40)
    return text[: match.start()] if match else text
