"""What one mail may cost. A mail beyond a limit is kept as far as it is safe, and says so in `notes`.

The raw bytes stay in the inbound payload whatever happens, so that a limit loses nothing for good. The values hold
the bomb set of the security bar (16) to well below 5 s and 500 MB.
"""

from typing import Final

MAX_RAW_BYTES: Final = 160 * 1024 * 1024
MAX_HEADER_BYTES: Final = 512 * 1024
MAX_HEADERS: Final = 1_000
MAX_HEADER_VALUE: Final = 64 * 1024
MAX_ADDRESSES: Final = 500
MAX_REFERENCES: Final = 200
MAX_DEPTH: Final = 30
MAX_PARTS: Final = 1_000
MAX_DELIMITER_CANDIDATES: Final = 200_000
MAX_TEXT_CHARS: Final = 1_000_000
MAX_HTML_CHARS: Final = 4_000_000
MAX_HTML_TO_LAY_OUT: Final = 300_000
MAX_HTML_DEPTH: Final = 150
MAX_QUOTING_CHARS: Final = 400_000
MAX_QUOTING_LINES: Final = 4_000
MAX_NAME_CHARS: Final = 180
MAX_TNEF_BYTES: Final = 30 * 1024 * 1024
