"""What the database itself holds: the programme's themes, and where a project came from, written once."""

from django.db import migrations

_SQL = """
CREATE FUNCTION federation_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER federation_record_codes_insert AFTER INSERT ON federation_record REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION federation_known_codes();
CREATE TRIGGER federation_record_codes_update AFTER UPDATE ON federation_record REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION federation_known_codes();
CREATE TRIGGER federation_arrival_append_only BEFORE UPDATE OR DELETE ON federation_arrival
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0001_initial"), ("vocabularies", "0002_known_codes"), ("barriers", "0002_kept_by_the_database")]

    operations = [migrations.RunSQL(_SQL, migrations.RunSQL.noop)]
