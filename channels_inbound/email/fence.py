"""What the code of others may raise on hostile input.

Their parsers were not written for attackers: an index, a name or a recursion goes wrong. Named one by one, so that an
interruption or a lack of memory still ends the process.
"""

import struct
from typing import Final

BROKEN_INPUT: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NameError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
