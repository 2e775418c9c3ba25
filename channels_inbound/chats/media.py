"""Files of chat messages: at the provider only an id at first, fetched at once and outside of any transaction.

A message never waits for a file that cannot be had now: it comes without, and the file follows (chats.missing).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string

from channels_inbound.chats.content import WantedFile
from tickets.delivery.errors import AccountFaultError, NoAnswerError
from tickets.faults import Fault, fault
from tickets.files import InboundFile
from tickets.models import Channel, ChannelKind

AWAY, AWAY_FOR = "media-away-{}", 30  # seconds
FETCHERS: dict[str, str] = {
    ChannelKind.WHATSAPP: "channels_inbound.whatsapp.media.fetch",
    ChannelKind.TELEGRAM: "channels_inbound.telegram.media.fetch",
}


@dataclass
class FilesNeededError(Exception):
    """A message cannot be put on its ticket before its files were asked for."""

    channel: Channel
    files: tuple[WantedFile, ...]


class MissingError(Exception):
    """A file is not to be had. `fault` says why."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.fault = reason


class DelayedError(MissingError):
    """A file cannot be had now; it may be later."""

    @property
    def is_of_channel(self) -> bool:
        """Whether no file of the channel can be had now: its provider is away, or refuses our account."""
        return isinstance(self.__cause__, NoAnswerError | AccountFaultError)


class UnavailableError(MissingError):
    """A file cannot be had at all."""


Fetched = InboundFile | MissingError  # the file, or why it is missing


def fetch(needed: FilesNeededError) -> Mapping[str, Fetched]:
    """Return every file, or why it is missing, by its `ref`."""
    return {wanted.ref: _fetched(needed.channel, wanted) for wanted in needed.files}


def fetch_one(channel: Channel, wanted: WantedFile) -> InboundFile:
    """Return a file. Raises DelayedError when another attempt may help, UnavailableError when none will."""
    if not wanted.ref:
        raise UnavailableError(fault("media.not_given"))
    if wanted.size > settings.MAX_MEDIA_BYTES:
        raise too_large()
    one: Callable[[Channel, WantedFile], InboundFile] = import_string(FETCHERS[channel.kind])
    try:
        return one(channel, wanted)
    except DelayedError as error:
        _note_fault(channel, error)
        raise


def too_large() -> UnavailableError:
    """Say that a file is larger than the desk takes in."""
    return UnavailableError(fault("media.too_large", limit=settings.MAX_MEDIA_BYTES // (1024 * 1024)))


def _fetched(channel: Channel, wanted: WantedFile) -> Fetched:
    """A provider that did not answer a moment ago is not waited for again: other messages stand in line behind."""
    if known := cache.get(AWAY.format(channel.pk)):
        return DelayedError(Fault(known["code"], known["facts"]))
    try:
        return fetch_one(channel, wanted)
    except DelayedError as error:
        if error.is_of_channel:
            cache.set(AWAY.format(channel.pk), error.fault.kept, AWAY_FOR)
        return error
    except UnavailableError as error:
        return error


def _note_fault(channel: Channel, error: DelayedError) -> None:
    """Without a token no file comes either: administrators see it at the channel, until something leaves again."""
    if isinstance(error.__cause__, AccountFaultError):
        channel.mark_failing(error.__cause__.fault, at=timezone.now())
