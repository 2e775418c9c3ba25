"""Programs that only some tests need: without them the tests are skipped and say which; CI installs them all."""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOVECOT = ("dovecot", "/usr/sbin/dovecot", "/usr/local/sbin/dovecot")
GETTEXT = ("xgettext",)


def need(name: str, *candidates: str) -> Path:
    """Return the first program found; otherwise skip the test, or fail it where CI_STRICT=1 says all must run."""
    for candidate in candidates:
        found = shutil.which(candidate)
        if found:
            return Path(found)
    reason = f"needs the program {name}, which is not installed here"
    if os.environ.get("CI_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
