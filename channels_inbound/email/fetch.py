"""Reading mailboxes: each mail is stored and committed before the cursor moves, and before anything is marked there."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from channels_inbound import processing, tasks
from channels_inbound.email import oversize
from channels_inbound.email.imap import Folder, MailboxError, Session, connected
from channels_inbound.models import MailboxCursor
from helpdesk.lib.enqueue import enqueue
from tickets.models import Channel

CHUNK = 100  # mails whose sizes are asked for at once
BATCH_MAILS, BATCH_BYTES = 25, 16 * 1024 * 1024  # of one FETCH: what is held in memory
RUN_SECONDS = 150  # below the time limit of a task; the next run goes on where this one stopped
LOCK_CLASS = 7_301  # first key of our advisory locks on mailboxes

logger = logging.getLogger(__name__)


def announce_all() -> None:
    """Announce one task for each mailbox that is read over IMAP."""
    for channel in Channel.objects.mailboxes():
        if channel.config.get("imap_host"):
            enqueue(tasks.fetch_mail, channel.pk)


def fetch_channel(channel_id: int, *, at: datetime) -> int:
    """Read what is new in one mailbox; return how many mails were new. A fault is shown on the channel.

    Only one reader at a time: a second one finds the lock taken and leaves. Should both ever get through, the
    cursor's row lock and the unique payloads still keep every mail single.
    """
    channel = Channel.objects.active().filter(pk=channel_id).first()
    if channel is None or not channel.config.get("imap_host"):
        return 0
    with _only_reader(channel) as is_only:
        if not is_only:
            return 0
        return _Run(channel, at).read()


class _Run:
    """One reading of one mailbox."""

    def __init__(self, channel: Channel, at: datetime) -> None:
        self.channel, self.at = channel, at
        self.stops_at = time.monotonic() + RUN_SECONDS
        self.stored = 0

    def read(self) -> int:
        """Read every folder; note on the channel whether it went well."""
        try:
            with connected(self.channel) as session:
                for name in self.channel.config.get("folders") or ["INBOX"]:
                    self._read_folder(session, name)
        except MailboxError as error:
            logger.warning("Mailbox %s cannot be read: %s", self.channel, error)
            self.channel.mark_failing(str(error), at=self.at)
        else:
            self.channel.mark_ok(at=self.at)
        if self.stored:
            self.channel.last_message_at = self.at
            self.channel.save(update_fields=["last_message_at"])
        return self.stored

    def _read_folder(self, session: Session, name: str) -> None:
        action = str(self.channel.config.get("after_fetch") or "keep")
        folder = session.select(name, writable=action != "keep")
        cursor, since = self._cursor(folder)
        for uids in session.uids_after(cursor.last_uid, folder, since=since):
            for start in range(0, len(uids), CHUNK):
                if time.monotonic() > self.stops_at:
                    return
                self._read_chunk(session, cursor, uids[start : start + CHUNK], action=action)

    def _cursor(self, folder: Folder) -> tuple[MailboxCursor, date | None]:
        """Return how far the folder was read.

        When the server numbered the folder anew (another UIDVALIDITY) everything is read again: what is here
        already is recognised by its bytes. Of a mailbox that was begun with "now" that means: since that day.
        """
        started_on = self.channel.config.get("reads_since", "")
        from_now = self.channel.config.get("start_from") == "now"
        defaults = {"uid_validity": folder.uid_validity, "last_uid": folder.uid_next - 1 if from_now else 0}
        cursor, made = MailboxCursor.objects.get_or_create(channel=self.channel, folder=folder.name, defaults=defaults)
        if made and from_now and not started_on:
            self.channel.config["reads_since"] = self.at.date().isoformat()
            self.channel.save(update_fields=["config"])
        if cursor.uid_validity != folder.uid_validity:
            cursor.uid_validity, cursor.last_uid = folder.uid_validity, 0
            cursor.save(update_fields=["uid_validity", "last_uid"])
        return cursor, date.fromisoformat(started_on) if started_on and from_now else None

    def _read_chunk(self, session: Session, cursor: MailboxCursor, uids: list[int], *, action: str) -> None:
        sizes = session.sizes(uids)
        for batch in _batches(uids, sizes):
            large = [uid for uid in batch if sizes[uid] > settings.MAX_MAIL_BYTES]
            found = session.bodies([uid for uid in batch if uid not in large]) if len(large) < len(batch) else {}
            found |= session.bodies(large, only_header=True) if large else {}
            self._store(cursor, found, sizes, up_to=batch[-1])
            session.finish([uid for uid in sorted(found) if uid not in large], action)

    def _store(self, cursor: MailboxCursor, found: dict[int, bytes], sizes: dict[int, int], *, up_to: int) -> None:
        """Keep the mails and move the cursor, in one transaction."""
        with transaction.atomic():
            row = MailboxCursor.objects.select_for_update().get(pk=cursor.pk)
            if row.uid_validity != cursor.uid_validity:
                return
            new: list[int] = []
            for uid in sorted(found):
                source = f"imap {cursor.folder} {cursor.uid_validity} {uid}"
                size = sizes[uid] if sizes[uid] > settings.MAX_MAIL_BYTES else None
                payload, is_new = oversize.store(
                    channel=self.channel, raw=found[uid], at=self.at, source=source, size=size
                )
                if is_new:
                    new.append(payload.pk)
            row.last_uid = cursor.last_uid = max(row.last_uid, up_to)
            row.save(update_fields=["last_uid"])
            processing.announce(new)
        self.stored += len(new)


def _batches(uids: list[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Split into fetches that fit into memory, whatever the sizes. Mails that went away are left out."""
    batch: list[int] = []
    weight = 0
    for uid in uids:
        if uid not in sizes:
            continue
        size = min(sizes[uid], settings.MAX_MAIL_BYTES)
        if batch and (weight + size > BATCH_BYTES or len(batch) >= BATCH_MAILS):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += size
    if batch:
        yield batch


@contextmanager
def _only_reader(channel: Channel) -> Iterator[bool]:
    """Take the mailbox for this process; PostgreSQL frees it when the process or its connection dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, channel.pk])
        taken = bool(cursor.fetchone()[0])
    try:
        yield taken
    finally:
        if taken and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, channel.pk])
