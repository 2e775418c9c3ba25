"""Handing a finished mail to the next hop, and saying what its refusal means for the delivery."""

import logging
import smtplib
from typing import cast

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError, SafeMIMEMultipart, sanitize_address

from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.faults import fault
from tickets.models import Channel

CATCHER = "helpdesk.mailcatcher.backend.CatcherBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Whoever answers these refuses our account, not the mail: it can leave once an administrator has mended the settings.
ACCOUNT_FAULTS = {530, 534, 535, 538}
HTTP_TOO_MANY = 429
HTTP_SERVER_FAULT = 500
HTTP_ACCOUNT_FAULTS = {401, 402, 403}
logger = logging.getLogger(__name__)


def connection_for(channel: Channel | None) -> BaseEmailBackend:
    """Return the way out: the channel's own SMTP server where it has one, else the desk's.

    While the demo catches mail nothing leaves by a channel's server either.
    """
    config = channel.config if channel else {}
    if not config.get("smtp_host") or settings.EMAIL_BACKEND == CATCHER:
        backend: BaseEmailBackend = get_connection()
        return backend
    secrets = channel.secrets if channel else {}
    security = config.get("smtp_security", "starttls")
    return get_connection(
        SMTP,
        host=config["smtp_host"],
        port=int(config.get("smtp_port") or 587),
        username=config.get("smtp_user") or None,
        password=secrets.get("smtp_password") or None,
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=settings.EMAIL_TIMEOUT,
    )


def transmit(mail: EmailMessage, channel: Channel | None, *, is_automatic: bool = False) -> str:
    """Send one mail; return the provider's id, "" for SMTP. Raises only the two delivery errors.

    A connection that breaks after the data was sent counts as temporary: the repeat carries the same Message-ID.
    """
    try:
        _hand_over(mail, connection_for(channel), is_automatic=is_automatic)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()), (550, b""))
        raise _refused(code, text) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentDeliveryError(fault("mail.address")) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except AnymailError as error:
        raise _provider_error(error) from error
    except (BadHeaderError, UnicodeError, ValueError) as error:
        raise PermanentDeliveryError(fault("mail.header")) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryDeliveryError(fault("mail.away", error=str(error) or type(error).__name__)) from error
    status = getattr(mail, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def _hand_over(mail: EmailMessage, connection: BaseEmailBackend, *, is_automatic: bool) -> None:
    """Send an automatic mail with an empty envelope sender where the way out has envelopes (RFC 3834 3.3).

    So no report about it comes back to us, and no machine answers it. A server that refuses that, as some do only
    after the data, gets the address.
    """
    if is_automatic and settings.MAIL_NULL_SENDER and isinstance(connection, EmailBackend):
        try:
            _send_without_sender(mail, connection)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            if error.smtp_code < 500:  # noqa: PLR2004 -- RFC 5321
                raise
            logger.warning("%s refuses a mail from <>; if it does so always, set MAIL_NULL_SENDER=0", connection.host)
        else:
            return
    mail.connection = connection
    mail.send()


def _send_without_sender(mail: EmailMessage, connection: EmailBackend) -> None:
    recipients = [sanitize_address(address, "utf-8") for address in mail.recipients()]
    content = cast("SafeMIMEMultipart", mail.message()).as_bytes(linesep="\r\n")
    connection.open()
    try:
        cast("smtplib.SMTP", connection.connection).sendmail("", recipients, content)
    finally:
        connection.close()


def _refused(code: int, text: bytes | str) -> PermanentDeliveryError | TemporaryDeliveryError:
    """Map an SMTP answer (RFC 5321 4.2.1): 4xx asks to come back, 5xx is final."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    answer = f"{code} {' '.join(words.split())}"[:300]
    if code in ACCOUNT_FAULTS:
        return TemporaryDeliveryError(fault("mail.account", answer=answer))
    if 400 <= code < 500:  # noqa: PLR2004 -- RFC 5321
        return TemporaryDeliveryError(fault("mail.busy", answer=answer))
    if code < 0:  # smtplib: the server hung up in place of an answer
        return TemporaryDeliveryError(fault("mail.away", error=words))
    return PermanentDeliveryError(fault("mail.refused", answer=answer))


def _provider_error(error: AnymailError) -> PermanentDeliveryError | TemporaryDeliveryError:
    answer = " ".join(str(error).split())[:300]
    if isinstance(error, AnymailRecipientsRefused) or not isinstance(error, AnymailAPIError):
        return PermanentDeliveryError(fault("mail.service_refused", answer=answer))
    status = error.status_code or HTTP_SERVER_FAULT
    if status >= HTTP_SERVER_FAULT or status == HTTP_TOO_MANY or status in HTTP_ACCOUNT_FAULTS:
        return TemporaryDeliveryError(fault("mail.service_busy", answer=answer))
    return PermanentDeliveryError(fault("mail.service_refused", answer=answer))
