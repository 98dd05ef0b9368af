"""What the database itself holds: histories that are never rewritten, and national totals that follow each value and correction.

A total is a row of `territories_commonsum`: (common indicator, year of the period's last day). Triggers are per statement: a file of
10,000 values changes each total once, in the order of its key, so that two files never wait for each other in a ring.
"""

from django.db import migrations

APPEND_ONLY = (
    "territories_aim",
    "territories_measurementversion",
    "territories_planversion",
    "territories_actionevent",
    "territories_commitmentevent",
    "territories_amendment",
)

# What one list of measurements adds to the totals, `sign` being 1 or -1.
_ADD = """
INSERT INTO territories_commonsum (common_id, year, value, measurement_count)
SELECT common_id, year, sum(value), sum(number) FROM ({parts}) changed
GROUP BY common_id, year HAVING sum(value) <> 0 OR sum(number) <> 0 ORDER BY common_id, year
ON CONFLICT (common_id, year) DO UPDATE SET value = territories_commonsum.value + excluded.value,
  measurement_count = territories_commonsum.measurement_count + excluded.measurement_count;
"""
_PART = """
SELECT i.common_id, extract(year FROM m.ends_on)::smallint AS year, {sign} m.value AS value, {sign} 1 AS number
FROM {rows} m JOIN territories_indicator i ON i.id = m.indicator_id
WHERE i.counts_nationally AND m.value IS NOT NULL
"""
_OLD, _NEW = _PART.format(sign="-", rows="old_rows"), _PART.format(sign="+", rows="new_rows")


def _function(name: str, parts: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_ADD.format(parts=parts)} RETURN NULL; END $$;"


# An indicator that begins, ceases or changes to count takes all its values with it.
_INDICATOR = """
CREATE FUNCTION territories_indicator_summed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO territories_commonsum (common_id, year, value, measurement_count)
  SELECT common_id, year, sum(value), sum(number) FROM (
    SELECT OLD.common_id, extract(year FROM m.ends_on)::smallint AS year, -m.value AS value, -1 AS number
    FROM territories_measurement m WHERE OLD.counts_nationally AND m.indicator_id = OLD.id AND m.value IS NOT NULL
    UNION ALL
    SELECT NEW.common_id, extract(year FROM m.ends_on)::smallint, m.value, 1
    FROM territories_measurement m WHERE NEW.counts_nationally AND m.indicator_id = NEW.id AND m.value IS NOT NULL
  ) changed GROUP BY common_id, year ORDER BY common_id, year
  ON CONFLICT (common_id, year) DO UPDATE SET value = territories_commonsum.value + excluded.value,
    measurement_count = territories_commonsum.measurement_count + excluded.measurement_count;
  RETURN NULL;
END $$;
CREATE TRIGGER territories_indicator_summed AFTER UPDATE ON territories_indicator FOR EACH ROW
  WHEN (OLD.common_id IS DISTINCT FROM NEW.common_id OR OLD.counts_nationally <> NEW.counts_nationally)
  EXECUTE FUNCTION territories_indicator_summed();
"""
_TRIGGERS = """
CREATE TRIGGER territories_measurement_added AFTER INSERT ON territories_measurement
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION territories_measurement_added();
CREATE TRIGGER territories_measurement_changed AFTER UPDATE ON territories_measurement
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION territories_measurement_changed();
CREATE TRIGGER territories_measurement_removed AFTER DELETE ON territories_measurement
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION territories_measurement_removed();
"""


class Migration(migrations.Migration):
    dependencies = [("territories", "0001_initial"), ("core", "0001_search")]
    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
                f"DROP TRIGGER {table}_append_only ON {table};",
            )
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(
            _function("territories_measurement_added", _NEW)
            + _function("territories_measurement_changed", f"{_OLD} UNION ALL {_NEW}")
            + _function("territories_measurement_removed", _OLD)
            + _TRIGGERS
            + _INDICATOR,
            "DROP FUNCTION territories_measurement_added, territories_measurement_changed, territories_measurement_removed,"
            " territories_indicator_summed CASCADE;",
        ),
    ]
