"""The brake on automatic mail: a loop between two machines ends by itself (domain rules 5.5).

Asked when a mail is about to leave, not when it is queued: intake would otherwise hold the counters' rows until its
commit, and two mails of one domain would wait for each other.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from helpdesk.accounts.throttling import Limit, hit_all
from tickets.models import Delivery, DeliveryKind

AUTOMATIC = (DeliveryKind.ACKNOWLEDGEMENT, DeliveryKind.NOTICE, DeliveryKind.CLOSING, DeliveryKind.OPT_OUT)
PER_ADDRESS = Limit("automatic mail to", 10, timedelta(minutes=180))
PER_DOMAIN = Limit("automatic mail to domain", 200, timedelta(minutes=180))
PER_SUBJECT = Limit("automatic mail about", 2, timedelta(minutes=180))
PER_TICKET = Limit("automatic mail on ticket", 1, timedelta(days=7))
# These answer nothing, so no loop can come of them; but whoever opened hundreds of tickets is not told of each.
CLOSINGS = Limit("notices of closing to", 20, timedelta(days=1))


def objection(delivery: Delivery, *, at: datetime) -> str:
    """Return why an automatic mail must not leave, "" when it may. Counts each mail once, however often it is tried."""
    if delivery.kind not in AUTOMATIC or delivery.attempts > 1:
        return ""
    if hit_all(_subjects(delivery), at=at):
        return ""
    return _("Held back: this address, its domain or this ticket got too many automatic mails in a short time.")


def _subjects(delivery: Delivery) -> dict[Limit, str]:
    address = delivery.to_address
    if delivery.kind == DeliveryKind.CLOSING:
        return {CLOSINGS: address}
    if delivery.kind == DeliveryKind.OPT_OUT:
        return {PER_ADDRESS: address}
    subjects = {PER_ADDRESS: address, PER_DOMAIN: address.rpartition("@")[2]}
    if delivery.ticket:
        subjects |= {PER_TICKET: str(delivery.ticket.number), PER_SUBJECT: f"{address}:{delivery.ticket.subject}"}
    return subjects
