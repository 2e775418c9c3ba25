"""Files of WhatsApp: an id gives an address for five minutes, the address gives the bytes.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#retrieve-media-url
"""

import base64
import hashlib
import hmac
from http import HTTPStatus

import httpx
from django.conf import settings

from channels_inbound.chats.content import WantedFile, record, size, text
from channels_inbound.chats.media import DelayedError, UnavailableError, too_large
from helpdesk.lib import outbound
from tickets.delivery import whatsapp
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.faults import fault
from tickets.files import InboundFile
from tickets.models import Channel

# Where Meta keeps media: lookaside.fbsbx.com at the time of writing, its other delivery hosts besides.
HOSTS = ("fbsbx.com", "fbcdn.net", "whatsapp.net")
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN)


def fetch(channel: Channel, wanted: WantedFile) -> InboundFile:
    """Return a file. Raises DelayedError when another attempt may help, UnavailableError when none will."""
    try:
        facts = record(whatsapp.call(channel, "GET", whatsapp.path_of(wanted.ref)))
    except TemporaryDeliveryError as error:
        raise DelayedError(fault("media.away", error=error.fault)) from error
    except PermanentDeliveryError as error:  # the same code says "gone" and "not with this token"
        raise DelayedError(fault("media.gone", error=error.fault)) from error
    if size(facts.get("file_size")) > settings.MAX_MEDIA_BYTES:
        raise too_large()
    if not text(facts.get("url")):
        raise DelayedError(fault("media.not_given"))
    data = _download(channel, text(facts.get("url")))
    if not data or not _is_whole(data, text(facts.get("sha256")) or wanted.sha256):
        raise DelayedError(fault("media.damaged"))
    return InboundFile(wanted.name, data)


def _download(channel: Channel, url: str) -> bytes:
    try:
        return outbound.download(
            url,
            base_url=whatsapp.base_url(channel),
            hosts=HOSTS,
            headers=whatsapp.authorization(channel),
            limit=settings.MAX_MEDIA_BYTES,
        )
    except outbound.TooLargeError as error:
        raise too_large() from error
    except (outbound.RefusedAddressError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise UnavailableError(fault("media.untrusted")) from error
    except httpx.HTTPStatusError as error:
        if error.response.status_code in GONE:
            raise DelayedError(fault("media.gone", error=error)) from error
        raise DelayedError(fault("media.away", error=error)) from error
    except httpx.HTTPError as error:
        raise DelayedError(fault("media.away", error=str(error) or type(error).__name__)) from error


def _is_whole(data: bytes, expected: str) -> bool:
    """Compare with Meta's hash, which comes in hexadecimal (media) or base64 (webhook); none given proves nothing."""
    digest = hashlib.sha256(data)
    spellings = (digest.hexdigest(), base64.b64encode(digest.digest()).decode())
    known = len(expected) in {len(spelling) for spelling in spellings}
    return not known or any(hmac.compare_digest(spelling, expected) for spelling in spellings)
