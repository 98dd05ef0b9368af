"""Sums that stay exact whoever writes beside whom, whatever is removed, and when a place moves into another.

One writer of sums at a time, until it commits: the totals of the country are in the way of everybody in any case, and a ring of writers
that wait for each other cannot be. Whoever changes several followed indicators in one transaction locks them all before the first value.
A project counts once in a mean, however often it measures. A row says whether it holds all that its project counts (`is_whole`), and
whether what it counts is few people, somewhere (`is_delicate`): what is published of those is decided by `impact.suppression`.
"""

from django.db import migrations, models

_ONE_WRITER = """
CREATE FUNCTION impact_one_writer() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(hashtext('impact.sums')) $$;
"""

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
      a.year BETWEEN extract(year FROM f.started_on) AND f.expected_to AS is_expected
    FROM unnest(keys, years) AS a (key, year)
    JOIN impact_followed f ON f.id = a.key AND f.is_counted JOIN methods_indicator i ON i.id = f.indicator_id
  ), ranked AS (
    SELECT a.*, m.id AS measure_id, m.place_id, m.value, m.state IN ('verified', 'locked') AS is_verified,
      row_number() OVER (
        PARTITION BY a.key, a.year ORDER BY CASE a.aggregation WHEN 'distinct' THEN m.value END DESC NULLS LAST, m.ends_on DESC
      ) AS rank,
      CASE a.aggregation WHEN 'mean' THEN count(*) OVER (PARTITION BY a.key, a.year) ELSE 1 END AS periods
    FROM asked a JOIN impact_measure m ON m.followed_id = a.key
      AND m.ends_on BETWEEN make_date(a.year, 1, 1) AND make_date(a.year, 12, 31)
    WHERE m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')
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
      verified_value, verified_weight, is_whole, is_delicate)
    SELECT c.key, c.year, c.place_id, c.indicator_id, c.sdg, c.theme, c.is_reported, c.is_verified, c.value, c.weight, c.verified_value,
      c.verified_weight, c.value = w.value AND c.weight = w.weight, coalesce(f.is_delicate, false)
    FROM carried c JOIN whole w USING (key, year) LEFT JOIN few f USING (key, year) ORDER BY c.key, c.year, c.place_id RETURNING *
  ) SELECT array_agg(made::impact_projectyear) INTO now_is FROM made;
  INSERT INTO impact_impactsum (indicator_id, year, place_id, sdg, theme, expected, reported, verified, value, weight, verified_value,
    verified_weight)
  SELECT indicator_id, year, place_id, sdg, theme, sum(sign), sum(sign * is_reported::int), sum(sign * is_verified::int),
    sum(sign * value), sum(sign * weight), sum(sign * verified_value), sum(sign * verified_weight)
  FROM (
    SELECT -1 AS sign, w.* FROM unnest(was) AS w UNION ALL SELECT 1, n.* FROM unnest(now_is) AS n
  ) AS changed
  GROUP BY indicator_id, year, place_id, sdg, theme
  HAVING sum(sign) <> 0 OR sum(sign * is_reported::int) <> 0 OR sum(sign * is_verified::int) <> 0
    OR sum(sign * value) <> 0 OR sum(sign * weight) <> 0 OR sum(sign * verified_value) <> 0 OR sum(sign * verified_weight) <> 0
  ORDER BY indicator_id, place_id, year, sdg, theme
  ON CONFLICT (indicator_id, place_id, year, sdg, theme) DO UPDATE SET
    expected = impact_impactsum.expected + excluded.expected, reported = impact_impactsum.reported + excluded.reported,
    verified = impact_impactsum.verified + excluded.verified, value = impact_impactsum.value + excluded.value,
    weight = impact_impactsum.weight + excluded.weight, verified_value = impact_impactsum.verified_value + excluded.verified_value,
    verified_weight = impact_impactsum.verified_weight + excluded.verified_weight;
END $$;
"""


def _summed(name: str, gate: str, pairs: str) -> str:
    """The trigger function `name`: nothing unless `gate` finds a row; pairs are read once nobody else writes sums."""
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS ({gate}) THEN RETURN NULL; END IF;
  PERFORM impact_one_writer();
  PERFORM impact_refresh(array_agg(key), array_agg(year)) FROM (SELECT DISTINCT key, year FROM ({pairs}) p ORDER BY key, year) q;
  RETURN NULL;
END $$;
"""  # noqa: S608  names of this module


_YEAR = "extract(year FROM m.ends_on)::smallint"


# What the value was, or is, counts; and shares count whatever the state of their value, which another writer may be changing.
_OF = {
    "impact_measure": "SELECT m.followed_id AS key, {year} AS year FROM {rows} m"
    " WHERE m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')",
    "impact_measureshare": "SELECT m.followed_id AS key, {year} AS year FROM {rows} s JOIN impact_measure m ON m.id = s.measure_id",
    "impact_followedshare": "SELECT f.id AS key, y::smallint AS year FROM impact_followed f CROSS JOIN LATERAL"
    " generate_series(extract(year FROM f.started_on)::int, f.expected_to::int) y"
    " WHERE f.id IN (SELECT s.followed_id FROM {rows} s)",
}


