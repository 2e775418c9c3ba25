"""Sending by mail."""

from tickets.delivery import headers
from tickets.delivery.compose import compose
from tickets.delivery.errors import TemporaryDeliveryError
from tickets.delivery.transport import transmit
from tickets.faults import fault
from tickets.models import Delivery


def send(delivery: Delivery) -> str:
    """Send one delivery; return the provider's id. Raises only the two delivery errors.

    The Message-ID is kept on the row before anything leaves, so that a repeat or a bounce is recognised.
    """
    if not delivery.rfc_message_id:
        delivery.rfc_message_id = headers.own_id(delivery)
        delivery.save(update_fields=["rfc_message_id"])
    try:
        mail = compose(delivery)
    except OSError as error:
        raise TemporaryDeliveryError(fault("file.unreadable", error=error)) from error
    return transmit(mail, delivery.channel, is_automatic=delivery.kind in headers.AUTOMATIC)
