"""Events can be added, never changed; claims leave room on the page for HOT renewals (MEASURED.md)."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION workflow_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'workflow_event is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON workflow_event
    FOR EACH ROW EXECUTE FUNCTION workflow_event_is_append_only();
ALTER TABLE workflow_claim SET (fillfactor = 70);
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_tables")]
    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON workflow_event;"
            "DROP FUNCTION workflow_event_is_append_only();"
            "ALTER TABLE workflow_claim RESET (fillfactor);",
        )
    ]
