"""What `make run` may be told: HOST, PORT, DEMO and, for servers of your own, DATABASE_URL and REDIS_URL."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpdesk.local.environment import data_directory
from helpdesk.local.errors import LocalError

LAST_PORT = 65535
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True)
class Options:
    """The checked values of one start."""

    root: Path
    data: Path
    host: str
    port: int
    demo: bool
    site_url: str
    database_url: str
    redis_url: str

    @property
    def probe_url(self) -> str:
        """Where the supervisor itself reaches the web server."""
        anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not bound
        return f"http://{_in_url(anywhere.get(self.host, self.host))}:{self.port}"

    @property
    def log(self) -> Path:
        """The directory of the logs."""
        return self.data / "log"


def read_options(root: Path, environment: Mapping[str, str] = os.environ) -> Options:
    """Check the values; a wrong one raises LocalError with a sentence that names it."""
    host = environment.get("HOST") or "127.0.0.1"
    port = _port(environment.get("PORT") or "8000")
    loopback = _is_loopback(host)
    demo = _demo(environment.get("DEMO", ""), loopback=loopback)
    site_url = environment.get("SITE_URL", "")
    if not loopback and not site_url:
        msg = (
            f"HOST={host} opens Mesa to other machines, so SITE_URL must say at which address people will find it, "
            f"for example SITE_URL=http://desk.example.com:{port}"
        )
        raise LocalError(msg)
    return Options(
        root=root,
        data=data_directory(root),
        host=host,
        port=port,
        demo=demo,
        site_url=site_url or f"http://{_in_url(host)}:{port}",
        database_url=environment.get("DATABASE_URL", ""),
        redis_url=environment.get("REDIS_URL", ""),
    )


def _port(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= LAST_PORT:
        msg = f"PORT must be a number from 1 to {LAST_PORT}, not {value!r}."
        raise LocalError(msg)
    return int(value)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        msg = f"HOST must be an IP address of this machine such as 127.0.0.1 or 0.0.0.0, not {host!r}."
        raise LocalError(msg) from error


def _demo(value: str, *, loopback: bool) -> bool:
    """Demo sign-ins have a published password: only this machine may reach them."""
    chosen = value.strip().lower()
    if chosen and chosen not in YES | NO:
        msg = f"DEMO must be 1 or 0, not {value!r}."
        raise LocalError(msg)
    if chosen in YES and not loopback:
        msg = "DEMO=1 is refused while HOST lets other machines in: the demo's password is public. Use DEMO=0."
        raise LocalError(msg)
    return loopback if not chosen else chosen in YES


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
