"""Signing in to a mailbox with an access token (SASL XOAUTH2)."""

import pytest

from channels_inbound.email.imap import MailboxError, connected
from tests.factories import ChannelFactory
from tests.scripted_imap import TokenServer, token_server
from tickets.models import Channel

pytestmark = pytest.mark.django_db


def mailbox(server: TokenServer, token: str) -> Channel:
    config = {"address": "ayuda@desk.test", "imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none"}
    channel = ChannelFactory.create(config=config)
    channel.secrets = {"imap_token": token}
    return channel


def test_a_token_is_presented_as_the_mechanism_asks() -> None:
    with token_server("ya29.right") as server, connected(mailbox(server, "ya29.right")):
        pass
    assert server.answers == [b"user=ayuda@desk.test\x01auth=Bearer ya29.right\x01\x01"]


def test_a_refusal_is_answered_with_nothing_and_explained_without_the_token() -> None:
    with token_server("ya29.right") as server, pytest.raises(MailboxError) as refusal:  # noqa: SIM117
        with connected(mailbox(server, "ya29.expired")):
            pytest.fail("signed in")
    assert server.answers[1:] == [b""]
    assert str(refusal.value).startswith("The server refused the access token ([AUTHENTICATIONFAILED]")
    assert '"status":"401"' in str(refusal.value)
    assert "ya29" not in str(refusal.value)
