"""What our own mail server found out about a sender (RFC 8601). Anybody can write such a field; only ours counts."""

import re

from channels_inbound.email.parse import ParsedEmail
from tickets.models import Channel

RESULT = re.compile(r"\bdmarc\s*=\s*(pass|fail|none|temperror|permerror|bestguesspass)\b", re.IGNORECASE)
HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]{1,255})", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]{0,500}\)")


def sender_check(mail: ParsedEmail, channel: Channel) -> str:
    """Return "pass" or "fail" as the configured server judged DMARC, "" where it did not or none is configured.

    RFC 8601 section 5: a field counts only when its authserv-id is that of a server we trust, and the topmost one
    of that name is the one that was added last.
    """
    trusted = str(channel.config.get("authserv_id", "")).strip().lower()
    if not trusted:
        return ""
    for value in mail.headers.get("authentication-results", ()):
        name, _semicolon, results = COMMENT.sub(" ", value).partition(";")
        if name.lower().split()[:1] == [trusted]:
            return _dmarc(results, mail.from_addr)
    return ""


def _dmarc(results: str, from_addr: str) -> str:
    found = RESULT.search(results)
    verdict = found[1].lower() if found else ""
    if verdict == "fail":
        return "fail"
    judged = HEADER_FROM.search(results)
    domain = from_addr.rpartition("@")[2].lower()
    if verdict == "pass" and (judged is None or judged[1].lower().rpartition("@")[2] == domain):
        return "pass"
    return ""
