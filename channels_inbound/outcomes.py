"""What a receiver raises when a payload becomes no message: set aside with a reason that a person understands."""


class HeldError(Exception):
    """A person must look at it; it can be processed again. The text is shown."""


class DiscardedError(Exception):
    """It needs no ticket. The text says why; the bytes stay."""


class NotYetError(Exception):
    """What it is about is not here yet, and may come any moment. When it has not come in time, the text says why."""
