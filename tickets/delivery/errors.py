"""What can go wrong when something is sent, named by what follows from it."""


class TemporaryDeliveryError(Exception):
    """Try again later: the next hop is away, busy or asked us to wait."""


class NoAnswerError(TemporaryDeliveryError):
    """The provider is away: nothing leaves by this channel until it is back."""


class AccountFaultError(TemporaryDeliveryError):
    """The provider refuses our account, not this message: it can leave once the channel's settings are mended."""


class PermanentDeliveryError(Exception):
    """Trying again is useless: the address or the content was refused. The text is shown to agents."""


class WindowClosedError(PermanentDeliveryError):
    """The provider lets nothing but an approved template through until the customer writes again."""


class OptedOutError(PermanentDeliveryError):
    """The person told the provider that they want no unsolicited messages of ours."""


class UnreachableError(PermanentDeliveryError):
    """The person cannot be reached under this handle: unknown to the provider, or they blocked us."""
