"""Where settings come from on one machine: the environment, `.env`, and what `.data/` remembers.

Whatever is set earlier wins: the process environment, `.env`, `.data/services.env` (the addresses of the servers that
run now), `.data/secrets.env` (keys made at the first start). Settings and the supervisor read them the same way.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

import environ

from helpdesk.local.errors import LocalError
from helpdesk.local.process import is_running

SECRETS = "secrets.env"
SERVICES = "services.env"
OWNER = "MESA_SUPERVISOR"


def data_directory(root: Path) -> Path:
    """Return where everything of this installation is kept: DATA_DIR, else `.data` in the project."""
    return Path(os.environ.get("DATA_DIR") or root / ".data").absolute()


def load(root: Path, *, running: bool = True) -> Path:
    """Put the files' values into the environment; return the data directory.

    `running=False` leaves out the addresses of running servers: for the supervisor, which starts its own.

    An installation that configures nothing at all is a local one: its keys are made here, so that
    `manage.py` works before the first `make run` too. One with a DATABASE_URL must bring its own keys.
    """
    _read(root / ".env")
    data = data_directory(root)
    if running and supervisor_of(data) is not None:
        _read(data / SERVICES)
    elif not os.environ.get("DATABASE_URL") and not os.environ.get("SECRET_KEY"):
        make_secrets(data)
    _read(data / SECRETS)
    return data


def make_secrets(data: Path) -> None:
    """Write SECRET_KEY and FIELD_ENCRYPTION_KEYS once, readable only by the owner; never touch existing ones."""
    text = (
        "# Made at the first start. Without these keys nobody stays signed in and stored passwords of\n"
        "# mailboxes cannot be read: keep them with your backups.\n"
        f"SECRET_KEY={secrets.token_urlsafe(48)}\n"
        f"FIELD_ENCRYPTION_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"
    )
    if (data / SECRETS).exists():
        return
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = data / f"{SECRETS}.{os.getpid()}"
        _write_private(draft, text)
        with suppress(FileExistsError):  # another process was first; its keys count
            (data / SECRETS).hardlink_to(draft)
        draft.unlink()
    except OSError:
        return  # a read-only place: the settings will ask for SECRET_KEY by name


def write_services(data: Path, *, urls: dict[str, str]) -> None:
    """Tell `manage.py` in other shells where the running servers are."""
    lines = [f"{name}={value}" for name, value in {OWNER: str(os.getpid()), **urls}.items()]
    _write_private(data / SERVICES, "\n".join(["# Rewritten at each start of `make run`.", *lines, ""]))


def remove_services(data: Path) -> None:
    """Forget the addresses of servers that have stopped."""
    (data / SERVICES).unlink(missing_ok=True)


def supervisor_of(data: Path) -> int | None:
    """Return the process that wrote services.env, if it still runs; a file left by a killed one is ignored."""
    try:
        lines = (data / SERVICES).read_text().splitlines()
    except OSError:
        return None
    owner = next((line.partition("=")[2] for line in lines if line.startswith(f"{OWNER}=")), "")
    return int(owner) if owner.isdigit() and is_running(int(owner)) else None


def _read(path: Path) -> None:
    """Add the file's values to the environment; whatever is set already stays."""
    try:
        if path.exists():
            environ.Env.read_env(str(path), overwrite=False)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise LocalError(msg) from error


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
