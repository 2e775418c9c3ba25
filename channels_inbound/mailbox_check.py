"""Trying a mailbox's settings, one line for each step, so that a wrong one names itself."""

import smtplib
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbound.connection_faults import Faults, sentence
from channels_inbound.email.imap import MailboxError, connected
from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.delivery.transport import connection_for
from tickets.models import Channel

NOT_ENCRYPTED = gettext_lazy("No encrypted connection to %(host)s. Check port and encryption.")
SMTP_FAULTS: Faults = (
    (
        smtplib.SMTPAuthenticationError,
        gettext_lazy("The server refused the user name or the password (%(answer)s). Enter them again."),
    ),
    (smtplib.SMTPNotSupportedError, NOT_ENCRYPTED),
    (smtplib.SMTPServerDisconnected, NOT_ENCRYPTED),
    (smtplib.SMTPResponseException, gettext_lazy("%(host)s answered: %(answer)s. Ask whoever runs that server.")),
)


@dataclass(frozen=True)
class Step:
    """One thing that was tried."""

    ok: bool
    text: str


def try_mailbox(channel: Channel) -> list[Step]:
    """Sign in to IMAP and SMTP as configured; read and send nothing."""
    steps: list[Step] = []
    if channel.config.get("imap_host"):
        steps += _try_imap(channel)
    if channel.config.get("smtp_host"):
        steps.append(_try_smtp(channel))
    if not steps:
        steps.append(
            Step(ok=True, text=_("Nothing to test: mail comes by a pipe and leaves by the desk's own server."))
        )
    return steps


def _try_imap(channel: Channel) -> list[Step]:
    steps: list[Step] = []
    try:
        with connected(channel) as session:
            steps.append(Step(ok=True, text=_("IMAP: the server accepted user name and password.")))
            for name in channel.config.get("folders") or ["INBOX"]:
                folder = session.select(name, writable=False)
                facts = {"folder": name, "messages": folder.messages}
                steps.append(Step(ok=True, text=_("IMAP: folder %(folder)s has %(messages)s mails.") % facts))
    except MailboxError as error:
        steps.append(Step(ok=False, text=f"IMAP: {error}"))
    return steps


def _try_smtp(channel: Channel) -> Step:
    try:
        backend = connection_for(channel)
        backend.open()
        backend.close()
    except (smtplib.SMTPException, ssl.SSLError, OSError, PermanentDeliveryError, TemporaryDeliveryError) as error:
        return Step(ok=False, text=f"SMTP: {_remedy(error, str(channel.config['smtp_host']))}")
    return Step(ok=True, text=_("SMTP: the server accepted the connection."))


def _remedy(error: Exception, host: str) -> str:
    """Say what is wrong and what to do, in the words that are said of IMAP."""
    said = getattr(error, "smtp_error", b"")
    answer = said.decode("utf-8", "replace") if isinstance(said, bytes) and said else str(said or error)
    return sentence(error, host=host, answer=answer, faults=SMTP_FAULTS)
