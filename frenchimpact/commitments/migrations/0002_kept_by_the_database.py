"""What the database itself holds: a ledger that is never rewritten, totals that follow each entry, and funds that make no circle.

Triggers are per statement: a file of 25,000 lines changes each total once, in the order of its key, so that two files never wait for
each other in a ring.
"""

from django.db import migrations

_LEDGER = """
CREATE TRIGGER commitments_entry_append_only BEFORE UPDATE OR DELETE ON commitments_entry
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""

# A counter-entry is its entry the other way round: nothing else can be said in its name.
_COUNTER = """
CREATE FUNCTION commitments_counter_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM commitments_entry e WHERE e.id = NEW.counters_id AND e.counters_id IS NULL AND e.commitment_id = NEW.commitment_id
    AND (e.kind, -e.amount, -e.net, e.value_on) = (NEW.kind, NEW.amount, NEW.net, NEW.value_on)
    AND (e.region_id, e.theme, e.instrument, e.origin, e.public_share, e.is_preexisting, e.is_from_vehicle, e.vehicle_kind) IS NOT DISTINCT FROM
      (NEW.region_id, NEW.theme, NEW.instrument, NEW.origin, NEW.public_share, NEW.is_preexisting, NEW.is_from_vehicle, NEW.vehicle_kind);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a counter-entry is the opposite of an entry of the same commitment' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_counter_checked AFTER INSERT ON commitments_entry FOR EACH ROW WHEN (NEW.counters_id IS NOT NULL)
  EXECUTE FUNCTION commitments_counter_checked();
"""

# Each entry seen along each axis, its public and its private part apart, rounded to the cent: a counter-entry takes back exactly the same.
_PARTS = """
SELECT a.axis, date_trunc('month', r.recorded_at AT TIME ZONE 'Europe/Paris')::date AS month, a.key, r.is_preexisting, p.is_public,
  r.is_from_vehicle, r.vehicle_kind <> '' AS is_into_vehicle, r.recorded_at,
  CASE r.kind WHEN 'announced' THEN p.net WHEN 'signed' THEN p.net - p.amount ELSE 0 END AS announced,
  CASE WHEN r.kind IN ('announced', 'signed', 'amended') THEN p.net ELSE 0 END AS gross,
  CASE r.kind WHEN 'cancelled' THEN -p.net ELSE 0 END AS cancelled, CASE r.kind WHEN 'paid' THEN p.amount ELSE 0 END AS paid,
  CASE r.kind WHEN 'justified' THEN p.amount ELSE 0 END AS justified, CASE r.kind WHEN 'recovered' THEN -p.net ELSE 0 END AS recovered
