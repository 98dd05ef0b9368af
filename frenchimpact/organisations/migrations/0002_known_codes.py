"""An organisation only carries themes and kinds of support that the programme's vocabularies hold."""

from django.db import migrations

# Once per statement, whatever the number of rows: an import of 250,000 is checked in one pass.
SQL = """
CREATE FUNCTION organisations_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  PERFORM vocabularies_check('support_kind', ARRAY(SELECT DISTINCT unnest(support_kinds) FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER organisation_known_codes_insert AFTER INSERT ON organisations_organisation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION organisations_known_codes();
CREATE TRIGGER organisation_known_codes_update AFTER UPDATE ON organisations_organisation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION organisations_known_codes();
"""

UNDO = """
DROP TRIGGER organisation_known_codes_insert ON organisations_organisation;
DROP TRIGGER organisation_known_codes_update ON organisations_organisation;
DROP FUNCTION organisations_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("vocabularies", "0002_known_codes")]
    operations = [migrations.RunSQL(SQL, UNDO)]
