"""Text search that ignores accents in both languages, and a history that nobody can rewrite."""

from django.db import migrations

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION mesa_es (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION mesa_es
    ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart WITH unaccent, spanish_stem;
CREATE TEXT SEARCH CONFIGURATION mesa_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION mesa_en
    ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart WITH unaccent, english_stem;
"""
NO_SEARCH = "DROP TEXT SEARCH CONFIGURATION mesa_es; DROP TEXT SEARCH CONFIGURATION mesa_en;"

HISTORY = """
CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The people may go (their columns are set to null); what happened stays.
    IF to_jsonb(NEW) - 'user_id' - 'requester_id' IS DISTINCT FROM to_jsonb(OLD) - 'user_id' - 'requester_id' THEN
        RAISE EXCEPTION 'ticket events are append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_events_are_append_only BEFORE UPDATE ON tickets_ticketevent
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
"""
NO_HISTORY = """
DROP TRIGGER ticket_events_are_append_only ON tickets_ticketevent;
DROP FUNCTION refuse_rewriting_history();
"""


class Migration(migrations.Migration):
    dependencies = (("tickets", "0002_initial"),)
    operations = (
        migrations.RunSQL(SEARCH, NO_SEARCH),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(
            "CREATE INDEX identity_trigrams ON tickets_identity USING gin (value gin_trgm_ops);"
            "CREATE INDEX requester_trigrams ON tickets_requester USING gin (upper(name) gin_trgm_ops);",
            "DROP INDEX identity_trigrams; DROP INDEX requester_trigrams;",
        ),
    )
