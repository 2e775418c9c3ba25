"""Directories for Unix sockets: private, and short enough for the 107 bytes that a socket's address may have."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

LONGEST = 80  # leaves room for /.s.PGSQL.5432 on macOS too, where addresses have 103 bytes


def socket_directory(preferred: Path) -> Path:
    """Make `preferred`, or, where its path is too long, a directory with an unpredictable name in /tmp."""
    if len(os.fsencode(preferred)) <= LONGEST:
        preferred.mkdir(parents=True, exist_ok=True, mode=0o700)
        return preferred
    record = _record(preferred)
    if record.exists() and _is_ours(Path(record.read_text().strip())):
        return Path(record.read_text().strip())
    short = Path(tempfile.mkdtemp(prefix="mesa-", dir="/tmp"))
    record.write_text(f"{short}\n")
    return short


def remove_socket_directory(preferred: Path) -> None:
    """Take away what `socket_directory` made in /tmp; a directory in place stays."""
    record = _record(preferred)
    if record.exists():
        shutil.rmtree(record.read_text().strip(), ignore_errors=True)
        record.unlink()


def _record(preferred: Path) -> Path:
    return preferred.with_name(f"{preferred.name}-place")


def _is_ours(path: Path) -> bool:
    """Only a private directory that nobody else could have put there."""
    try:
        found = path.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
    return private and (found.st_uid == os.geteuid() or os.geteuid() == 0)
