"""What can go wrong when something is sent, named by what follows from it."""


class TemporaryDeliveryError(Exception):
    """Try again later: the next hop is away, busy or asked us to wait."""


class PermanentDeliveryError(Exception):
    """Trying again is useless: the address or the content was refused. The text is shown to agents."""
