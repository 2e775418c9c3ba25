"""The commands of mail: what an MTA, an installer and an administrator call."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from channels_inbound.models import InboundPayload
from tests.factories import ChannelFactory
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored
from tickets.models import Channel, Message

pytestmark = pytest.mark.django_db


class Pipe:
    """Standard input with bytes in it."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_mail_from_a_pipe_is_stored_and_processed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ChannelFactory.create()
    monkeypatch.setattr("sys.stdin", Pipe(raw_mail()))
    with django_capture_on_commit_callbacks(execute=True):
        assert run("ingest_email") == "stored 1, here before 0\n"
    assert Message.objects.get().body_text.startswith("The oven")


def test_files_maildirs_and_mboxes_are_taken_in_once(tmp_path: Path) -> None:
    channel = ChannelFactory.create()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(raw_mail())
    mbox = tmp_path / "old.mbox"
    parts = [b"From a@example.com Wed Nov 18 12:00:00 2026\n" + raw_mail(message_id=f"<{n}@x.example>") for n in (1, 2)]
    mbox.write_bytes(b"\n".join(parts))

    assert run("ingest_email", "--channel", channel.slug, str(tmp_path)) == "stored 3, here before 0\n"
    assert run("ingest_email", str(tmp_path)) == "stored 0, here before 3\n"


def test_a_mail_above_the_limit_is_named_and_its_header_kept(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAX_MAIL_BYTES = 1_000
    ChannelFactory.create()
    path = tmp_path / "large.eml"
    path.write_bytes(raw_mail("x" * 2_000))
    assert run("ingest_email", str(path)) == "stored 1, here before 0\n"
    assert f"{path}: above the limit" in capsys.readouterr().err
    assert InboundPayload.objects.get().source.startswith("oversize ")


def code_of(*arguments: str) -> int:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return error.value.returncode


def test_wrong_use_is_told_from_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", Pipe(b""))
    assert code_of("ingest_email") == 64  # no mailbox
    ChannelFactory.create()
    assert code_of("ingest_email") == 64  # no mail
    assert code_of("ingest_email", "--channel", "nobody") == 64
    assert code_of("ingest_email", str(tmp_path / "missing.eml")) == 66


def test_when_it_cannot_be_stored_the_mta_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ChannelFactory.create()
    monkeypatch.setattr("sys.stdin", Pipe(raw_mail()))
    monkeypatch.setattr("channels_inbound.models.zlib.compress", lambda *_args: 1 / 0)
    assert code_of("ingest_email") == 75
    assert InboundPayload.objects.count() == 0


SETTINGS = (
    "address=ayuda@casa.example",
    "imap_host=imap.casa.example",
    "imap_password=hunter2-secret",
    "after_fetch=move:Done",
    "folders=INBOX, Support",
    "plus_addresses=no",
)


def test_a_channel_is_added_with_its_settings_and_without_showing_secrets() -> None:
    out = run("channel", "add", "email", "--name", "Casa Ayuda", "--set", *SETTINGS)
    row: dict[str, Any] = json.loads(out)
    assert (row["slug"], row["webhook_url"], row["secrets"]) == ("casa-ayuda", None, ["imap_password"])
    assert row["config"]["after_fetch"] == "move:Done"
    assert row["config"]["folders"] == ["INBOX", "Support"]
    assert row["config"]["plus_addresses"] is False
    assert "hunter2" not in out + run("channel", "list")
    channel = Channel.objects.get(pk=row["id"])
    assert channel.secrets["imap_password"] == "hunter2-secret"
    assert "hunter2" not in str(channel.config) + channel.encrypted_secrets


@pytest.mark.parametrize(
    "wrong",
    [
        ("address=nonsense",),
        ("address=a@b.example", "imap_port=99999999"),
        ("address=a@b.example", "color=blue"),
        ("address=a@b.example", "imap_host=imap.b.example"),
        ("address=a@b.example", "imap_host=imap.b.example", "imap_security=none", "imap_password=x"),
        ("address=a@b.example", "imap_user=a\r\nDELETE"),
    ],
)
def test_wrong_settings_are_named_and_nothing_is_added(wrong: tuple[str, ...]) -> None:
    assert code_of("channel", "add", "email", "--name", "x", "--set", *wrong) == 64
    assert Channel.objects.count() == 0


def test_two_mailboxes_cannot_have_one_address() -> None:
    run("channel", "add", "email", "--name", "One", "--set", "address=a@b.example")
    assert code_of("channel", "add", "email", "--name", "Two", "--set", "address=A@b.example") == 64


def test_the_audit_adds_up_and_names_what_does_not() -> None:
    channel = ChannelFactory.create(slug="ayuda")
    stored(channel, raw_mail())
    held = stored(channel, raw_mail(message_id="<2@x.example>"))
    held.hold("look at it", at=NOON)
    assert "no differences" in run("inbox", "audit")
    InboundPayload.objects.filter(pk=held.pk).update(state="accepted", reason="")
    assert code_of("inbox", "audit") == 1


def test_held_payloads_are_listed_and_replayed() -> None:
    channel = ChannelFactory.create()
    payload = stored(channel, raw_mail())
    payload.hold("look at it", at=NOON)
    assert "look at it" in run("inbox", "list", "--state", "held")
    assert "in line again" in run("inbox", "replay", str(payload.pk))
    assert code_of("inbox", "replay", str(payload.pk)) == 1
