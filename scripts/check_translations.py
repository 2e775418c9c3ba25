"""Fail on a text without a Spanish translation, on fuzzy or obsolete entries, and on a .mo that is not its .po.

With `--compile` it writes the .mo files instead. New texts are found with gettext's xgettext where that is installed
(CI installs it); the comparison of .po and .mo needs nothing but polib.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

LOCALE = Path("locale")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main(arguments: list[str]) -> int:
    """Print each finding; 1 when there is one."""
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if "--compile" in arguments:
        for path in catalogues:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        return 0
    findings = [] if catalogues else [f"{LOCALE}: no catalogue"]
    for path in catalogues:
        findings += of_catalogue(path)
    if shutil.which("xgettext"):
        findings += missing_texts()
    else:
        print("xgettext is not installed: new texts were not looked for")
    print("\n".join(findings))
    return 1 if findings else 0


def of_catalogue(path: Path) -> Iterator[str]:
    """Check one .po and its .mo. English needs no translation: its texts are their own."""
    catalogue = polib.pofile(str(path))
    spanish = path.parts[1] == "es"
    for entry in catalogue:
        if entry.obsolete:
            yield f"{path}: obsolete: {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"{path}: fuzzy: {entry.msgid!r}"
        elif spanish and not entry.translated():
            yield f"{path}: not translated: {entry.msgid!r}"
        elif entry.translated() and not same_placeholders(entry):
            yield f"{path}: other placeholders than the original: {entry.msgid!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or texts(polib.mofile(str(compiled))) != texts(catalogue):
        yield f"{compiled}: is not made of {path.name}; run `make messages`"


def same_placeholders(entry: polib.POEntry) -> bool:
    """Tell whether every translation fills in what one of its originals fills in."""
    originals = [set(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
    translations = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
    return all(set(PLACEHOLDER.findall(text)) in originals for text in translations)


def texts(catalogue: "polib.POFile | polib.MOFile") -> dict[tuple[str | None, str], object]:
    """Return what a program would look up."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or dict(entry.msgstr_plural)
        for entry in catalogue
        if not entry.obsolete and (entry.msgstr or any(entry.msgstr_plural.values()))
    }


def missing_texts() -> Iterator[str]:
    """Collect the texts of a copy of the tree, and name those that the committed Spanish catalogue does not have."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        copy_tree(copy)
        command = [sys.executable, "manage.py", "makemessages", "-l", "es", "--no-obsolete", "--no-location"]
        environment = os.environ | {"DATA_DIR": str(Path(folder) / "data")}
        result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        if result.returncode:
            yield f"makemessages failed: {result.stderr.strip()[-500:]}"
            return
        name = LOCALE / "es" / "LC_MESSAGES" / "django.po"
        known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(name))} if name.exists() else set()
        for entry in polib.pofile(str(copy / name)):
            if (entry.msgctxt, entry.msgid) not in known:
                yield f"{name}: missing: {entry.msgid!r}"


def copy_tree(target: Path) -> None:
    """Copy what git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        if Path(name).is_file() and not name.startswith(("tests/", "static/", "benchmarks/")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, target / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
