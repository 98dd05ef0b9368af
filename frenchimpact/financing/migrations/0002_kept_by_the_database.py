"""Histories that are never rewritten: what happened to lines, what was declared. Aid that was declared only gets withdrawn."""

from django.db import migrations

# A row changes in these columns alone; the organisations follow a sheet that was merged into another.
FROZEN = """
CREATE FUNCTION financing_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - TG_ARGV IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV THEN
    RAISE EXCEPTION 'rows of % keep what they say', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER financing_deminimisaid_frozen BEFORE UPDATE OR DELETE ON financing_deminimisaid FOR EACH ROW
  EXECUTE FUNCTION financing_frozen('state', 'withdrawn_on', 'withdrawn_reason', 'withdrawn_by_id', 'organisation_id', 'funder_id');
CREATE TRIGGER financing_declaration_frozen BEFORE UPDATE OR DELETE ON financing_declaration FOR EACH ROW
  EXECUTE FUNCTION financing_frozen('organisation_id');
"""


class Migration(migrations.Migration):
    dependencies = [("financing", "0001_initial"), ("core", "0001_search")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER financing_planlineevent_append_only BEFORE UPDATE OR DELETE ON financing_planlineevent"
            " FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            "DROP TRIGGER financing_planlineevent_append_only ON financing_planlineevent;",
        ),
        migrations.RunSQL(FROZEN, "DROP FUNCTION financing_frozen CASCADE;"),
    ]
