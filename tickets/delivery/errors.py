"""What can go wrong when something is sent, named by what follows from it."""

from tickets.faults import Fault


class DeliveryError(Exception):
    """Something was not sent. `fault` says why: a code, or a text that nobody translates."""

    def __init__(self, fault: Fault | str) -> None:
        super().__init__(fault)
        self.fault = fault


class TemporaryDeliveryError(DeliveryError):
    """Try again later: the next hop is away, busy or asked us to wait."""


class NoAnswerError(TemporaryDeliveryError):
    """The provider is away: nothing leaves by this channel until it is back."""


class AccountFaultError(TemporaryDeliveryError):
    """The provider refuses our account, not this message: it can leave once the channel's settings are mended."""


class PermanentDeliveryError(DeliveryError):
    """Trying again is useless: the address or the content was refused. The text is shown to agents."""


class WindowClosedError(PermanentDeliveryError):
    """The provider lets nothing but an approved template through until the customer writes again."""


class OptedOutError(PermanentDeliveryError):
    """The person told the provider that they want no unsolicited messages of ours."""


class UnreachableError(PermanentDeliveryError):
    """The person cannot be reached under this handle: unknown to the provider, or they blocked us."""
