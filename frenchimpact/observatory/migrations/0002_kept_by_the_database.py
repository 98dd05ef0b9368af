"""What the database itself holds: a reading is closed once and never changes otherwise; rounds only grow, each later than the last."""

from django.db import migrations

_SQL = """
CREATE FUNCTION observatory_reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.known_until IS NULL AND NEW.known_until IS NOT NULL
    AND to_jsonb(NEW) - 'known_until' = to_jsonb(OLD) - 'known_until' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a reading is closed once, and never changes otherwise' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER observatory_reading_stays BEFORE UPDATE OR DELETE ON observatory_reading
  FOR EACH ROW EXECUTE FUNCTION observatory_reading_stays();
CREATE TRIGGER observatory_round_append_only BEFORE UPDATE OR DELETE ON observatory_round
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
_BACK = """
DROP TRIGGER observatory_reading_stays ON observatory_reading;
DROP FUNCTION observatory_reading_stays();
DROP TRIGGER observatory_round_append_only ON observatory_round;
"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0001_initial"), ("core", "0001_search")]

    operations = [migrations.RunSQL(_SQL, _BACK)]
