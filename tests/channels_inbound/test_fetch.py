"""Mailboxes read from a real IMAP server: nothing lost, nothing twice, nothing touched that was not asked for."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from channels_inbound.email import fetch
from channels_inbound.email.imap import connected
from channels_inbound.email.mailboxes import mails
from channels_inbound.mailbox_check import try_mailbox
from channels_inbound.models import InboundPayload, MailboxCursor, PayloadState
from tests.factories import ChannelFactory
from tests.factories.tickets import NOON
from tests.imap_server import Cutter, ImapServer, free_port
from tests.mails import raw_mail
from tickets.models import Channel, Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(dovecot: Path) -> Iterator[ImapServer]:
    imap = ImapServer(dovecot)
    imap.start()
    yield imap
    imap.remove()


@pytest.fixture
def mailbox(server: ImapServer) -> Channel:
    """Return a mailbox that takes in all there is."""
    config = {
        "address": "ayuda@desk.test",
        "imap_host": "127.0.0.1",
        "imap_port": server.port,
        "imap_security": "none",
        "imap_user": "desk",
        "start_from": "all",
    }
    channel = ChannelFactory.build(config=config)
    channel.secrets = {"imap_password": "secret"}
    channel.save()
    return channel


def configure(mailbox: Channel, **settings: object) -> None:
    mailbox.refresh_from_db()
    mailbox.config |= settings
    mailbox.save(update_fields=["config"])


def read(mailbox: Channel) -> int:
    return fetch.fetch_channel(mailbox.pk, at=NOON)


def deliver(server: ImapServer, count: int, *, start: int = 0) -> None:
    for number in range(start, start + count):
        server.deliver(raw_mail(f"Mail {number}", message_id=f"<{number}@example.com>"))


def test_each_mail_becomes_one_message_and_a_second_run_nothing_more(server: ImapServer, mailbox: Channel) -> None:
    deliver(server, 30)
    assert read(mailbox) == 30
    assert read(mailbox) == 0
    mailbox.refresh_from_db()
    assert (Message.objects.count(), mailbox.last_ok_at, mailbox.last_message_at) == (30, NOON, NOON)
    deliver(server, 2, start=30)
    assert read(mailbox) == 2
    assert server.flags() == [""] * 32


def test_mail_that_somebody_read_elsewhere_is_taken_in_too(server: ImapServer, mailbox: Channel) -> None:
    deliver(server, 1)
    file = next((server.inbox / "new").iterdir())
    file.rename(server.inbox / "cur" / f"{file.name}:2,S")
    assert read(mailbox) == 1


def test_from_now_on_leaves_the_old_mail_alone_even_when_it_is_numbered_anew(
    server: ImapServer, mailbox: Channel
) -> None:
    configure(mailbox, start_from="now")
    deliver(server, 3)
    assert read(mailbox) == 0
    deliver(server, 1, start=3)
    assert read(mailbox) == 1


def test_a_new_uid_validity_reads_all_again_and_doubles_nothing(server: ImapServer, mailbox: Channel) -> None:
    deliver(server, 5)
    read(mailbox)
    before = MailboxCursor.objects.get().uid_validity
    server.change_uid_validity()
    deliver(server, 1, start=5)
    assert read(mailbox) == 1
    assert MailboxCursor.objects.get().uid_validity == before + 1000
    assert (InboundPayload.objects.count(), Message.objects.count()) == (6, 6)


@pytest.mark.parametrize("after", [10, 200, 400, 900, 1500, 2500, 3500])
def test_a_connection_cut_in_any_phase_loses_and_doubles_nothing(
    server: ImapServer, mailbox: Channel, after: int
) -> None:
    deliver(server, 12)
    cutter = Cutter(server.port, after)
    configure(mailbox, imap_port=cutter.port, after_fetch="seen")
    read(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.failing_since == NOON, bool(mailbox.last_error)) == (True, True)
    cutter.close()

    configure(mailbox, imap_port=server.port)
    read(mailbox)
    mailbox.refresh_from_db()
    assert (Message.objects.count(), InboundPayload.objects.count()) == (12, 12)
    assert Channel.objects.get().failing_since is None
    assert Channel.objects.get().last_error == ""


def test_two_readers_at_once_take_each_mail_once(server: ImapServer, mailbox: Channel) -> None:
    deliver(server, 40)
    counts: list[int] = []

    def reader() -> None:
        counts.append(read(mailbox))
        connection.close()

    threads = [threading.Thread(target=reader) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sum(counts), InboundPayload.objects.count(), Message.objects.count()) == (40, 40, 40)


@pytest.mark.parametrize(
    ("action", "left", "flags"), [("seen", 2, ["S", "S"]), ("move:Done", 0, []), ("delete", 0, [])]
)
def test_what_was_read_is_treated_as_asked(
    server: ImapServer, mailbox: Channel, action: str, left: int, flags: list[str]
) -> None:
    server.make_folder("Done")
    configure(mailbox, after_fetch=action)
    deliver(server, 2)
    read(mailbox)
    assert (server.count(), server.flags()) == (left, flags)
    assert server.count("Done") == (2 if action == "move:Done" else 0)


def test_moving_without_the_servers_help_removes_nothing_that_others_marked(
    server: ImapServer, mailbox: Channel
) -> None:
    server.make_folder("Done")
    deliver(server, 2)
    with connected(mailbox) as session:
        session.select("INBOX", writable=True)
        client = session.mailbox.client
        client.capabilities = tuple(name for name in client.capabilities if name != "MOVE")
        client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")
        session.finish([1], "move:Done")
    assert (server.count(), server.count("Done")) == (1, 1)


def test_several_folders_each_have_a_cursor(server: ImapServer, mailbox: Channel) -> None:
    server.make_folder("Claims")
    configure(mailbox, folders=["INBOX", "Claims"])
    deliver(server, 1)
    assert read(mailbox) == 1
    assert sorted(MailboxCursor.objects.values_list("folder", "last_uid")) == [("Claims", 0), ("INBOX", 1)]


def test_a_mail_too_large_is_known_by_its_header(server: ImapServer, mailbox: Channel, settings: Settings) -> None:
    settings.MAX_MAIL_BYTES = 5000
    configure(mailbox, after_fetch="delete")
    server.deliver(raw_mail("x" * 60 + "\n" + ("y" * 70 + "\n") * 200))
    deliver(server, 1, start=1)
    assert read(mailbox) == 2
    states = sorted(InboundPayload.objects.values_list("state", flat=True))
    assert states == [PayloadState.ACCEPTED, PayloadState.HELD]
    assert server.count() == 1  # what was not kept whole is not deleted at its source


def test_faults_are_shown_with_their_remedy(server: ImapServer, mailbox: Channel) -> None:
    mailbox.secrets = {"imap_password": "wrong"}
    mailbox.save(update_fields=["encrypted_secrets"])
    read(mailbox)
    mailbox.refresh_from_db()
    assert "Enter them again" in mailbox.last_error

    configure(mailbox, imap_port=free_port())
    read(mailbox)
    mailbox.refresh_from_db()
    assert "tried again by itself" in mailbox.last_error

    configure(mailbox, imap_host="no-such-host.invalid", imap_security="tls")
    read(mailbox)
    mailbox.refresh_from_db()
    assert "no-such-host.invalid" in mailbox.last_error


def test_the_settings_can_be_tried(server: ImapServer, mailbox: Channel) -> None:
    deliver(server, 2)
    assert [(step.ok, step.text.rpartition("INBOX ")[2]) for step in try_mailbox(mailbox)][1] == (True, "has 2 mails.")
    mailbox.config["folders"] = ["Nowhere"]
    assert [step.ok for step in try_mailbox(mailbox)] == [True, False]


def test_an_unencrypted_password_never_leaves_the_machine(mailbox: Channel) -> None:
    configure(mailbox, imap_host="192.0.2.7")
    read(mailbox)
    mailbox.refresh_from_db()
    assert "Without encryption" in mailbox.last_error


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_is_read_over_an_encrypted_connection(
    server: ImapServer, mailbox: Channel, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    deliver(server, 2)
    configure(mailbox, imap_security=security, imap_port=server.tls_port if security == "tls" else server.port)
    assert read(mailbox) == 2


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(server: ImapServer, mailbox: Channel, security: str) -> None:
    deliver(server, 1)
    configure(mailbox, imap_security=security, imap_port=server.tls_port if security == "tls" else server.port)
    read(mailbox)
    mailbox.refresh_from_db()
    assert "certificate of 127.0.0.1 is not valid" in mailbox.last_error
    assert InboundPayload.objects.count() == 0


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("MESA_CORPORA"), reason="needs the collected mails: MESA_CORPORA=folder")
def test_collected_mails_each_end_in_exactly_one_place(server: ImapServer, mailbox: Channel) -> None:
    found = {raw.replace(b"\r\n", b"\n") for _name, raw in mails(Path(os.environ["MESA_CORPORA"]) / "mail")}
    chosen = sorted(found, key=hash)[:200]
    for raw in chosen:
        server.deliver(raw)
    assert read(mailbox) == len(chosen)
    assert read(mailbox) == 0
    ends = InboundPayload.objects.values_list("state", "message_id", "reason")
    assert len(ends) == len(chosen)
    for state, message, reason in ends:
        assert (state == "accepted" and message is not None) or (state in ("held", "discarded") and reason), state
    assert Message.objects.count() == sum(state == "accepted" for state, _message, _reason in ends)
