"""The header fields of what leaves: who, in answer to what, written by a person or by a program."""

import re
from email.utils import formataddr

from helpdesk.accounts.models import Desk
from tickets.mailboxes import mail_domain, sender_address
from tickets.models import Delivery, DeliveryKind, Message, MessageKind, Ticket
from tickets.models.message import MessageQuerySet
from tickets.threading import message_id, reply_address

MAX_REFERENCES = 1_500  # characters: long enough for any thread, short enough for every mail system
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
INDEX = re.compile(r"[A-Za-z0-9+/]{28,500}={0,2}")  # base64 of 22 bytes, and 5 more with each answer
TAG = re.compile(r"\s*\[#\d{1,18}\]")
PREFIX = re.compile(r"^(?:(?:re|rv|fwd?|fw|aw|sv)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
AUTOMATIC = (
    *(DeliveryKind.ACKNOWLEDGEMENT, DeliveryKind.LINKS, DeliveryKind.NOTICE, DeliveryKind.CLOSING),
    *(DeliveryKind.REPORT, DeliveryKind.SURVEY, DeliveryKind.BAD_RATING),
)
ANSWERS = (DeliveryKind.ACKNOWLEDGEMENT, DeliveryKind.NOTICE)


def one_line(text: str) -> str:
    """Return text that is safe in a header: no line break can begin another field (security class 19)."""
    return " ".join(CONTROL.sub(" ", text).split())


def sender(delivery: Delivery) -> str:
    """Return the From: the channel's own address, so that SPF, DKIM and DMARC hold; the agent only in the name."""
    desk = one_line(Desk.current().name)
    author = delivery.message.author_user if delivery.message else None
    name = f"{one_line(author.name)} ({desk})" if author and author.name else desk
    return formataddr((name, sender_address(delivery.channel)))


def reply_to(delivery: Delivery) -> list[str]:
    """Return the signed address that finds the ticket again; the plain one where the server knows no `+`."""
    if delivery.ticket is None:
        return []
    mailbox = sender_address(delivery.channel)
    tagged = not delivery.channel or delivery.channel.config.get("plus_addresses", True)
    address = reply_address(delivery.ticket.number, mailbox) if tagged else mailbox
    return [formataddr((one_line(Desk.current().name), address))]


def own_id(delivery: Delivery) -> str:
    """Return the Message-ID of a delivery: the same at each attempt."""
    if delivery.rfc_message_id:
        return delivery.rfc_message_id
    number = delivery.ticket.number if delivery.ticket else 0
    return message_id(number, f"d{delivery.pk}", mail_domain(delivery.channel))


def subject_of(ticket: Ticket) -> str:
    """Return the subject that people know, once "Re:", with our number."""
    kept = PREFIX.sub("", TAG.sub("", one_line(ticket.subject)).strip())
    return f"Re: {kept} [#{ticket.number}]"


def threading(delivery: Delivery) -> dict[str, str]:
    """Return In-Reply-To and References (RFC 5322 3.6.4), so that the mail stands in the reader's own thread."""
    chain = _chain(delivery)
    fields = {"In-Reply-To": f"<{chain[-1]}>", "References": trimmed(chain)} if chain else {}
    return fields | _conversation(delivery)


def automatic(kind: str) -> dict[str, str]:
    """Return the marks of automatic mail (RFC 3834, MS-OXCMAIL 2.2.3.2.14); an agent's reply carries none."""
    if kind not in AUTOMATIC:
        return {}
    fields = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if kind in ANSWERS:
        fields |= {"Auto-Submitted": "auto-replied", "Precedence": "auto_reply"}
    return fields


def trimmed(chain: list[str]) -> str:
    """Return the first id and as many of the last ones as fit."""
    ids = [f"<{value}>" for value in dict.fromkeys(chain)]
    kept, room = [], MAX_REFERENCES - len(ids[0])
    for value in reversed(ids[1:]):
        room -= len(value) + 1
        if room < 0:
            break
        kept.append(value)
    return " ".join([ids[0], *reversed(kept)])


def _chain(delivery: Delivery) -> list[str]:
    """Return the ids of the conversation, the oldest first; the one that is answered comes last."""
    if delivery.message is None:
        return [value for value in (_safe_id(delivery.context.get("in_reply_to", "")),) if value]
    messages: MessageQuerySet = delivery.message.ticket.messages.public()
    before = messages.filter(pk__lt=delivery.message.pk).order_by("pk")
    earlier = [message for message in before if _safe_id(message.rfc_message_id)]
    if not earlier:
        return _confirmation(delivery.message)
    last = next((m for m in reversed(earlier) if m.is_from_requester), earlier[-1])
    ids = [*last.rfc_references.split(), *(m.rfc_message_id for m in earlier if m != last), last.rfc_message_id]
    return [value for value in (_safe_id(value) for value in ids) if value]


def _conversation(delivery: Delivery) -> dict[str, str]:
    """Return what Outlook goes by (MS-OXOMSG 2.2.1.2, 2.2.1.3), as the requester's own last mail had it.

    Only on an agent's reply: the topic is the sender's words, and no automatic mail carries those.
    """
    if delivery.kind != DeliveryKind.REPLY or delivery.message is None:
        return {}
    messages: MessageQuerySet = delivery.message.ticket.messages.public()
    theirs = messages.filter(pk__lt=delivery.message.pk, kind=MessageKind.REQUEST).exclude(thread_index="")
    last = theirs.order_by("pk").only("thread_index", "thread_topic").last()
    if last is None or not INDEX.fullmatch(last.thread_index):
        return {}
    topic = one_line(last.thread_topic)
    return {"Thread-Index": last.thread_index} | ({"Thread-Topic": topic} if topic else {})


def _confirmation(message: Message) -> list[str]:
    """A request by form or phone has no Message-ID; its confirmation by mail begins the thread."""
    sent = Delivery.objects.filter(ticket=message.ticket_id, kind=DeliveryKind.ACKNOWLEDGEMENT)
    return list(sent.exclude(rfc_message_id="").order_by("pk").values_list("rfc_message_id", flat=True)[:1])


def _safe_id(value: str) -> str:
    """Ids were written by strangers: only printable ASCII without brackets goes back out.

    Nor does one that we made up for what never was a mail, as for a call (`.invalid`, RFC 2606).
    """
    return value if re.fullmatch(r"[!-;=?-~]{3,500}", value) and not value.endswith(".invalid") else ""
