"""Whose requests are counted together."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from helpdesk.lib.client_address import client_address


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_an_address_is_counted_by_itself_or_its_network(remote: str, counted: str) -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote)) == counted


def test_a_claimed_address_is_ignored_without_a_trusted_proxy() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "198.51.100.1"})
    assert client_address(request) == "203.0.113.9"


def test_behind_a_trusted_proxy_its_own_entry_counts(settings: Settings) -> None:
    settings.TRUST_PROXY = True
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"})
    assert client_address(request) == "203.0.113.9"
