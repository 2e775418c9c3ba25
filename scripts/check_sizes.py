"""Fail on Python files over 300 lines, functions over 40, ES modules over 60, and names that say nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FUNCTION_LINES, MODULE_LINES = 300, 40, 60
BANNED = {"utils", "helpers", "services", "selectors", "managers", "common", "base", "misc", "core"}
# A pytest plug-in that starts services; in tests the word is what the file does.
ALLOWED = {Path("tests/services.py")}


def main() -> int:
    """Print each finding; 1 when there is one."""
    findings = [finding for path in tracked("*.py") for finding in of_python(path)]
    findings += [
        f"{path}: {lines} lines; an ES module has at most {MODULE_LINES}"
        for path in tracked("static/js/*.js")
        if (lines := len(path.read_text().splitlines())) > MODULE_LINES
    ]
    print("\n".join(findings))
    return 1 if findings else 0


def tracked(pattern: str) -> list[Path]:
    """Return the files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in sorted(set(listed)) if Path(name).exists()]


def of_python(path: Path) -> Iterator[str]:
    """Find what is too long or badly named in one file; migrations are what Django wrote."""
    if "migrations" in path.parts:
        return
    if path.stem in BANNED and path not in ALLOWED:
        yield f"{path}: name it after its subject"
    text = path.read_text()
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines; a file has at most {FILE_LINES}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines; a function has at most {FUNCTION_LINES}"


if __name__ == "__main__":
    sys.exit(main())
