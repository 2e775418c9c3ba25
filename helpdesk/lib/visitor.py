"""From which network address somebody asks, for counting."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_HOME = 64  # one household or server has this many bits to itself, so counting single addresses counts nothing


def visitor(request: HttpRequest) -> str:
    """Return the address to count for a request: an IPv4 address, an IPv6 /64, "" when unknown.

    Behind a trusted proxy (TRUST_PROXY) it is the last entry of X-Forwarded-For, which the proxy itself wrote;
    the entries before it are the visitor's own claims.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, IPV6_HOME), strict=False))
    return str(ip)
