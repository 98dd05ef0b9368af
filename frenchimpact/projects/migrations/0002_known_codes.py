"""A project only carries themes, publics and goals that the programme's vocabularies hold."""

from django.db import migrations

SQL = """
CREATE FUNCTION projects_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  PERFORM vocabularies_check('public', ARRAY(SELECT DISTINCT unnest(publics) FROM changed));
  PERFORM vocabularies_check('sdg', ARRAY(SELECT DISTINCT unnest(sdgs)::text FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER project_known_codes_insert AFTER INSERT ON projects_project
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_known_codes();
CREATE TRIGGER project_known_codes_update AFTER UPDATE ON projects_project
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_known_codes();
"""

UNDO = """
DROP TRIGGER project_known_codes_insert ON projects_project;
DROP TRIGGER project_known_codes_update ON projects_project;
DROP FUNCTION projects_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("vocabularies", "0002_known_codes")]
    operations = [migrations.RunSQL(SQL, UNDO)]
