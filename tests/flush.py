"""Empty the database after a test that commits, quickly.

Django truncates every table, which writes new files for each of some four hundred tables and indexes: half a second
after each such test. Few tables have rows, and those few: deleting them takes a hundredth of it.
"""

from collections.abc import Sequence

from django.core.management.color import Style

# Foreign keys are checked at commit, so any order will do. A history that refuses deletion is truncated.
EMPTY = """
DO $$
DECLARE
    name regclass;
    filled boolean;
BEGIN
    FOREACH name IN ARRAY ARRAY[{tables}]::regclass[] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
        CONTINUE WHEN NOT filled;
        IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name AND NOT tgisinternal AND tgtype & 10 = 10) THEN
            EXECUTE format('TRUNCATE %s', name);
        ELSE
            EXECUTE format('DELETE FROM %s', name);
        END IF;
    END LOOP;
END $$
"""


def sql_flush(_style: Style, tables: Sequence[str], **_options: bool) -> list[str]:
    """Return the statement that empties the tables; sequences go on, as they do after a rollback."""
    names = ", ".join(f"'{table}'" for table in tables)
    return [EMPTY.format(tables=names)] if tables else []
