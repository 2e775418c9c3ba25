"""Files of Telegram: getFile gives a path that is good for an hour, at most 20 MB.

https://core.telegram.org/bots/api#getfile
"""

from urllib.parse import quote

import httpx
from django.conf import settings

from channels_inbound.chats.content import WantedFile, record, size, text
from channels_inbound.chats.media import DelayedError, UnavailableError, too_large
from helpdesk.lib import outbound
from tickets.delivery import telegram
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.faults import fault
from tickets.files import InboundFile
from tickets.models import Channel

MAX_BYTES = 20 * 1024 * 1024
TOO_BIG = "file is too big"  # what getFile says of larger ones


def fetch(channel: Channel, wanted: WantedFile) -> InboundFile:
    """Return a file. Raises DelayedError when another attempt may help, UnavailableError when none will."""
    if wanted.size > MAX_BYTES:
        raise _too_large_for_bots()
    try:
        facts = record(telegram.call(channel, "getFile", {"file_id": wanted.ref}))
    except TemporaryDeliveryError as error:
        raise DelayedError(fault("media.away", error=error.fault)) from error
    except PermanentDeliveryError as error:
        if TOO_BIG in str(error).lower():
            raise _too_large_for_bots() from error
        raise DelayedError(fault("media.gone", error=error.fault)) from error
    path = text(facts.get("file_path"))
    if not path:
        raise DelayedError(fault("media.not_given"))
    if ".." in path.split("/"):
        raise UnavailableError(fault("media.untrusted"))
    data = _download(channel, path)
    if len(data) != (size(facts.get("file_size")) or len(data) or -1):
        raise DelayedError(fault("media.damaged"))
    return InboundFile(wanted.name or path.rpartition("/")[2], data)


def _too_large_for_bots() -> UnavailableError:
    return UnavailableError(fault("media.too_large_for_bots"))


def _download(channel: Channel, path: str) -> bytes:
    url = f"{telegram.base_url(channel)}/file/bot{telegram.token(channel)}/{quote(path)}"
    try:
        return outbound.download(url, base_url=telegram.base_url(channel), limit=settings.MAX_MEDIA_BYTES)
    except outbound.TooLargeError as error:
        raise too_large() from error
    except httpx.HTTPError as error:  # its text may hold the address, and with it the token
        raise DelayedError(fault("media.away", error=type(error).__name__)) from error
