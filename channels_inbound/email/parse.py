"""Bytes of a mail to `ParsedEmail`: the only entry of this folder.

Newspaper order: fields first, then bodies, then files, then what the mail means (quoted text, automatic, bounce).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import Final

from channels_inbound.email import attachments, bodies, bounces, forwarded, identifiers, quoting
from channels_inbound.email.addresses import address_list, normalise
from channels_inbound.email.automatic import automatic_reason
from channels_inbound.email.fence import BROKEN_INPUT
from channels_inbound.email.headers import Headers
from channels_inbound.email.limits import MAX_RAW_BYTES
from channels_inbound.email.parsed import Address, ParsedAttachment, ParsedEmail, UnparseableMail
from channels_inbound.email.structure import Part, Structure, read_structure
from channels_inbound.email.tnef import TnefContent, is_tnef, read_tnef

logger = logging.getLogger(__name__)
__all__ = ["Address", "ParsedAttachment", "ParsedEmail", "UnparseableMail", "parse"]

# Possessive: a million blank lines leave no million states to go back to.
_LEAD: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*+\r?\n)*+(?:>?From [^\n]*\n)?")
_CID: Final = re.compile(r"cid:([^\"'\s>)]{1,250})", re.IGNORECASE)
_DELIVERED: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


def parse(raw: bytes) -> ParsedEmail:
    """Read a mail; raise `UnparseableMail` where there is nothing to read, and nothing else on any bytes."""
    try:
        return read(raw)
    except BROKEN_INPUT as error:
        # The last fence: one mail that we fail on is held with a reason and stops no other. It is our bug: log it.
        logger.exception("A mail of %d bytes broke the parser", len(raw))
        raise UnparseableMail("The mail has a form that could not be read.") from error


def read(raw: bytes) -> ParsedEmail:
    """Read a mail without the last fence; for `parse` and for fuzzing."""
    raw = _with_line_feeds(raw)
    structure = read_structure(raw, _start(raw))
    if not structure.headers.fields and not any(not part.is_blank() for part in structure.leaves):
        raise UnparseableMail("The mail is empty.")
    content = _read_content(structure)
    return _with_meaning(_read_fields(structure.headers), structure, content)


def _with_line_feeds(raw: bytes) -> bytes:
    if len(raw) > MAX_RAW_BYTES:
        raise UnparseableMail(f"The mail is larger than {MAX_RAW_BYTES // 1024 // 1024} MB.")
    # Old Macs end lines with CR alone; a CR inside a line of a normal mail stays.
    if b"\n" not in raw[:4096] and b"\r" in raw[:4096]:
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


def _start(raw: bytes) -> int:
    """Return where the first field begins, behind blank lines and the "From " line of an mbox."""
    match = _LEAD.match(raw)
    return match.end() if match else 0


@dataclass(slots=True)
class _Content:
    text: str
    html: str
    files: list[ParsedAttachment]
    notes: list[str]
    text_is_from_html: bool


def _read_content(structure: Structure) -> _Content:
    body_parts = [part for part in structure.leaves if bodies.is_body(part)]
    read = bodies.read_bodies(body_parts)
    referenced = frozenset(_CID.findall(read.html))
    content = _Content(read.text, read.html, [], [*structure.notes, *read.notes], read.text_is_from_html)
    for part in structure.leaves:
        if not bodies.is_body(part):
            _add_file(content, part, referenced)
    for file in read.uuencoded:
        content.files.append(attachments.from_uuencoded(file, len(content.files) + 1))
    return content


def _add_file(content: _Content, part: Part, referenced: frozenset[str]) -> None:
    number = len(content.files) + 1
    if is_tnef(part.content_type, part.name):
        tnef = read_tnef(part.content())
        if tnef is not None:
            content.files += attachments.from_tnef(tnef, number)
            _fill_bodies(content, tnef)
            return
        content.notes.append("unreadable winmail.dat")
    content.files.append(attachments.from_part(part, number, referenced))


def _fill_bodies(content: _Content, tnef: TnefContent) -> None:
    """Take the text of a winmail.dat where the mail itself has none."""
    if not content.text.strip():
        content.text = tnef.text.replace("\r\n", "\n")
    if not content.html.strip():
        content.html = tnef.html


def _read_fields(headers: Headers) -> ParsedEmail:
    senders = address_list(headers, "from") or address_list(headers, "sender")
    first = senders[0] if senders else Address("", "")
    return ParsedEmail(
        message_id=identifiers.message_id(headers),
        in_reply_to=identifiers.message_ids(headers, "in-reply-to"),
        references=identifiers.message_ids(headers, "references"),
        thread_index=headers.text("thread-index"),
        thread_topic=headers.text("thread-topic"),
        from_addr=first.addr,
        from_name=first.name,
        sender=_first_address(headers, "sender"),
        reply_to=address_list(headers, "reply-to"),
        to=address_list(headers, "to"),
        cc=address_list(headers, "cc"),
        delivered_to=_delivered_to(headers),
        return_path=_return_path(headers),
        subject=headers.text("subject"),
        date=identifiers.sent_at(headers),
        headers={name: headers.texts(name) for name in headers.fields},
        notes=("several senders",) if len(senders) > 1 else (),
    )


def _with_meaning(fields: ParsedEmail, structure: Structure, content: _Content) -> ParsedEmail:
    subject, text = fields.subject, content.text
    report = bounces.read_report(structure, from_addr=fields.from_addr, subject=subject, text=text)
    reason = report.kind or automatic_reason(structure.headers, fields.from_addr, subject)
    split = quoting.split_reply(text, content.html if content.text_is_from_html else "")
    return replace(
        fields,
        body_text=text,
        body_html=content.html,
        reply_text=split.reply,
        quoted_text=split.quoted,
        attachments=tuple(content.files),
        is_automatic=bool(reason),
        automatic_reason=reason,
        is_bounce=report.is_bounce,
        bounced_recipients=report.recipients,
        bounced_message_id=report.message_id,
        is_complaint=report.is_complaint,
        forwarded_from=forwarded.original_sender(subject, text, structure.leaves),
        notes=tuple(dict.fromkeys([*content.notes, *fields.notes])),
    )


def _first_address(headers: Headers, name: str) -> str:
    found = address_list(headers, name)
    return found[0].addr if found else ""


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found = (address.addr for name in _DELIVERED for address in address_list(headers, name))
    return tuple(dict.fromkeys(addr for addr in found if addr))


def _return_path(headers: Headers) -> str | None:
    """Return the envelope sender: "" for `<>`, None where nobody wrote it down."""
    if "return-path" not in headers:
        return None
    return normalise(headers.text("return-path").strip("<> "))
