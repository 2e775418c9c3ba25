"""Taking a form in: counted, stored, then processed at once where possible."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import OperationalError, transaction

from channels_inbound import processing
from channels_inbound.models import InboundPayload
from channels_inbound.web_form import limits
from channels_inbound.web_form.submission import Submission
from tickets import files
from tickets.files import InboundFile
from tickets.models import Channel, ChannelKind, Message
from tickets.models.people import lock_handle

logger = logging.getLogger(__name__)

TRAP_REASON = "The hidden field of the form was filled in, as programs do."


@dataclass(frozen=True)
class Taken:
    """What became of a press of the button: stored under `payload`, or refused because of `refusal`."""

    payload: InboundPayload | None = None
    refusal: Literal["", "place", "person"] = ""


def submit(submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime) -> Taken:
    """Store a form durably, then make a message of it. The same press again changes nothing and counts nothing.

    When processing fails, the stored form waits for the sweeper: what was sent is safe once this returns.
    """
    taken = store(submission, sent, visitor=visitor, at=at)
    if taken.payload:
        _process(taken.payload, at=at)
    return taken


@transaction.atomic
def store(submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime) -> Taken:
    """Store a form and its files, unless somebody sends too many."""
    channel = Channel.default(ChannelKind.WEB_FORM)
    lock_handle("form", submission.external_id)
    known = InboundPayload.objects.filter(channel=channel, external_id=submission.external_id).first()
    if known:
        return Taken(known)
    refusal = _refusal(submission, visitor=visitor, at=at)
    if refusal:
        return Taken(refusal=refusal)
    for file in sent:
        files.store(file.data)
    return Taken(_store(submission, channel, visitor=visitor, at=at))


def discard(submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime) -> Taken:
    """Store what a program sent without making a ticket: visible to admins, and replayable if it was a person."""
    with transaction.atomic():
        taken = store(submission, sent, visitor=visitor, at=at)
        if taken.payload:
            taken.payload.discard(TRAP_REASON, at=at)
    return taken


def message_of(payload: InboundPayload) -> Message | None:
    """Return the message that a stored form has become; None while it waits."""
    return Message.objects.filter(payload=payload).select_related("ticket").first()


def _process(payload: InboundPayload, *, at: datetime) -> None:
    try:
        processing.process_payload(payload.pk, at=at)
    except OperationalError:  # it is stored: the sweeper finds it once the database is back
        logger.exception("Form %s waits for the sweeper", payload.pk)


def _refusal(submission: Submission, *, visitor: str, at: datetime) -> Literal["", "place", "person"]:
    if submission.kind == "reply":
        key = f"{submission.ticket}:{submission.requester}"
        return "" if limits.ANSWERS_BY.hit(key, at=at) else "person"
    if not limits.REQUESTS_FROM.hit(visitor, at=at):
        return "place"
    return "" if limits.REQUESTS_OF.hit(submission.email, at=at) else "person"


def _store(submission: Submission, channel: Channel, *, visitor: str, at: datetime) -> InboundPayload:
    payload, _new = InboundPayload.store(
        channel=channel,
        raw=submission.raw,
        at=at,
        external_id=submission.external_id,
        source=f"form {submission.kind} {visitor}",
    )
    return payload
