"""What the database itself holds: words of the programme, and the seats of an intake, never more taken than there are."""

from django.db import migrations

_SQL = """
CREATE FUNCTION resources_taken() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was integer := CASE WHEN TG_OP <> 'INSERT' AND OLD.given_back_on IS NULL THEN 1 ELSE 0 END;
  is_now integer := CASE WHEN TG_OP <> 'DELETE' AND NEW.given_back_on IS NULL THEN 1 ELSE 0 END;
BEGIN
  IF was <> is_now THEN
    UPDATE resources_intake SET taken = taken - was + is_now WHERE id = coalesce(NEW.intake_id, OLD.intake_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER resources_taken AFTER INSERT OR UPDATE OF given_back_on OR DELETE ON resources_admission
  FOR EACH ROW EXECUTE FUNCTION resources_taken();
CREATE FUNCTION resources_admission_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an admission keeps its intake' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER resources_admission_stays BEFORE UPDATE ON resources_admission FOR EACH ROW
  WHEN (OLD.intake_id <> NEW.intake_id) EXECUTE FUNCTION resources_admission_stays();
CREATE FUNCTION resources_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  RETURN NULL;
END $$;
"""
_CODES = """
CREATE TRIGGER {table}_codes_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resources_known_codes();
CREATE TRIGGER {table}_codes_update AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION resources_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial"), ("vocabularies", "0002_known_codes")]

    operations = [
        migrations.RunSQL(_SQL, migrations.RunSQL.noop),
        *(migrations.RunSQL(_CODES.format(table=table), migrations.RunSQL.noop) for table in ("resources_programme", "resources_tool")),
    ]
