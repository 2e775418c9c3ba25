"""`python -m helpdesk.local.prepare`: tables, static files and, on the first start of a demo, its data.

One process for all three, since most of its time goes into loading Django.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def main() -> None:
    """Do what is missing; each step finds out for itself that there is nothing to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()
    if settings.DEMO:
        call_command("load_demo", if_empty=True)


def collect_static() -> None:
    """Collect and compress the static files, unless they are those of the last time."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    digest = hashlib.sha256("\n".join(_sources()).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            yield f"{name} {state.st_size} {state.st_mtime_ns}"


if __name__ == "__main__":
    main()
