"""Finding the ticket that an incoming mail belongs to, and saying why (domain rules 5.4).

Tried in this order: our signed plus-address, In-Reply-To and References from right to left (our own signed
Message-IDs, then ids of mails we have seen), the `[#number]` tag of the subject when the sender takes part.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpdesk.lib import rows
from helpdesk.lib.signing import short_signature, signature_matches
from tickets.models import Participant, Requester, Ticket

PLUS_ADDRESS = re.compile(r"\+t(\d{1,18})\.([a-z2-7]{16})@", re.IGNORECASE)
OWN_MESSAGE_ID = re.compile(r"^mesa\.(\d{1,18})\.([\w-]{1,40})\.([a-z2-7]{16})@", re.IGNORECASE)
SUBJECT_TAG = re.compile(r"\[#(\d{1,18})\]")
MAX_REFERENCES = 50


@dataclass(frozen=True)
class Match:
    """The ticket, and by which trace it was found."""

    ticket: Ticket
    by: str  # plus_address | message_id | reply_header | subject


def reply_address(ticket_number: int, mailbox: str) -> str:
    """Return the mailbox's address with the ticket's signed tag: ayuda+t7.…@example.com."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+t{ticket_number}.{short_signature('plus-address', str(ticket_number))}@{domain}"


def message_id(ticket_number: int, unique: str, domain: str) -> str:
    """Return a Message-ID (without angle brackets) that proves which ticket it belongs to."""
    signature = short_signature("message-id", f"{ticket_number}.{unique}")
    return f"mesa.{ticket_number}.{unique}.{signature}@{domain}"


def is_own_message_id(value: str) -> bool:
    """Whether this server made the id: a mail carrying one came back to us."""
    return _signed_number(value) is not None


def find_ticket(
    *, recipients: Iterable[str], references: Sequence[str], subject: str, sender: Requester
) -> Match | None:
    """Return the ticket a mail answers, following merges; None begins a new one.

    `references`: In-Reply-To ids first, then References from right to left, without angle brackets.
    """
    match = _by_plus_address(recipients) or _by_references(references[:MAX_REFERENCES]) or _by_subject(subject, sender)
    return Match(follow_merges(match.ticket), match.by) if match else None


def follow_merges(ticket: Ticket) -> Ticket:
    """Return where a merged ticket went, through any chain."""
    seen = {ticket.pk}
    while ticket.merged_into is not None and ticket.merged_into_id not in seen:
        ticket = ticket.merged_into
        seen.add(ticket.pk)
    return ticket


def takes_part(ticket: Ticket, requester: Requester) -> bool:
    """Whether a person is in the conversation: its requester, or a participant whom an agent let in."""
    return (
        ticket.requester_id == requester.pk
        or Participant.objects.filter(ticket=ticket, requester=requester, accepted_at__isnull=False).exists()
    )


def _by_plus_address(recipients: Iterable[str]) -> Match | None:
    for address in recipients:
        found = PLUS_ADDRESS.search(address)
        if found and signature_matches("plus-address", found[1], found[2]):
            ticket = Ticket.objects.filter(pk=int(found[1])).first()
            if ticket:
                return Match(ticket, "plus_address")
    return None


def _by_references(references: Sequence[str]) -> Match | None:
    for reference in references:
        number = _signed_number(reference)
        ticket = Ticket.objects.filter(pk=number).first() if number else None
        if ticket:
            return Match(ticket, "message_id")
    if not references:
        return None
    sql = f"""
        SELECT {rows.columns(Ticket, "t")} FROM tickets_message m JOIN tickets_ticket t ON t.number = m.ticket_id
        WHERE m.rfc_message_id = ANY(%(ids)s) AND m.rfc_message_id <> ''
        ORDER BY array_position(%(ids)s, m.rfc_message_id::text), m.created_at DESC, m.id DESC LIMIT 1
    """  # noqa: S608 -- names of columns
    found = rows.read(sql, {"ids": list(references)}, Ticket)
    return Match(found[0][0], "reply_header") if found else None


def _by_subject(subject: str, sender: Requester) -> Match | None:
    found = SUBJECT_TAG.search(subject)
    ticket = Ticket.objects.filter(pk=int(found[1])).first() if found else None
    return Match(ticket, "subject") if ticket and takes_part(ticket, sender) else None


def _signed_number(value: str) -> int | None:
    found = OWN_MESSAGE_ID.match(value)
    if found and signature_matches("message-id", f"{found[1]}.{found[2]}", found[3]):
        return int(found[1])
    return None
