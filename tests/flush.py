"""Empty the database after a test that commits, quickly.

Django truncates every table, which writes new files for each of some four hundred tables and indexes: half a second
after each such test. Few tables have rows, and those few: deleting them takes a hundredth of it.
"""

from collections.abc import Sequence

from django.core.management.color import Style

# Without triggers, as a replica: foreign keys let any order do, and a history that refuses deletion lets go. Nothing
# is truncated, which could end in a deadlock with the last request of a browser that is closed already.
EMPTY = """
DO $$
DECLARE
    name regclass;
    filled boolean;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOREACH name IN ARRAY ARRAY[{tables}]::regclass[] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
        CONTINUE WHEN NOT filled;
        EXECUTE format('DELETE FROM %s', name);
    END LOOP;
END $$
"""


def sql_flush(_operations: object, _style: Style, tables: Sequence[str], **_options: bool) -> list[str]:
    """Return the statement that empties the tables; sequences go on, as they do after a rollback."""
    names = ", ".join(f"'{table}'" for table in tables)
    return [EMPTY.format(tables=names)] if tables else []