def _all_of(table: str) -> str:
    """The three functions of a table: its rows added, changed, removed."""
    new, old = (_OF[table].format(rows=rows, year=_YEAR) for rows in ("new_rows", "old_rows"))
    gates = {"new_rows": "SELECT FROM new_rows", "old_rows": "SELECT FROM old_rows"}
    both = f"{old} UNION ALL {new}"
    if table == "impact_measure":
        return _summed(f"{table}_added", new, new) + _summed(f"{table}_changed", both, both) + _summed(f"{table}_removed", old, old)
    return (
        _summed(f"{table}_added", gates["new_rows"], new)
        + _summed(f"{table}_changed", gates["new_rows"], both)
        + _summed(f"{table}_removed", gates["old_rows"], old)
    )


_CHANGED = "(o.is_counted, o.sdg, o.theme, o.indicator_id) IS DISTINCT FROM (n.is_counted, n.sdg, n.theme, n.indicator_id)"
_FOLLOWED_CHANGED = _summed(
    "impact_followed_changed",
    f"""SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE {_CHANGED} OR (o.started_on, o.expected_to) IS DISTINCT FROM (n.started_on, n.expected_to)""",  # noqa: S608  idem
    f"""
SELECT n.id AS key, y::smallint AS year FROM new_rows n JOIN old_rows o ON o.id = n.id
CROSS JOIN LATERAL generate_series(
  extract(year FROM least(o.started_on, n.started_on))::int, greatest(o.expected_to, n.expected_to)::int) y
WHERE {_CHANGED} OR extract(year FROM o.started_on) <> extract(year FROM n.started_on)
    AND y < greatest(extract(year FROM o.started_on), extract(year FROM n.started_on))
  OR o.expected_to <> n.expected_to AND y > least(o.expected_to, n.expected_to)
UNION
SELECT n.id, {_YEAR} FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN impact_measure m ON m.followed_id = n.id
WHERE {_CHANGED}
""",  # noqa: S608  idem
)
_FOLLOWED_REMOVED = _summed(
    "impact_followed_removed",
    "SELECT FROM old_rows",
    "SELECT y.followed_id AS key, y.year FROM impact_projectyear y WHERE y.followed_id IN (SELECT id FROM old_rows)",
)
_TRIGGERS = """
CREATE TRIGGER impact_followed_removed AFTER DELETE ON impact_followed REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION impact_followed_removed();
CREATE TRIGGER impact_place_moved AFTER UPDATE ON geo_place REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION impact_place_moved();
"""
# A commune that passes into another intermunicipality takes what was done in it along.
_MOVED = """(o.epci_id, o.ept_id, o.department_id, o.region_id)
    IS DISTINCT FROM (n.epci_id, n.ept_id, n.department_id, n.region_id)"""
_PLACE_MOVED = _summed(
    "impact_place_moved",
    f"SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {_MOVED}",
    f"""SELECT y.followed_id AS key, y.year FROM new_rows n JOIN old_rows o ON o.id = n.id
  JOIN impact_projectyear y ON y.place_id = n.id WHERE {_MOVED}""",  # noqa: S608  idem
)
_AGAIN = """
SELECT impact_refresh(array_agg(followed_id), array_agg(year)) FROM (
  SELECT DISTINCT followed_id, year FROM impact_projectyear ORDER BY followed_id, year) every;
"""


class Migration(migrations.Migration):
    dependencies = [("impact", "0004_measures_kept_by_the_database"), ("geo", "0002_names")]

    operations = [
        migrations.AddField("projectyear", "is_whole", models.BooleanField(default=True)),
        migrations.AddField("projectyear", "is_delicate", models.BooleanField(default=False)),
        migrations.AlterField(
            "projectyear",
            "followed",
            models.ForeignKey(db_index=False, on_delete=models.DO_NOTHING, related_name="years", to="impact.followed"),
        ),
        migrations.AddIndex("projectyear", models.Index(fields=["place", "indicator", "year"], name="project_year_place")),
        migrations.AddIndex(
            "projectyear",
            models.Index(fields=["indicator", "year"], condition=models.Q(is_delicate=True), name="project_year_delicate"),
        ),
        migrations.RunSQL(
            _ONE_WRITER
            + _REFRESH
            + _all_of("impact_measure")
            + _all_of("impact_measureshare")
            + _all_of("impact_followedshare")
            + _FOLLOWED_CHANGED
            + _FOLLOWED_REMOVED
            + _PLACE_MOVED
            + _TRIGGERS
            + _AGAIN,
            migrations.RunSQL.noop,
        ),
    ]
