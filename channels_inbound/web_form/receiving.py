"""Taking a form in: counted, stored, then processed at once where possible."""

import logging
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from channels_inbound import processing
from channels_inbound.models import InboundPayload
from channels_inbound.web_form import limits
from channels_inbound.web_form.submission import Submission
from helpdesk.accounts.throttling import hit_all
from tickets import files
from tickets.files import InboundFile
from tickets.models import Channel, ChannelKind, Message

logger = logging.getLogger(__name__)


def submit(
    submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime
) -> InboundPayload | None:
    """Store a form durably, then make a message of it; None when too many came. The same press again is nothing new.

    When processing fails, the stored form waits for the sweeper: what was sent is safe once this returns.
    """
    payload = store(submission, sent, visitor=visitor, at=at)
    if payload:
        _process(payload, at=at)
    return payload


@transaction.atomic
def store(
    submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime
) -> InboundPayload | None:
    """Store a form and its files, unless somebody sends too many.

    The row comes before the counting: of many equal presses at once one inserts it, the others wait and find it.
    """
    payload, is_new = InboundPayload.store(
        channel=Channel.default(ChannelKind.WEB_FORM),
        raw=submission.raw,
        at=at,
        external_id=submission.external_id,
        source=f"form {submission.kind} {visitor}",
    )
    if not is_new:
        return payload
    if not _may_send(submission, visitor=visitor, at=at):
        payload.delete()
        return None
    for file in sent:
        files.store(file.data)
    return payload


def discard(
    submission: Submission, sent: tuple[InboundFile, ...], *, visitor: str, at: datetime
) -> InboundPayload | None:
    """Store what a program sent without making a ticket: visible to admins, and replayable if it was a person."""
    with transaction.atomic():
        payload = store(submission, sent, visitor=visitor, at=at)
        if payload:
            payload.discard(_("The hidden field of the form was filled in, as programs do."), at=at)
    return payload


def message_of(payload: InboundPayload) -> Message | None:
    """Return the message that a stored form has become; None while it waits."""
    return Message.objects.filter(payload=payload).select_related("ticket").first()


def _process(payload: InboundPayload, *, at: datetime) -> None:
    try:
        processing.process_payload(payload.pk, at=at)
    except OperationalError:  # it is stored: the sweeper finds it once the database is back
        logger.exception("Form %s waits for the sweeper", payload.pk)


def _may_send(submission: Submission, *, visitor: str, at: datetime) -> bool:
    if submission.kind == "reply":
        return limits.ANSWERS_BY.hit(f"{submission.ticket}:{submission.requester}", at=at)
    return hit_all({limits.REQUESTS_FROM: visitor, limits.REQUESTS_OF: submission.email}, at=at)
