"""What is wrong with a connection to a mail server, in words that say what to do: for whoever configures a mailbox."""

import socket
import ssl
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Faults = tuple[tuple[type[Exception], Promise], ...]

# The first that fits counts: several of these are kinds of OSError.
FAULTS: Faults = (
    (
        ssl.SSLCertVerificationError,
        _("The certificate of %(host)s is not valid (%(answer)s). Check the server's name."),
    ),
    (ssl.SSLError, _("No encrypted connection to %(host)s. Check port and encryption.")),
    (socket.gaierror, _("There is no server called %(host)s. Check its name.")),
    (
        ConnectionRefusedError,
        _("%(host)s takes no connection on this port. Check name and port, or wait: it is tried again by itself."),
    ),
    (TimeoutError, _("%(host)s does not answer. Check name and port, or wait: it is tried again by itself.")),
    (Exception, _("The connection to %(host)s broke (%(answer)s). It is tried again by itself.")),
)


def sentence(error: Exception, *, host: str, answer: str, faults: Iterable[tuple[type[Exception], Promise]]) -> str:
    """Return the sentence of the first kind that an error is, of `faults` and then of those that all servers share."""
    text = next(text for kind, text in (*faults, *FAULTS) if isinstance(error, kind))
    return str(text) % {"host": host, "answer": " ".join(answer.split())[:200]}
