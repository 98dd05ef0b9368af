"""Days within reason everywhere, and what makes figures true held by the database.

Periods of an indicator fit its frequency and never overlap; its unit and frequency stay once it has values; a figure that a review locked
changes for a reason; the national total of what is counted at the end of a period takes its last value in the year.
"""

# ruff: noqa: S608 - its SQL is made of constants of its own

import datetime as dt

import django.contrib.postgres.constraints
from django.db import migrations, models

_DAYS = (dt.date(1990, 1, 1), dt.date(2100, 12, 31))
_INSTANTS = (dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2101, 12, 31, tzinfo=dt.UTC))
_SENSIBLE = (
    ("action", "action_days", ("starts_on", "ends_on", "blocked_on")),
    ("agreement", "agreement_days", ("starts_on", "ends_on")),
    ("aim", "aim_days", ("baseline_on", "target_on")),
    ("amendment", "amendment_days", ("signed_on", "ends_on")),
    ("challengeproject", "challenge_project_days", ("since",)),
    ("commitment", "commitment_days", ("due_on", "kept_on")),
    ("indicator", "indicator_days", ("last_on", "due_on", "ended_on")),
    ("leadperiod", "lead_period_days", ("since", "until")),
    ("measurement", "measurement_days", ("starts_on", "ends_on")),
    ("member", "territory_member_days", ("since", "until", "mandate_signed_on")),
    ("method", "method_days", ("since",)),
    ("recommendation", "recommendation_days", ("due_on",)),
    ("review", "territory_review_days", ("starts_on", "ends_on", "due_on")),
    ("signature", "signature_days", ("signed_on",)),
    ("sponsorship", "sponsorship_days", ("since", "until")),
    ("step", "step_days", ("due_on", "done_on")),
    ("territoryplace", "territory_place_days", ("until",)),
)


def _within(model: str, name: str, fields: tuple[str, ...], bounds: tuple[dt.date, dt.date]) -> migrations.AddConstraint:
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__range": bounds})
    return migrations.AddConstraint(model_name=model, constraint=models.CheckConstraint(condition=condition, name=name))


_REFUSED = "RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"
# ── Totals ───────────────────────────────────────────────────────────────────────────────────────
# As in 0002, with what is counted at the end of a period: the last value of each indicator in the year, before and after.
_ADD = """
INSERT INTO territories_commonsum (common_id, year, value, measurement_count)
SELECT common_id, year, sum(value), sum(number) FROM ({parts}) changed
GROUP BY common_id, year HAVING sum(value) <> 0 OR sum(number) <> 0 ORDER BY common_id, year
ON CONFLICT (common_id, year) DO UPDATE SET value = territories_commonsum.value + excluded.value,
  measurement_count = territories_commonsum.measurement_count + excluded.measurement_count;
"""
_FLOW = """
SELECT i.common_id, extract(year FROM m.ends_on)::smallint AS year, {sign} m.value AS value, {sign} 1 AS number
FROM {rows} m JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_commonindicator k ON k.id = i.common_id
WHERE i.counts_nationally AND k.nature = 'flow' AND m.value IS NOT NULL
"""
_STOCK = """
SELECT common_id, year, {sign} value AS value, {sign} 1 AS number FROM (
  SELECT DISTINCT ON (t.indicator_id, t.year) t.common_id, t.year, m.value FROM touched t
  JOIN ({rows}) m ON m.indicator_id = t.indicator_id AND m.ends_on BETWEEN make_date(t.year, 1, 1) AND make_date(t.year, 12, 31)
  WHERE m.value IS NOT NULL ORDER BY t.indicator_id, t.year, m.ends_on DESC
) {name}
"""
_COLUMNS = "indicator_id, ends_on, value"