FROM {rows} r CROSS JOIN LATERAL (VALUES
  (true, round(r.amount * r.public_share, 2), round(r.net * r.public_share, 2)),
  (false, r.amount - round(r.amount * r.public_share, 2), r.net - round(r.net * r.public_share, 2))
) p (is_public, amount, net) CROSS JOIN LATERAL (VALUES
  ('all', ''), ('year', extract(year FROM r.value_on)::integer::text), ('region', coalesce(r.region_id::text, '')), ('theme', r.theme),
  ('instrument', r.instrument), ('origin', r.origin), ('vehicle', r.vehicle_kind)
) a (axis, key)
WHERE (p.amount <> 0 OR p.net <> 0) AND (a.axis <> 'vehicle' OR a.key <> '')
"""
_WHICH = "axis, month, key, is_preexisting, is_public, is_from_vehicle, is_into_vehicle"
_MEASURES = ("announced", "gross", "cancelled", "paid", "justified", "recovered")
_SUMS = f"""
CREATE VIEW commitments_part AS {_PARTS.format(rows="commitments_entry")};
CREATE FUNCTION commitments_entry_summed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO commitments_sum AS kept ({_WHICH}, {", ".join(_MEASURES)})
  SELECT {_WHICH}, {", ".join(f"sum({name})" for name in _MEASURES)} FROM ({_PARTS.format(rows="new_rows")}) changed
  GROUP BY {_WHICH} ORDER BY {_WHICH}
  ON CONFLICT ({_WHICH}) DO UPDATE SET {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in _MEASURES)};
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_entry_summed AFTER INSERT ON commitments_entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commitments_entry_summed();
"""  # noqa: S608  constants of this module

# The totals of each commitment, then what is used of each envelope; both held in the order of their keys first.
_TOTALS = """
CREATE FUNCTION commitments_entry_totalled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM commitments_commitment WHERE id IN (SELECT commitment_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
  UPDATE commitments_commitment c SET gross = c.gross + d.gross, cancelled = c.cancelled + d.cancelled, paid = c.paid + d.paid,
    justified = c.justified + d.justified, recovered = c.recovered + d.recovered
  FROM (
    SELECT commitment_id, coalesce(sum(net) FILTER (WHERE kind IN ('announced', 'signed', 'amended')), 0) AS gross,
      coalesce(-sum(net) FILTER (WHERE kind = 'cancelled'), 0) AS cancelled, coalesce(sum(amount) FILTER (WHERE kind = 'paid'), 0) AS paid,
      coalesce(sum(amount) FILTER (WHERE kind = 'justified'), 0) AS justified,
      coalesce(-sum(net) FILTER (WHERE kind = 'recovered'), 0) AS recovered
    FROM new_rows GROUP BY commitment_id
  ) d WHERE c.id = d.commitment_id;
  PERFORM 1 FROM commitments_envelope WHERE id IN (
    SELECT c.envelope_id FROM commitments_commitment c JOIN new_rows r ON r.commitment_id = c.id WHERE r.net <> 0) ORDER BY id FOR NO KEY UPDATE;
  UPDATE commitments_envelope e SET used = e.used + d.used FROM (
    SELECT c.envelope_id, sum(r.net) AS used FROM new_rows r JOIN commitments_commitment c ON c.id = r.commitment_id
    WHERE c.envelope_id IS NOT NULL GROUP BY c.envelope_id
  ) d WHERE e.id = d.envelope_id AND d.used <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_entry_totalled AFTER INSERT ON commitments_entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commitments_entry_totalled();
CREATE FUNCTION commitments_envelope_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM commitments_envelope WHERE id IN (OLD.envelope_id, NEW.envelope_id) ORDER BY id FOR NO KEY UPDATE;
  UPDATE commitments_envelope SET used = used - (OLD.gross - OLD.cancelled - OLD.recovered) WHERE id = OLD.envelope_id;
  UPDATE commitments_envelope SET used = used + (NEW.gross - NEW.cancelled - NEW.recovered) WHERE id = NEW.envelope_id;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_envelope_changed AFTER UPDATE OF envelope_id ON commitments_commitment FOR EACH ROW
  WHEN (OLD.envelope_id IS DISTINCT FROM NEW.envelope_id) EXECUTE FUNCTION commitments_envelope_changed();
"""

# One at a time, whoever writes: two halves of a circle never pass side by side.
_CIRCLES = """
CREATE FUNCTION commitments_circle_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('commitments.vehicles'));
  IF EXISTS (
    WITH RECURSIVE reached (id) AS (
      SELECT NEW.beneficiary_vehicle_id
      UNION
      SELECT c.beneficiary_vehicle_id FROM reached r JOIN commitments_commitment c ON c.funder_vehicle_id = r.id
      WHERE c.beneficiary_vehicle_id IS NOT NULL AND c.state <> 'cancelled'
    )
    SELECT 1 FROM reached WHERE id = NEW.funder_vehicle_id
  ) THEN
    RAISE EXCEPTION 'vehicle % would receive its own money', NEW.funder_vehicle_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_circle';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_circle_refused AFTER INSERT OR UPDATE OF funder_vehicle_id, beneficiary_vehicle_id, state
  ON commitments_commitment FOR EACH ROW
  WHEN (NEW.funder_vehicle_id IS NOT NULL AND NEW.beneficiary_vehicle_id IS NOT NULL AND NEW.state <> 'cancelled')
  EXECUTE FUNCTION commitments_circle_refused();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial"), ("core", "0001_search")]
    operations = [
        migrations.RunSQL(_LEDGER, "DROP TRIGGER commitments_entry_append_only ON commitments_entry;"),
        migrations.RunSQL(
            _COUNTER + _SUMS + _TOTALS + _CIRCLES,
            "DROP VIEW commitments_part; DROP FUNCTION commitments_counter_checked, commitments_entry_summed, commitments_entry_totalled, commitments_envelope_changed,"
            " commitments_circle_refused CASCADE;",
        ),
    ]
