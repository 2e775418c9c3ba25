"""Files of Telegram: getFile gives a path that is good for an hour, at most 20 MB.

https://core.telegram.org/bots/api#getfile
"""

from urllib.parse import quote

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbound.chats.content import WantedFile, record, text
from channels_inbound.chats.media import DelayedError, UnavailableError, too_large
from helpdesk.lib import outbound
from tickets.delivery import telegram
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.files import InboundFile
from tickets.models import Channel

MAX_BYTES = 20 * 1024 * 1024


def fetch(channel: Channel, wanted: WantedFile) -> InboundFile:
    """Return a file. Raises DelayedError when another attempt may help, UnavailableError when none will."""
    if wanted.size > MAX_BYTES:
        raise UnavailableError(_("larger than the 20 MB that Telegram hands to a bot"))
    try:
        facts = record(telegram.call(channel, "getFile", {"file_id": wanted.ref}))
    except TemporaryDeliveryError as error:
        raise DelayedError(str(error)) from error
    except PermanentDeliveryError as error:
        raise UnavailableError(_("the provider no longer has it (%(error)s)") % {"error": error}) from error
    path = text(facts.get("file_path"))
    if not path or ".." in path.split("/"):
        raise UnavailableError(_("the provider did not hand it over"))
    return InboundFile(wanted.name or path.rpartition("/")[2], _download(channel, path))


def _download(channel: Channel, path: str) -> bytes:
    url = f"{telegram.base_url(channel)}/file/bot{telegram.token(channel)}/{quote(path)}"
    try:
        return outbound.download(url, base_url=telegram.base_url(channel), limit=settings.MAX_MEDIA_BYTES)
    except outbound.TooLargeError as error:
        raise too_large() from error
    except httpx.HTTPError as error:  # its text may hold the address, and with it the token
        raise DelayedError(type(error).__name__) from error
