"""What the supervisor says at the terminal."""

import sys
import time


def say(text: str) -> None:
    """Print a line now, also into a pipe."""
    print(text, flush=True)


def note(text: str) -> None:
    """Print a line with the time, for what happens while it runs."""
    say(f"[{time.strftime('%H:%M:%S')}] {text}")


def complain(text: str) -> None:
    """Print why it stops."""
    print(f"\nMesa cannot go on. {text}", file=sys.stderr, flush=True)
