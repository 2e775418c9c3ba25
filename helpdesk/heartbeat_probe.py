"""`python -m helpdesk.heartbeat_probe worker|beat`: exit 0 when it gave a sign in the last seconds (for containers)."""

import os
import sys

from redis.exceptions import RedisError


def main(name: str) -> int:
    """Ask the broker; loads the settings but no app, so it takes a fraction of a second."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    from helpdesk.lib import heartbeat  # noqa: PLC0415 -- after the environment

    try:
        return 0 if heartbeat.is_beating(name) else 1
    except RedisError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
