"""What the database itself holds: a link stays inside one theory, what was published is never rewritten."""

from django.db import migrations

_LINKS = """
CREATE FUNCTION impact_link_inside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(DISTINCT change_id) FROM impact_changepart WHERE id IN (NEW.source_id, NEW.target_id)) <> 1 THEN
    RAISE EXCEPTION 'a link stays inside one theory of change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER impact_link_inside BEFORE INSERT OR UPDATE ON impact_changelink FOR EACH ROW EXECUTE FUNCTION impact_link_inside();
CREATE TRIGGER impact_changeedition_append_only BEFORE UPDATE OR DELETE ON impact_changeedition
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_initial")]

    operations = [migrations.RunSQL(_LINKS, migrations.RunSQL.noop)]
