"""What the database itself holds: words of the programme, and what an offer has engaged, never past its capacity."""

from django.db import migrations

_SQL = """
CREATE FUNCTION offers_engaged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was numeric := CASE WHEN TG_OP <> 'INSERT' AND OLD.state IN ('accepted_by_both', 'active', 'completed', 'rated') THEN OLD.quantity ELSE 0 END;
  is_now numeric := CASE WHEN TG_OP <> 'DELETE' AND NEW.state IN ('accepted_by_both', 'active', 'completed', 'rated') THEN NEW.quantity ELSE 0 END;
BEGIN
  IF was <> is_now THEN
    UPDATE offers_offer SET engaged = engaged - was + is_now WHERE id = coalesce(NEW.offer_id, OLD.offer_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER offers_engaged AFTER INSERT OR UPDATE OF state, quantity OR DELETE ON offers_match
  FOR EACH ROW EXECUTE FUNCTION offers_engaged();
CREATE FUNCTION offers_match_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a match keeps its offer and its request' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER offers_match_stays BEFORE UPDATE ON offers_match FOR EACH ROW
  WHEN (OLD.offer_id <> NEW.offer_id OR OLD.request_id <> NEW.request_id) EXECUTE FUNCTION offers_match_stays();
CREATE FUNCTION offers_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  RETURN NULL;
END $$;
"""
_CODES = """
CREATE TRIGGER {table}_codes_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION offers_known_codes();
CREATE TRIGGER {table}_codes_update AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION offers_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("offers", "0001_initial"), ("vocabularies", "0002_known_codes")]

    operations = [
        migrations.RunSQL(_SQL, migrations.RunSQL.noop),
        *(migrations.RunSQL(_CODES.format(table=table), migrations.RunSQL.noop) for table in ("offers_offer", "offers_request")),
    ]
