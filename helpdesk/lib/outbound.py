"""Asking servers of others over HTTP: bounded in time and size, and never led to an address inside our own network.

The base address of a vendor is what an administrator configured, and trusted. An address that a vendor's answer names
is not: it is followed only on the same host, or to hosts that the caller lists, over HTTPS and at a public address to
which the request is pinned, so that a name cannot point elsewhere between the check and the request (class 15, SSRF).
"""

import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(20, connect=5)
LONGEST_DOWNLOAD = 90.0  # seconds: below the time limit of a task
HTTPS = 443


class RefusedAddressError(Exception):
    """The address is none that we may ask."""


class TooLargeError(Exception):
    """The answer is larger than allowed; nothing of it is kept."""


@cache
def client() -> httpx.Client:
    """Return this process's client. It follows no redirect; pass whole addresses."""
    past_proxies: dict[str, httpx.BaseTransport | None] = {f"all://{host}": None for host in ("127.0.0.1", "localhost")}
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, mounts=past_proxies, headers={"User-Agent": "Mesa"})


def download(
    url: str, *, base_url: str, hosts: Collection[str] = (), headers: Mapping[str, str] | None = None, limit: int
) -> bytes:
    """Return the body of a file that a vendor named; at most `limit` bytes. Raises httpx.HTTPError for any fault.

    `hosts` are the domains that may serve it besides the vendor's own base address.
    """
    target, pinned, extensions = _checked(httpx.URL(url), httpx.URL(base_url), hosts)
    wanted = {**(headers or {}), "Accept-Encoding": "identity", **pinned}
    ends = time.monotonic() + LONGEST_DOWNLOAD
    with client().stream("GET", target, headers=wanted, extensions=extensions) as answer:
        if not answer.is_success:
            text = f"{answer.status_code} {answer.reason_phrase}"
            raise httpx.HTTPStatusError(text, request=answer.request, response=answer)
        return _read(answer, limit=limit, ends=ends)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by name or number."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def resolve(host: str) -> list[str]:
    """Return the addresses of a name, in the system's order. Raises OSError when it has none."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)]


def _checked(
    url: httpx.URL, base: httpx.URL, hosts: Collection[str]
) -> tuple[httpx.URL, dict[str, str], dict[str, Any]]:
    """Return what to ask: the address, pinned to a number when it is not the vendor's own; headers; TLS name."""
    if (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port) and not url.userinfo:
        return url, {}, {}
    is_known = any(url.host == host or url.host.endswith(f".{host}") for host in hosts)
    if not is_known or url.scheme != "https" or url.port not in (None, HTTPS) or url.userinfo:
        raise RefusedAddressError(url.host)
    try:
        found = resolve(url.host)
    except OSError as error:
        raise httpx.ConnectError(f"{url.host}: {error}") from error
    if not found or not all(ipaddress.ip_address(address).is_global for address in found):
        raise RefusedAddressError(url.host)
    return url.copy_with(host=found[0]), {"Host": url.host}, {"sni_hostname": url.host}


def _read(answer: httpx.Response, *, limit: int, ends: float) -> bytes:
    kept, size = [], 0
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > limit:
            raise TooLargeError
        if time.monotonic() > ends:
            raise httpx.ReadTimeout("the download takes too long", request=answer.request)
        kept.append(piece)
    return b"".join(kept)
