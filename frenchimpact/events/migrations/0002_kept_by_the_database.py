"""What the database itself holds: words of the programme, histories, and seats. However many register at once, none sits on another's seat.

`taken` follows each registration that holds a seat, under the row of its quota or of its event; the checks `event_seats` and
`event_quota_seats` refuse the one too many.
"""

from django.db import migrations

_SEATS = """
CREATE FUNCTION events_seats_taken() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := TG_OP <> 'INSERT' AND OLD.state IN ('confirmed', 'attended', 'absent');
  is_now boolean := TG_OP <> 'DELETE' AND NEW.state IN ('confirmed', 'attended', 'absent');
BEGIN
  IF was AND is_now AND OLD.quota_id IS NOT DISTINCT FROM NEW.quota_id AND OLD.event_id = NEW.event_id THEN RETURN NULL; END IF;
  IF was AND OLD.quota_id IS NULL THEN UPDATE events_event SET taken = taken - 1 WHERE id = OLD.event_id; END IF;
  IF was AND OLD.quota_id IS NOT NULL THEN UPDATE events_quota SET taken = taken - 1 WHERE id = OLD.quota_id; END IF;
  IF is_now AND NEW.quota_id IS NULL THEN UPDATE events_event SET taken = taken + 1 WHERE id = NEW.event_id; END IF;
  IF is_now AND NEW.quota_id IS NOT NULL THEN UPDATE events_quota SET taken = taken + 1 WHERE id = NEW.quota_id; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER events_seats_taken AFTER INSERT OR UPDATE OR DELETE ON events_registration
  FOR EACH ROW EXECUTE FUNCTION events_seats_taken();
CREATE FUNCTION events_seats_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE events_event e SET reserved = coalesce((SELECT sum(q.seats) FROM events_quota q WHERE q.event_id = e.id), 0)
  WHERE e.id = coalesce(NEW.event_id, OLD.event_id);
  RETURN NULL;
END $$;
CREATE TRIGGER events_seats_reserved AFTER INSERT OR UPDATE OF seats, event_id OR DELETE ON events_quota
  FOR EACH ROW EXECUTE FUNCTION events_seats_reserved();
CREATE FUNCTION events_quota_of_the_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.quota_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events_quota WHERE id = NEW.quota_id AND event_id = NEW.event_id) THEN
    RAISE EXCEPTION 'a quota is one of the event' USING ERRCODE = 'check_violation', CONSTRAINT = 'registration_quota_of_event';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER events_quota_of_the_event BEFORE INSERT OR UPDATE OF quota_id, event_id ON events_registration
  FOR EACH ROW EXECUTE FUNCTION events_quota_of_the_event();
CREATE TRIGGER events_eventchange_append_only BEFORE UPDATE OR DELETE ON events_eventchange
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE FUNCTION events_known_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vocabularies_check('theme', ARRAY(SELECT DISTINCT unnest(themes) FROM changed));
  PERFORM vocabularies_check('public', ARRAY(SELECT DISTINCT unnest(publics) FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER events_known_codes_insert AFTER INSERT ON events_event REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION events_known_codes();
CREATE TRIGGER events_known_codes_update AFTER UPDATE ON events_event REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION events_known_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("vocabularies", "0002_known_codes")]

    operations = [migrations.RunSQL(_SEATS, migrations.RunSQL.noop)]
