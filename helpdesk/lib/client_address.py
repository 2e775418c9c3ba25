"""From where a request came, for counting what must not happen too often."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_NETWORK = 64  # one customer of a provider owns at least this much: counting single addresses would count nothing


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asks; of an IPv6 address only its network.

    X-Forwarded-For is believed only with TRUST_PROXY, and only its last entry: the one that our own proxy wrote.
    """
    return address_of(request.META.get("REMOTE_ADDR", ""), forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""))


def address_of(peer: str, *, forwarded: str) -> str:
    """Return the same for the two things that tell it: who opened the connection, and X-Forwarded-For."""
    if settings.TRUST_PROXY:
        peer = forwarded.rpartition(",")[2].strip() or peer
    return _network(peer)


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, IPV6_NETWORK), strict=False))
    return str(ip)
