"""A project that gave values for some quarters of a year only counts for these: sums say how many such projects there are in them.

Nothing is asked before the first value of the year in which an indicator begins, nor after the last one of the year in which it ends.
"""

from django.db import migrations, models

_REFRESH = """
CREATE OR REPLACE FUNCTION impact_refresh(keys bigint[], years smallint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  country bigint := (SELECT id FROM geo_place WHERE level = 'pays' ORDER BY id LIMIT 1);
  was impact_projectyear[];
  now_is impact_projectyear[];
BEGIN
  IF keys IS NULL THEN RETURN; END IF;
  PERFORM impact_one_writer();
  WITH gone AS (
    DELETE FROM impact_projectyear y USING unnest(keys, years) AS asked (key, year)
    WHERE y.followed_id = asked.key AND y.year = asked.year RETURNING y.*
  ) SELECT array_agg(gone::impact_projectyear) INTO was FROM gone;
  WITH asked AS (
    SELECT DISTINCT a.key, a.year, f.indicator_id, coalesce(f.sdg, 0) AS sdg, f.theme, i.aggregation,
      i.unit IN ('personne', 'foyer', 'parcours') AS is_people,
      a.year BETWEEN extract(year FROM f.started_on) AND f.expected_to AS is_expected,
      i.aggregation IN ('sum', 'distinct', 'mean') AND i.frequency <> 'once' AS is_of_year,
      extract(year FROM f.started_on) = a.year AS begins, coalesce(extract(year FROM f.ended_on) = a.year, false) AS ends
    FROM unnest(keys, years) AS a (key, year)
    JOIN impact_followed f ON f.id = a.key AND f.is_counted JOIN methods_indicator i ON i.id = f.indicator_id
  ), ranked AS (
    SELECT a.*, m.id AS measure_id, m.place_id, m.value, m.state IN ('verified', 'locked') AS is_verified,
      greatest(m.starts_on, make_date(a.year, 1, 1)) AS starts_on, m.ends_on,
      row_number() OVER (
        PARTITION BY a.key, a.year ORDER BY CASE a.aggregation WHEN 'distinct' THEN m.value END DESC NULLS LAST, m.ends_on DESC
      ) AS rank,
      CASE a.aggregation WHEN 'mean' THEN count(*) OVER (PARTITION BY a.key, a.year) ELSE 1 END AS periods
    FROM asked a JOIN impact_measure m ON m.followed_id = a.key
      AND m.ends_on BETWEEN make_date(a.year, 1, 1) AND make_date(a.year, 12, 31)
    WHERE m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')
  ), told AS (
    SELECT key, year, bool_and(is_of_year) AND sum(ends_on - starts_on + 1) <
      CASE WHEN bool_or(ends) THEN max(ends_on) ELSE make_date(year, 12, 31) END
      - CASE WHEN bool_or(begins) THEN min(starts_on) ELSE make_date(year, 1, 1) END + 1 AS is_partial
    FROM ranked GROUP BY key, year
  ), counting AS (
    SELECT * FROM ranked WHERE rank = 1 OR aggregation NOT IN ('last', 'distinct')
  ), placed AS (
    SELECT c.key, c.year, c.indicator_id, c.sdg, c.theme, c.is_people, coalesce(s.place_id, c.place_id) AS place_id, true AS is_reported,
      c.is_verified,
      CASE WHEN c.aggregation IN ('none', 'ratio') THEN 0 ELSE c.value * coalesce(s.share, 100) / 100 / c.periods END AS value,
      coalesce(s.share, 100) / 100 / c.periods AS weight
    FROM counting c LEFT JOIN impact_measureshare s ON s.measure_id = c.measure_id AND c.place_id IS NULL
    WHERE c.place_id IS NOT NULL OR s.id IS NOT NULL
    UNION ALL
    SELECT a.key, a.year, a.indicator_id, a.sdg, a.theme, a.is_people, s.place_id, false, false, 0, 0
    FROM asked a JOIN impact_followedshare s ON s.followed_id = a.key
    WHERE a.is_expected AND NOT EXISTS (SELECT 1 FROM counting c WHERE c.key = a.key AND c.year = a.year)
  ), carried AS (
    SELECT l.key, l.year, l.indicator_id, l.sdg, l.theme, up.place_id, bool_or(l.is_reported) AS is_reported,
      bool_and(l.is_verified) AS is_verified, sum(l.value) AS value, sum(l.weight) AS weight,
      coalesce(sum(l.value) FILTER (WHERE l.is_verified), 0) AS verified_value,
      coalesce(sum(l.weight) FILTER (WHERE l.is_verified), 0) AS verified_weight
    FROM placed l JOIN geo_place p ON p.id = l.place_id
    CROSS JOIN LATERAL (
      SELECT DISTINCT one FROM unnest(ARRAY[p.id, p.epci_id, p.ept_id, p.department_id, p.region_id, country]) AS one WHERE one IS NOT NULL
    ) AS up (place_id)
    GROUP BY 1, 2, 3, 4, 5, 6
  ), atoms AS (
    SELECT key, year, sum(value) AS value FROM placed WHERE is_people GROUP BY key, year, place_id, is_verified
  ), few AS (
    SELECT key, year, bool_or(value > 0 AND value < 11) AS is_delicate FROM atoms GROUP BY key, year
  ), whole AS (
    SELECT key, year, sum(value) AS value, sum(weight) AS weight FROM placed GROUP BY key, year
  ), made AS (
    INSERT INTO impact_projectyear (followed_id, year, place_id, indicator_id, sdg, theme, is_reported, is_verified, value, weight,
      verified_value, verified_weight, is_whole, is_delicate, is_partial)
    SELECT c.key, c.year, c.place_id, c.indicator_id, c.sdg, c.theme, c.is_reported, c.is_verified, c.value, c.weight, c.verified_value,
      c.verified_weight, c.value = w.value AND c.weight = w.weight, coalesce(f.is_delicate, false), coalesce(t.is_partial, false)
    FROM carried c JOIN whole w USING (key, year) LEFT JOIN few f USING (key, year) LEFT JOIN told t USING (key, year)
    ORDER BY c.key, c.year, c.place_id RETURNING *
  ) SELECT array_agg(made::impact_projectyear) INTO now_is FROM made;
  INSERT INTO impact_impactsum (indicator_id, year, place_id, sdg, theme, expected, reported, verified, value, weight, verified_value,
    verified_weight, partial)
  SELECT indicator_id, year, place_id, sdg, theme, sum(sign), sum(sign * is_reported::int), sum(sign * is_verified::int),
    sum(sign * value), sum(sign * weight), sum(sign * verified_value), sum(sign * verified_weight), sum(sign * is_partial::int)
  FROM (
    SELECT -1 AS sign, w.* FROM unnest(was) AS w UNION ALL SELECT 1, n.* FROM unnest(now_is) AS n
  ) AS changed
  GROUP BY indicator_id, year, place_id, sdg, theme
  HAVING sum(sign) <> 0 OR sum(sign * is_reported::int) <> 0 OR sum(sign * is_verified::int) <> 0
    OR sum(sign * value) <> 0 OR sum(sign * weight) <> 0 OR sum(sign * verified_value) <> 0 OR sum(sign * verified_weight) <> 0
    OR sum(sign * is_partial::int) <> 0
  ORDER BY indicator_id, place_id, year, sdg, theme
  ON CONFLICT (indicator_id, place_id, year, sdg, theme) DO UPDATE SET
    expected = impact_impactsum.expected + excluded.expected, reported = impact_impactsum.reported + excluded.reported,
    verified = impact_impactsum.verified + excluded.verified, value = impact_impactsum.value + excluded.value,
    weight = impact_impactsum.weight + excluded.weight, verified_value = impact_impactsum.verified_value + excluded.verified_value,
    verified_weight = impact_impactsum.verified_weight + excluded.verified_weight, partial = impact_impactsum.partial + excluded.partial;
END $$;
"""

