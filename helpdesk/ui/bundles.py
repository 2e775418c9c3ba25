"""Style sheets and scripts joined at serving time, so that a page needs few requests and no build step exists.

The parts stay small files in `static/css/` and `static/js/`. This finder offers their concatenation as ordinary
static files, which `collectstatic` then hashes and compresses. Behaviours are modules without imports or exports;
each is put in a block of its own, so that their names cannot collide.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PARTS = "tokens base actions fields meaning navigation figures conversation panels layout"
STYLES = {
    "ui/workspace.css": f"{PARTS} tickets workspace agent settings phone utilities",
    "ui/portal.css": f"{PARTS} portal articles finding auth utilities",
    "ui/knowledge.css": "articles writing",  # beside the workspace's, on the pages where articles are written
    "ui/reports.css": "reports",  # beside the workspace's, where figures are shown
}
AGENT = "htmx shortcuts palette palette-search cursor selection composer draft countdown strip newest preview"
SHARED = "theme forms toasts autosubmit dialogs files frames unsaved"
SCRIPTS = {
    "ui/workspace.js": f"{SHARED} {AGENT} suggestions answers",
    "ui/portal.js": f"{SHARED} htmx",
    "ui/knowledge.js": "editor pictures",
}


@cache
def _directory() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="mesa-bundles-")


def source() -> Path:
    """Return the folder that holds `css/` and `js/`."""
    return Path(settings.BASE_DIR) / "static"


def styles(names: str) -> str:
    """Join style sheets; the first one, tokens, declares the order of the layers."""
    return "\n".join((source() / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names.split())


def scripts(names: str) -> str:
    """Join behaviours, each in its own block scope."""
    texts = ((source() / "js" / f"{name}.js").read_text(encoding="utf-8") for name in names.split())
    return "\n".join(f"{{\n{text}}}" for text in texts)


def content(path: str) -> str | None:
    """Return the text of one bundle, or None when `path` names none."""
    if path in STYLES:
        return styles(STYLES[path])
    return scripts(SCRIPTS[path]) if path in SCRIPTS else None


class BundleFinder(BaseFinder):
    """Offers the bundles to `collectstatic` and to the development server, always freshly joined."""

    def check(self, **_kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's
        """Return where the joined file lies."""
        text = content(path)
        if text is None:
            return []
        target = Path(_directory().name) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, text)
        return [str(target)] if find_all else str(target)

    def list(self, _ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every bundle with the storage it can be read from."""
        storage = FileSystemStorage(location=_directory().name)
        for path in (*STYLES, *SCRIPTS):
            self.find(path)
            yield path, storage


def _write(target: Path, text: str) -> None:
    """Replace the file at once, and only by another one: a page and its frames may ask for it at the same time."""
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    with NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as new:
        new.write(text)
    Path(new.name).replace(target)