def _summed(name: str, *, has_old: bool, has_new: bool) -> str:
    seen = [rows for rows, there in (("old_rows", has_old), ("new_rows", has_new)) if there]
    touched = " UNION ".join(f"SELECT indicator_id, extract(year FROM ends_on)::int AS year FROM {rows}" for rows in seen)
    stocks = (
        f"SELECT DISTINCT a.indicator_id, a.year, i.common_id FROM ({touched}) a JOIN territories_indicator i ON i.id = a.indicator_id"
        " JOIN territories_commonindicator k ON k.id = i.common_id WHERE i.counts_nationally AND k.nature = 'stock'"
    )
    before = f"SELECT {_COLUMNS} FROM territories_measurement"
    if has_new:
        before += " WHERE id NOT IN (SELECT id FROM new_rows)"
    if has_old:
        before += f" UNION ALL SELECT {_COLUMNS} FROM old_rows"
    flows = [_FLOW.format(sign=sign, rows=rows) for sign, rows in (("-", "old_rows"), ("+", "new_rows")) if rows in seen]
    kept = [
        _STOCK.format(sign="-", rows=before, name="before"),
        _STOCK.format(sign="+", rows=f"SELECT {_COLUMNS} FROM territories_measurement", name="after"),
    ]
    # The last value of a year depends on its neighbours: two who write the same indicator wait for each other.
    body = f"""
{_ADD.format(parts=" UNION ALL ".join(flows))}
IF EXISTS ({stocks}) THEN
  PERFORM 1 FROM territories_indicator WHERE id IN (SELECT s.indicator_id FROM ({stocks}) s) ORDER BY territory_id, id FOR NO KEY UPDATE;
  WITH touched AS MATERIALIZED ({stocks}) {_ADD.format(parts=" UNION ALL ".join(kept))}
END IF;
"""
    checks = (_FITS + _SIGN + _lock(has_old=has_old)) if has_new else ""
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} {body} RETURN NULL; END $$;"


# ── What a measurement must be ───────────────────────────────────────────────────────────────────
_FITS = f"""
IF EXISTS (SELECT 1 FROM new_rows m JOIN territories_indicator i ON i.id = m.indicator_id
  WHERE m.starts_on <> date_trunc(i.frequency, m.ends_on)::date
  OR m.ends_on <> (date_trunc(i.frequency, m.ends_on) + CASE i.frequency WHEN 'month' THEN interval '1 month'
    WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END - interval '1 day')::date)
THEN {_REFUSED.format(words="the period of a value fits the frequency of its indicator", name="measurement_fits_frequency")} END IF;
"""
_SIGN = f"""
IF EXISTS (SELECT 1 FROM new_rows m JOIN territories_indicator i ON i.id = m.indicator_id
  JOIN territories_commonindicator k ON k.id = i.common_id WHERE m.value < 0 AND NOT k.may_be_negative)
THEN {_REFUSED.format(words="this common indicator is never negative", name="measurement_sign")} END IF;
"""


def _lock(*, has_old: bool) -> str:
    changed = "JOIN old_rows o ON o.id = m.id AND (o.value, o.note, o.ends_on) IS DISTINCT FROM (m.value, m.note, m.ends_on)"
    return f"""
IF EXISTS (SELECT 1 FROM new_rows m {changed if has_old else ""} JOIN territories_indicator i ON i.id = m.indicator_id
  WHERE m.ends_on <= (SELECT max(r.ends_on) FROM territories_review r WHERE r.territory_id = i.territory_id AND r.locked_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM territories_measurementversion v
    WHERE v.measurement_id = m.id AND v.version = m.version - 1 AND v.reason <> ''))
THEN {_REFUSED.format(words="a figure that a review locked changes for a reason", name="measurement_locked")} END IF;
"""


