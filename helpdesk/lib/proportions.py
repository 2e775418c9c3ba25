"""What a share counted in a few answers says about everybody."""

from math import sqrt
from typing import NamedTuple

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution: 95 % lie between minus and plus this


class Interval(NamedTuple):
    """Between which shares the truth lies."""

    low: float
    high: float


def wilson(successes: int, n: int, *, z: float = Z95) -> Interval:
    """Return the score interval of a share (Wilson 1927, JASA 22:209). Needs at least one observation.

    Unlike share ± error it stays within 0 and 1, and says something sensible of 0 or all out of few.
    """
    if not 0 <= successes <= n or n < 1:
        raise ValueError(f"{successes} of {n} is no share")
    share, square = successes / n, z * z
    middle = share + square / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return Interval(max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole))
