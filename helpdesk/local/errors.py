"""What the local servers say when they cannot go on."""


class LocalError(Exception):
    """Stops the start; its text is one sentence for the person at the terminal."""
