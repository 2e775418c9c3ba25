"""What logs never show."""

import pytest
from django.urls import reverse

from helpdesk.lib.secret_paths import without_secrets


@pytest.mark.parametrize(
    "name", ["requests:status", "requests:rating", "accounts:reset_link", "accounts:invitation_link"]
)
def test_a_line_shows_no_token_that_opens_something(name: str) -> None:
    path = reverse(name, args=["s3cr3t-token"])
    assert "s3cr3t" not in without_secrets(f"Not Found: {path}?next=/")
