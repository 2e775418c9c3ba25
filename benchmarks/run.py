"""Run every benchmark that needs no argument, one after the other: `make bench`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDS_DATA = {"run.py", "hostile_html.py"}


def main() -> int:
    """Return 1 when one of them broke; figures never fail the run."""
    failed = []
    for script in sorted(HERE.glob("[!_]*.py")):
        if script.name in NEEDS_DATA:
            continue
        print(f"\n== {script.stem.replace('_', ' ')}", flush=True)
        if subprocess.run([sys.executable, str(script), *sys.argv[1:]], check=False).returncode:
            failed.append(script.name)
    if failed:
        print("\nBroken:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