# ── What an indicator must be ────────────────────────────────────────────────────────────────────
_INDICATOR = f"""
CREATE FUNCTION territories_indicator_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.action_id IS NOT NULL AND NEW.ended_on IS NULL THEN
    PERFORM 1 FROM territories_action WHERE id = NEW.action_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM territories_indicator i WHERE i.action_id = NEW.action_id AND i.ended_on IS NULL AND i.id <> NEW.id) >= 3
    THEN {_REFUSED.format(words="an action has three indicators at most", name="indicator_three_per_action")} END IF;
  END IF;
  IF NEW.common_id IS NOT NULL AND NEW.unit <> (SELECT unit_fr FROM territories_commonindicator WHERE id = NEW.common_id)
  THEN {_REFUSED.format(words="a common indicator is counted in its own unit", name="indicator_common_unit")} END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER territories_indicator_whole_added BEFORE INSERT ON territories_indicator
  FOR EACH ROW EXECUTE FUNCTION territories_indicator_whole();
CREATE TRIGGER territories_indicator_whole_changed
  BEFORE UPDATE OF action_id, ended_on, common_id, unit ON territories_indicator
  FOR EACH ROW WHEN ((OLD.action_id, OLD.ended_on, OLD.common_id, OLD.unit)
    IS DISTINCT FROM (NEW.action_id, NEW.ended_on, NEW.common_id, NEW.unit))
  EXECUTE FUNCTION territories_indicator_whole();
CREATE FUNCTION territories_indicator_counted_alike() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM territories_measurement WHERE indicator_id = NEW.id)
  THEN {_REFUSED.format(words="an indicator that has values keeps its unit and its frequency", name="indicator_counted_alike")} END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER territories_indicator_counted_alike BEFORE UPDATE OF unit, frequency ON territories_indicator FOR EACH ROW
  WHEN (OLD.unit <> NEW.unit OR OLD.frequency <> NEW.frequency) EXECUTE FUNCTION territories_indicator_counted_alike();
"""
# What an indicator adds to the totals, by year: all its values, or the last of each year.
_OF_ONE = """
SELECT common_id, year, {sign} value AS value, {sign} 1 AS number FROM (
  SELECT {one}.common_id, extract(year FROM m.ends_on)::smallint AS year, m.value, k.nature,
    row_number() OVER (PARTITION BY m.indicator_id, extract(year FROM m.ends_on) ORDER BY m.ends_on DESC) AS place
  FROM territories_measurement m JOIN territories_commonindicator k ON k.id = {one}.common_id
  WHERE {one}.counts_nationally AND m.indicator_id = {one}.id AND m.value IS NOT NULL
) {name} WHERE nature = 'flow' OR place = 1
"""
_OF_ALL = """
SELECT common_id, year, value, 1 AS number FROM (
  SELECT i.common_id, extract(year FROM m.ends_on)::smallint AS year, m.value,
    row_number() OVER (PARTITION BY m.indicator_id, extract(year FROM m.ends_on) ORDER BY m.ends_on DESC) AS place
  FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id
  WHERE i.common_id = NEW.id AND i.counts_nationally AND m.value IS NOT NULL
) counted WHERE NEW.nature = 'flow' OR place = 1
"""
_MOVED = f"""
CREATE OR REPLACE FUNCTION territories_indicator_summed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {
    _ADD.format(
        parts=_OF_ONE.format(sign="-", one="OLD", name="before") + " UNION ALL " + _OF_ONE.format(sign="+", one="NEW", name="after")
    )
}
  RETURN NULL;
END $$;
CREATE FUNCTION territories_common_summed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM 1 FROM territories_indicator WHERE common_id = NEW.id ORDER BY territory_id, id FOR NO KEY UPDATE;
  DELETE FROM territories_commonsum WHERE common_id = NEW.id;
  {_ADD.format(parts=_OF_ALL)}
  RETURN NULL;
END $$;
CREATE TRIGGER territories_common_summed AFTER UPDATE OF nature ON territories_commonindicator FOR EACH ROW
  WHEN (OLD.nature <> NEW.nature) EXECUTE FUNCTION territories_common_summed();
"""
_FORWARD = (
    _summed("territories_measurement_added", has_old=False, has_new=True)
    + _summed("territories_measurement_changed", has_old=True, has_new=True)
    + _summed("territories_measurement_removed", has_old=True, has_new=False)
    + _INDICATOR
    + _MOVED
)


class Migration(migrations.Migration):
    dependencies = [("territories", "0009_public_meetings"), ("core", "0001_search")]
    operations = [
        migrations.AddField("commonindicator", "definition_en", models.TextField(blank=True)),
        migrations.AddField("commonindicator", "definition_fr", models.TextField(blank=True)),
        migrations.AddField("commonindicator", "may_be_negative", models.BooleanField(default=False)),
        migrations.AddField(
            "commonindicator",
            "nature",
            models.CharField(
                choices=[("flow", "S’ajoute de période en période"), ("stock", "Se compte en fin de période")], default="flow", max_length=5
            ),
        ),
        *(_within(model, name, fields, _DAYS) for model, name, fields in _SENSIBLE),
        _within("meeting", "meeting_instants", ("starts_at", "ends_at"), _INSTANTS),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="measurement_periods_apart",
                expressions=[
                    ("indicator", "="),
                    (
                        models.Func(models.F("starts_on"), models.F("ends_on"), models.Value("[]"), function="daterange"),
                        "&&",
                    ),
                ],
            ),
        ),
        migrations.RunSQL(
            _FORWARD,
            "DROP FUNCTION territories_indicator_whole, territories_indicator_counted_alike, territories_common_summed CASCADE;",
        ),
    ]
