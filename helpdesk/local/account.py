"""As whom PostgreSQL runs, and where: it refuses to run as root, yet root must be able to run Mesa.

For an ordinary user there is nothing to decide. For root the ways are tried in this order, each by really running it:
a user namespace in which root is called nobody (nothing is copied or given away), the account nobody in place, and the
account nobody with its files and a copy of the programs in a directory of their own (the project may lie in a home
that nobody cannot enter).
"""

import ctypes
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpdesk.local.errors import LocalError

CLONE_NEWUSER = 0x10000000  # sched.h
NOBODY = 65534
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """How to start a PostgreSQL program: where everything lies and what happens between fork and exec."""

    programs: Path
    home: Path
    owner: int
    options: Mapping[str, Any] = field(default_factory=dict)
    in_child: Callable[[], None] | None = None

    def run(self, command: list[str | Path]) -> subprocess.CompletedProcess[bytes]:
        """Run a short program to its end and keep what it says."""
        return subprocess.run(  # noqa: S603 -- our own command
            command, capture_output=True, cwd="/", check=False, preexec_fn=self.in_child, **self.options
        )  # fmt: skip

    def works(self) -> bool:
        """Tell whether the programs can be run and the home can be written as this account."""
        probe = '"$1" --version && cd "$2" && test -w . && test -x .'
        try:
            return self.run(["/bin/sh", "-c", probe, "probe", self.programs / "postgres", self.home]).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def give(self, path: Path) -> None:
        """Hand a directory with all it holds to this account."""
        if path.stat().st_uid == self.owner:
            return
        group = NOBODY if self.owner == NOBODY else os.getegid()
        for folder, _, files in os.walk(path):
            for name in [folder, *(os.path.join(folder, file) for file in files)]:  # noqa: PTH118 -- walks are of strings
                os.chown(name, self.owner, group, follow_symlinks=False)


def choose(programs: Path, home: Path) -> Account:
    """Return the first account that works, with `home` (or the place instead of it) made and handed over."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() != 0 and _has_name():
        return Account(programs, home, os.geteuid())
    for candidate in _candidates(home):
        account = candidate(programs, home)
        account.give(account.home)
        if account.works():
            return account
    msg = (
        "PostgreSQL does not run as root, nor as an account without a name, and no other could be used here. "
        "Run Mesa as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )
    raise LocalError(msg)


def _has_name() -> bool:
    """initdb refuses a number that /etc/passwd does not know, as some containers use."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _candidates(home: Path) -> Sequence[Callable[[Path, Path], Account]]:
    if os.geteuid() != 0:
        return (_namespace,)
    if _record(home).exists():  # its data lies elsewhere since an earlier start
        return (_nobody_elsewhere,)
    return (_namespace, _nobody_in_place, _nobody_elsewhere)


def _namespace(programs: Path, home: Path) -> Account:
    return Account(programs, home, os.geteuid(), in_child=_enter_namespace)


def _enter_namespace() -> None:
    """Become nobody inside, still root's own files outside (user_namespaces(7))."""
    user, group = os.geteuid(), os.getegid()
    if _LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1")


def _nobody_in_place(programs: Path, home: Path) -> Account:
    """Let nobody pass through the data directory, whose own files stay private one by one."""
    home.parent.chmod(home.parent.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
    return Account(programs, home, NOBODY, options={"user": NOBODY, "group": NOBODY, "extra_groups": []})


def _nobody_elsewhere(programs: Path, home: Path) -> Account:
    base = _place_elsewhere(home)
    package = programs.parent.parent
    copied = base / "programs"
    if not copied.exists():
        # The programs find their libraries by the relative place of the package's sibling directory.
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, copied / source.name)
    inner = base / "home"
    inner.mkdir(exist_ok=True, mode=0o700)
    if not any(inner.iterdir()) and any(home.iterdir()):
        shutil.copytree(home, inner, dirs_exist_ok=True)
    return _nobody_in_place(copied / programs.relative_to(package.parent), inner)


def _record(home: Path) -> Path:
    return home.with_name(f"{home.name}-place")


def _place_elsewhere(home: Path) -> Path:
    """Return the directory remembered beside `home`, or make one whose name cannot be guessed."""
    record = _record(home)
    if record.exists():
        base = Path(record.read_text().strip())
        if base.is_dir() and not base.is_symlink() and base.stat().st_uid == 0:
            return base
    parent = Path("/var/lib") if os.access("/var/lib", os.W_OK) else Path(tempfile.gettempdir())
    base = Path(tempfile.mkdtemp(prefix="mesa-", dir=parent))
    base.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH | stat.S_IRGRP | stat.S_IROTH)
    record.write_text(f"{base}\n")
    return base
