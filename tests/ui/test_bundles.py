"""Style sheets and scripts are joined, small, and refer only to what exists."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from helpdesk.ui import bundles

FIRST_VISIT = ("ui/workspace.css", "ui/workspace.js", "vendor/htmx.min.js", "icons.svg", "favicon.svg")


@pytest.mark.parametrize("path", [*bundles.STYLES, *bundles.SCRIPTS])
def test_bundle_is_found_as_a_static_file(path: str) -> None:
    found = finders.find(path)
    assert isinstance(found, str)
    assert Path(found).read_text(encoding="utf-8") == bundles.content(path)


def test_unknown_bundle_is_not_found() -> None:
    assert bundles.BundleFinder().find("ui/other.css") == []


def test_every_part_is_used() -> None:
    used = " ".join((*bundles.STYLES.values(), *bundles.SCRIPTS.values())).split()
    parts = [*(bundles.source() / "css").glob("*.css"), *(bundles.source() / "js").glob("*.js")]
    assert {part.stem for part in parts} == set(used)


@pytest.mark.parametrize("part", sorted((bundles.source() / "js").glob("*.js")), ids=lambda part: part.stem)
def test_behaviour_is_small_and_stands_alone(part: Path) -> None:
    text = part.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert re.findall(r"^(?:import|export)\b", text, re.MULTILINE) == []


@pytest.mark.parametrize("path", bundles.STYLES)
def test_styles_ask_nothing_of_another_host(path: str) -> None:
    assert set(re.findall(r"url\(([^)]*)\)", bundles.styles(bundles.STYLES[path]))) <= {'"../fonts/geist-latin.woff2"'}


def test_first_visit_is_light() -> None:
    """Budget of design.md: 140 KB with 60 KB of HTML, so 80 KB before it. The font is compressed already."""
    texts = [Path(str(finders.find(path))).read_bytes() for path in FIRST_VISIT]
    font = Path(str(finders.find("fonts/geist-latin.woff2"))).stat().st_size
    assert sum(len(gzip.compress(text)) for text in texts) + font < 85_000


def test_every_icon_named_in_templates_exists() -> None:
    sprite = (bundles.source() / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = (bundles.source().parent / "templates").rglob("*.html")
    named = {name for page in templates for name in re.findall(r'{% icon "([^"]+)"', page.read_text(encoding="utf-8"))}
    assert named - known == set()
