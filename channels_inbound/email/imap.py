"""One connection to a mailbox (IMAP4rev1, RFC 3501): read by UID, never by UNSEEN; change only what is asked for."""

import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from channels_inbound.connection_faults import Faults, sentence
from tickets.models import Channel

TIMEOUT_SECONDS = 30
TLS, STARTTLS, NONE = "tls", "starttls", "none"
PORTS = {TLS: 993, STARTTLS: 143, NONE: 143}
MAX_UIDS = 100_000  # of one search: imaplib reads lines of at most 1 MB
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxError(Exception):
    """The mailbox cannot be read. The text says what is wrong and what to do, for whoever configures it."""


class TokenRefusedError(MailboxLoginError):
    """The server does not take the access token: most live for an hour only."""


FAULTS: Faults = (
    (
        TokenRefusedError,
        gettext_lazy("The server refused the access token (%(answer)s). It may have expired: enter a new one."),
    ),
    (
        MailboxLoginError,
        gettext_lazy("The server refused the user name or the password (%(answer)s). Enter them again."),
    ),
    (
        MailboxFolderSelectError,
        gettext_lazy("The mailbox has no such folder (%(answer)s). Check the names of the folders."),
    ),
)


@dataclass(frozen=True)
class Folder:
    """What the server says of a selected folder."""

    name: str
    uid_validity: int
    uid_next: int
    messages: int


@contextmanager
def connected(channel: Channel) -> Iterator["Session"]:
    """Open a mailbox and sign in; every fault until the end comes out as MailboxError."""
    with explained(channel):
        mailbox = _open(channel)
        try:
            _sign_in(mailbox, channel)
            yield Session(mailbox)
        finally:
            _leave(mailbox)