_CHANGED = "(o.is_counted, o.sdg, o.theme, o.indicator_id) IS DISTINCT FROM (n.is_counted, n.sdg, n.theme, n.indicator_id)"
_FOLLOWED_CHANGED = f"""
CREATE OR REPLACE FUNCTION impact_followed_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {_CHANGED}
    OR (o.started_on, o.expected_to, o.ended_on) IS DISTINCT FROM (n.started_on, n.expected_to, n.ended_on)) THEN RETURN NULL; END IF;
  PERFORM impact_one_writer();
  PERFORM impact_refresh(array_agg(key), array_agg(year)) FROM (SELECT DISTINCT key, year FROM (
SELECT n.id AS key, y::smallint AS year FROM new_rows n JOIN old_rows o ON o.id = n.id
CROSS JOIN LATERAL generate_series(
  extract(year FROM least(o.started_on, n.started_on))::int, greatest(o.expected_to, n.expected_to)::int) y
WHERE {_CHANGED} OR extract(year FROM o.started_on) <> extract(year FROM n.started_on)
    AND y <= greatest(extract(year FROM o.started_on), extract(year FROM n.started_on))
  OR o.expected_to <> n.expected_to AND y > least(o.expected_to, n.expected_to)
  OR o.ended_on IS DISTINCT FROM n.ended_on AND y IN (extract(year FROM o.ended_on), extract(year FROM n.ended_on))
UNION
SELECT n.id, extract(year FROM m.ends_on)::smallint FROM new_rows n JOIN old_rows o ON o.id = n.id
JOIN impact_measure m ON m.followed_id = n.id WHERE {_CHANGED}
  ) p ORDER BY key, year) q;
  RETURN NULL;
END $$;
"""  # noqa: S608  names of this module
# Those of a whole year in one value are not partial: only the others are made again.
_AGAIN = """
SELECT impact_refresh(array_agg(followed_id), array_agg(year)) FROM (
  SELECT DISTINCT m.followed_id, extract(year FROM m.ends_on)::smallint AS year FROM impact_measure m
  WHERE m.value IS NOT NULL AND m.ends_on - m.starts_on < 364 ORDER BY 1, 2) every;
"""


class Migration(migrations.Migration):
    dependencies = [("impact", "0014_calculations_kept")]

    operations = [
        migrations.AddField("projectyear", "is_partial", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("impactsum", "partial", models.IntegerField(db_default=0, default=0)),
        migrations.RunSQL(_REFRESH + _FOLLOWED_CHANGED + _AGAIN, migrations.RunSQL.noop),
    ]
