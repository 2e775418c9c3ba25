"""Are the settings of a WhatsApp number right: asked of Meta, nothing is changed there."""

from django.utils.translation import gettext as _

from channels_inbound.chats.check import FAULTS
from channels_inbound.chats.content import record, text
from channels_inbound.mailbox_check import Step
from tickets.delivery import whatsapp
from tickets.models import Channel


def try_channel(channel: Channel) -> list[Step]:
    """Ask for the number itself: it proves the address, the token and the id at once."""
    path = whatsapp.path_of(str(channel.config.get("phone_number_id", "")))
    try:
        answer = record(whatsapp.call(channel, "GET", path, params={"fields": "display_phone_number,verified_name"}))
    except FAULTS as error:
        return [Step(ok=False, text=str(error))]
    words = {"number": text(answer.get("display_phone_number")), "name": text(answer.get("verified_name"))}
    return [Step(ok=True, text=_("WhatsApp knows the number %(number)s (%(name)s) and accepts the token.") % words)]
