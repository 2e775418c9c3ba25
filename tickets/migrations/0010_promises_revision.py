"""A policy tells when anything that its deadlines are made of was edited, so that no process keeps old terms."""

from django.db import migrations, models

# A sequence, because a number that was rolled back must never come again with other terms behind it.
REVISION = """
CREATE SEQUENCE tickets_promises_revision;

CREATE FUNCTION give_promises_a_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := nextval('tickets_promises_revision');
    RETURN NEW;
END $$;
CREATE TRIGGER promises_get_a_revision BEFORE INSERT OR UPDATE ON tickets_slapolicy
    FOR EACH ROW EXECUTE FUNCTION give_promises_a_revision();

-- Arguments: by which column the policies are found, and what holds its value in the row that was edited.
CREATE FUNCTION revise_promises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edited jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    EXECUTE format('UPDATE tickets_slapolicy SET revision = 0 WHERE %I = $1', TG_ARGV[0])
        USING (edited ->> TG_ARGV[1])::bigint;
    RETURN NULL;
END $$;
CREATE TRIGGER targets_revise_promises AFTER INSERT OR UPDATE OR DELETE ON tickets_slatarget
    FOR EACH ROW EXECUTE FUNCTION revise_promises('id', 'policy_id');
CREATE TRIGGER hours_revise_promises AFTER INSERT OR UPDATE OR DELETE ON tickets_openinghours
    FOR EACH ROW EXECUTE FUNCTION revise_promises('calendar_id', 'calendar_id');
CREATE TRIGGER holidays_revise_promises AFTER INSERT OR UPDATE OR DELETE ON tickets_holiday
    FOR EACH ROW EXECUTE FUNCTION revise_promises('calendar_id', 'calendar_id');
CREATE TRIGGER calendars_revise_promises AFTER UPDATE ON tickets_businesscalendar
    FOR EACH ROW EXECUTE FUNCTION revise_promises('calendar_id', 'id');
UPDATE tickets_slapolicy SET revision = 0;
"""
NO_REVISION = """
DROP TRIGGER targets_revise_promises ON tickets_slatarget;
DROP TRIGGER hours_revise_promises ON tickets_openinghours;
DROP TRIGGER holidays_revise_promises ON tickets_holiday;
DROP TRIGGER calendars_revise_promises ON tickets_businesscalendar;
DROP FUNCTION revise_promises();
DROP TRIGGER promises_get_a_revision ON tickets_slapolicy;
DROP FUNCTION give_promises_a_revision();
DROP SEQUENCE tickets_promises_revision;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_calendar_country")]

    operations = [
        migrations.AddField(
            model_name="slapolicy",
            name="revision",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(REVISION, NO_REVISION),
    ]
