"""Files of chat messages: at the provider only an id at first, fetched at once and outside of any transaction.

A file that cannot be had now is tried again; in the end the message arrives without it and says what is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from channels_inbound.chats.content import WantedFile
from tickets.delivery.errors import AccountFaultError
from tickets.files import InboundFile
from tickets.models import Channel, ChannelKind

TRIES = 3
Fetched = InboundFile | str  # the file, or why it is missing
FETCHERS: dict[str, str] = {
    ChannelKind.WHATSAPP: "channels_inbound.whatsapp.media.fetch",
    ChannelKind.TELEGRAM: "channels_inbound.telegram.media.fetch",
}


@dataclass
class FilesNeededError(Exception):
    """A message cannot be put on its ticket before its files are here. `attempts`: how often that failed before."""

    channel: Channel
    files: tuple[WantedFile, ...]
    attempts: int


class DelayedError(Exception):
    """A file cannot be had now; it may be in a minute."""


class UnavailableError(Exception):
    """A file cannot be had at all. The text says why."""


def fetch(needed: FilesNeededError) -> Mapping[str, Fetched]:
    """Return every file, or why it is missing, by its `ref`. Raises DelayedError while another attempt may help."""
    one: Callable[[Channel, WantedFile], InboundFile] = import_string(FETCHERS[needed.channel.kind])
    found: dict[str, Fetched] = {}
    for wanted in needed.files:
        try:
            found[wanted.ref] = _within_limits(one, needed.channel, wanted)
        except UnavailableError as error:
            found[wanted.ref] = str(error)
        except DelayedError as error:
            _note_fault(needed.channel, error)
            if needed.attempts + 1 < TRIES:
                raise
            found[wanted.ref] = _("it could not be downloaded (%(error)s)") % {"error": error}
    return found


def _note_fault(channel: Channel, error: DelayedError) -> None:
    """Without a token no file comes either: administrators see it at the channel, until something leaves again."""
    if isinstance(error.__cause__, AccountFaultError):
        channel.mark_failing(str(error), at=timezone.now())


def too_large() -> UnavailableError:
    """Say that a file is larger than the desk takes in."""
    limit = settings.MAX_MEDIA_BYTES // (1024 * 1024)
    return UnavailableError(_("larger than the %(limit)s MB that the desk takes in") % {"limit": limit})


def _within_limits(
    one: Callable[[Channel, WantedFile], InboundFile], channel: Channel, wanted: WantedFile
) -> InboundFile:
    if not wanted.ref:
        raise UnavailableError(_("the provider did not hand it over"))
    if wanted.size > settings.MAX_MEDIA_BYTES:
        raise too_large()
    return one(channel, wanted)
