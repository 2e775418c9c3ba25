"""Versions that nobody can rewrite, and pointers that cannot point into another article."""

from django.db import migrations

KEPT = """
CREATE FUNCTION refuse_rewriting_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- People and versions may go (their columns are set to null). Publishing fills these once.
    free text[] := ARRAY['author_id', 'published_by_id', 'restored_from_id'];
BEGIN
    IF OLD.published_at IS NULL THEN
        free := free || ARRAY['published_at', 'html', 'contents', 'words'];
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'versions of articles are append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER versions_are_append_only BEFORE UPDATE ON knowledge_revision
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_versions();
"""
NOT_KEPT = """
DROP TRIGGER versions_are_append_only ON knowledge_revision;
DROP FUNCTION refuse_rewriting_versions();
"""
OWN = """
ALTER TABLE knowledge_revision ADD CONSTRAINT revision_of_translation UNIQUE (id, translation_id);
ALTER TABLE knowledge_translation
    ADD CONSTRAINT latest_revision_is_its_own FOREIGN KEY (latest_revision_id, id)
        REFERENCES knowledge_revision (id, translation_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT published_revision_is_its_own FOREIGN KEY (published_revision_id, id)
        REFERENCES knowledge_revision (id, translation_id) DEFERRABLE INITIALLY DEFERRED;
"""
NOT_OWN = """
ALTER TABLE knowledge_translation
    DROP CONSTRAINT latest_revision_is_its_own, DROP CONSTRAINT published_revision_is_its_own;
ALTER TABLE knowledge_revision DROP CONSTRAINT revision_of_translation;
"""


class Migration(migrations.Migration):
    dependencies = (("knowledge", "0001_initial"),)
    operations = (migrations.RunSQL(KEPT, NOT_KEPT), migrations.RunSQL(OWN, NOT_OWN))