@contextmanager
def explained(channel: Channel) -> Iterator[None]:
    """Turn faults of the connection into one sentence with its remedy."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError) as error:
        host = str(channel.config.get("imap_host", ""))
        raise MailboxError(sentence(error, host=host, answer=_answer(error), faults=FAULTS)) from error


class Session:
    """A signed-in connection."""

    def __init__(self, mailbox: BaseMailBox) -> None:
        self.mailbox = mailbox

    def select(self, name: str, *, writable: bool) -> Folder:
        """Select a folder; read-only unless something there has to be changed."""
        answer = self.mailbox.folder.set(name, readonly=not writable)
        count = int(answer[1][0] or 0)
        validity, following = (self._code(code) for code in ("UIDVALIDITY", "UIDNEXT"))
        if not validity or not following:
            status = self.mailbox.folder.status(name, ["UIDVALIDITY", "UIDNEXT"])
            validity, following = status["UIDVALIDITY"], status["UIDNEXT"]
        return Folder(name, validity, following, count)

    def uids_after(self, last: int, folder: Folder, *, since: date | None = None) -> Iterator[list[int]]:
        """Yield the UIDs above `last`, in order; of a huge folder in several searches."""
        step = MAX_UIDS if folder.messages > MAX_UIDS else max(folder.uid_next, last + 2)
        criteria = ["SINCE", f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"] if since else []
        for start in range(last + 1, max(folder.uid_next, last + 2), step):
            data = self._uid("SEARCH", "UID", f"{start}:{start + step - 1}", *criteria)
            found = sorted({int(uid) for line in data if line for uid in line.split()})
            yield [uid for uid in found if uid > last]

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Return how many bytes each mail has; those that went away meanwhile are missing."""
        data = self._uid("FETCH", _set(uids), "(UID RFC822.SIZE)")
        lines = [line[0] if isinstance(line, tuple) else line for line in data if line]
        pairs = [(UID.search(line), SIZE.search(line)) for line in lines]
        return {int(uid[1]): int(size[1]) for uid, size in pairs if uid and size}

    def bodies(self, uids: Sequence[int], *, only_header: bool = False) -> dict[int, bytes]:
        """Return the bytes of mails without marking them as read (BODY.PEEK)."""
        part = "BODY.PEEK[HEADER]" if only_header else "BODY.PEEK[]"
        data = self._uid("FETCH", _set(uids), f"(UID {part})")
        found: dict[int, bytes] = {}
        for i, item in enumerate(data):
            if not isinstance(item, tuple):
                continue
            rest = data[i + 1] if i + 1 < len(data) and isinstance(data[i + 1], bytes) else b""
            uid = UID.search(item[0]) or UID.search(rest)  # some servers name the UID behind the literal
            if uid:
                found[int(uid[1])] = item[1]
        return found

    def finish(self, uids: Sequence[int], action: str) -> None:
        """Do what the settings ask for with mails that are stored: mark as read, move, delete."""
        marked = _set(uids)
        if not uids or action == "keep":
            return
        if action == "seen":
            self._uid("STORE", marked, "+FLAGS.SILENT", r"(\Seen)")
        elif action == "delete":
            self._delete(marked)
        elif action.startswith("move:"):
            self._move(marked, action.removeprefix("move:"))

    def _move(self, uids: str, folder: str) -> None:
        """Let the server do it (RFC 6851), else copy and delete."""
        if "MOVE" in self.mailbox.client.capabilities:
            self.mailbox.move(uids.split(","), folder)
        else:
            self.mailbox.copy(uids.split(","), folder)
            self._delete(uids)

    def _delete(self, uids: str) -> None:
        """Only these: a plain EXPUNGE (RFC 3501) would take along what others marked; UIDPLUS (RFC 4315) does not."""
        self._uid("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.mailbox.client.capabilities:
            self._uid("EXPUNGE", uids)

    def _code(self, name: str) -> int:
        _name, values = self.mailbox.client.response(name)
        return int(values[0]) if values and values[0] else 0

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        status, data = self.mailbox.client.uid(command, *arguments)
        if status != "OK":
            raise UnexpectedCommandStatusError((status, data), "OK")
        return list(data)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: only there may a password travel unencrypted."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _open(channel: Channel) -> BaseMailBox:
    host = str(channel.config["imap_host"])
    security = channel.config.get("imap_security") or TLS
    port = int(channel.config.get("imap_port") or PORTS[security])
    if security == TLS:
        return MailBox(host, port, timeout=TIMEOUT_SECONDS, ssl_context=ssl.create_default_context())
    if security == STARTTLS:
        return MailBoxStartTls(host, port, timeout=TIMEOUT_SECONDS, ssl_context=ssl.create_default_context())
    if not is_loopback(host):
        raise MailboxError(_("Without encryption only a server on this machine is read. Choose TLS or STARTTLS."))
    return MailBoxUnencrypted(host, port, timeout=TIMEOUT_SECONDS)


def _sign_in(mailbox: BaseMailBox, channel: Channel) -> None:
    secrets = channel.secrets
    user = str(channel.config.get("imap_user") or channel.address)
    try:
        if secrets.get("imap_token"):
            _present_token(mailbox.client, user, secrets["imap_token"])
        else:
            mailbox.login(user, secrets.get("imap_password", ""), initial_folder=None)
        _ask_abilities(mailbox.client)
    except imaplib.IMAP4.abort:
        raise
    except TokenRefusedError:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error


def _present_token(client: imaplib.IMAP4, user: str, token: str) -> None:
    """Sign in by SASL XOAUTH2 (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol).

    A server that refuses says why in a challenge, and waits for an empty answer before it ends the command: the
    token is never sent a second time.
    """
    challenges: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        challenges.append(challenge)
        return f"user={user}\x01auth=Bearer {token}\x01\x01".encode() if len(challenges) == 1 else b""

    try:
        client.authenticate("XOAUTH2", answer)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = b" ".join([str(error).encode(), *challenges[1:]])
        raise TokenRefusedError(("NO", [said]), "OK") from error


def _ask_abilities(client: imaplib.IMAP4) -> None:
    """Ask what the server can do for whoever signed in: many name UIDPLUS and MOVE only then."""
    _status, data = client.capability()
    client.capabilities = tuple(data[0].decode("ascii", "replace").upper().split())


def _leave(mailbox: BaseMailBox) -> None:
    """Say goodbye; whether the server hears it no longer matters."""
    try:
        mailbox.logout()
    except (imaplib.IMAP4.error, ImapToolsError, OSError):
        mailbox.client.shutdown()


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _answer(error: Exception) -> str:
    """Return what the server said, on one line and without our own command."""
    result = getattr(error, "command_result", None)
    words = " ".join(p.decode("utf-8", "replace") for p in result[1] if isinstance(p, bytes)) if result else str(error)
    return " ".join(words.split())[:200]
