"""Locks on something that has no row yet."""

from helpdesk.lib import prepared

SEED = 7  # ours among the advisory locks of the database


def hold(name: str) -> None:
    """Let one transaction at a time go on with this name; freed when it ends, so there must be one."""
    with prepared.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, SEED])
