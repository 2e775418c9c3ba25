"""A wrong mail server is explained in words that say what to do, whatever the fault."""

import smtplib
import socket
import ssl

import pytest

from channels_inbound import mailbox_check
from tests.factories import ChannelFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (socket.gaierror(-2, "Name or service not known"), "There is no server called smtp.casa.test. Check its name."),
        (
            ConnectionRefusedError(111, "Connection refused"),
            "smtp.casa.test takes no connection on this port. Check name and port",
        ),
        (TimeoutError("timed out"), "smtp.casa.test does not answer. Check name and port"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), "No encrypted connection to smtp.casa.test."),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "No encrypted connection to"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad"), "refused the user name or the password (5.7.8 bad)."),
        (smtplib.SMTPConnectError(554, b"go away"), "smtp.casa.test answered: go away."),
        (OSError(113, "No route to host"), "The connection to smtp.casa.test broke ([Errno 113] No route to host)."),
    ],
)
def test_every_fault_of_the_sending_server_has_its_remedy(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, says: str
) -> None:
    def fail(_self: smtplib.SMTP, *_arguments: object, **_options: object) -> None:
        raise fault

    monkeypatch.setattr(smtplib.SMTP, "__init__", fail)
    channel = ChannelFactory.create(config={"address": "a@casa.test", "smtp_host": "smtp.casa.test"})
    (step,) = mailbox_check.try_mailbox(channel)
    assert (step.ok, says in step.text) == (False, True), step.text
    assert "Errno" not in step.text or "No route" in says
