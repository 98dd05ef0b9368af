"""What the database itself holds: a published kit is never rewritten, a withdrawn solution is not taken up, histories only grow."""

from django.db import migrations

_SQL = """
CREATE FUNCTION solutions_kit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published kit is never rewritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'kit_published_stays';
END $$;
CREATE TRIGGER solutions_kit_stays BEFORE UPDATE OR DELETE ON solutions_kit
  FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION solutions_kit_stays();
CREATE FUNCTION solutions_adopted_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM solutions_solution WHERE id = NEW.solution_id AND state = 'published' FOR SHARE) THEN
    RAISE EXCEPTION 'a solution is taken up while it is published' USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_of_published';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM solutions_kit WHERE id = NEW.kit_id AND solution_id = NEW.solution_id AND published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a kit is one of the solution, published' USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_kit_of_solution';
  END IF;
  IF NEW.learnt_from_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM solutions_adoption WHERE id = NEW.learnt_from_id AND solution_id = NEW.solution_id) THEN
    RAISE EXCEPTION 'one learns from somebody who took up the same solution'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_learnt_same';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER solutions_adopted_in_force BEFORE INSERT ON solutions_adoption
  FOR EACH ROW EXECUTE FUNCTION solutions_adopted_in_force();
CREATE TRIGGER solutions_adoptionevent_append_only BEFORE UPDATE OR DELETE ON solutions_adoptionevent
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE FUNCTION solutions_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  PERFORM vocabularies_check('public', ARRAY(SELECT DISTINCT unnest(publics) FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER solutions_known_codes_insert AFTER INSERT ON solutions_solution REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION solutions_known_codes();
CREATE TRIGGER solutions_known_codes_update AFTER UPDATE ON solutions_solution REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION solutions_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("solutions", "0001_initial"), ("vocabularies", "0002_known_codes")]

    operations = [migrations.RunSQL(_SQL, migrations.RunSQL.noop)]
