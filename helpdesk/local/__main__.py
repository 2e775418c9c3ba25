"""`python -m helpdesk.local`, which is what `make run` runs."""

import sys
from pathlib import Path

from helpdesk.local.environment import load
from helpdesk.local.errors import LocalError
from helpdesk.local.options import read_options
from helpdesk.local.supervisor import Supervisor
from helpdesk.local.terminal import complain


def main() -> int:
    """Run until asked to stop; 1 with a sentence when that is not possible."""
    root = Path(__file__).resolve().parent.parent.parent
    try:
        load(root, running=False)
        Supervisor(read_options(root)).run()
    except LocalError as error:
        complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
