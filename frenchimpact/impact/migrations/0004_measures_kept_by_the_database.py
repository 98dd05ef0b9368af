"""What the database itself holds of measures: shares that make 100, bounds, proofs by somebody else, histories, and sums.

Sums are kept in two steps. `impact_projectyear` says what each project counts for a year, in its places and in each larger place that
holds them; `impact_impactsum` adds those up. One function makes both again for given projects and years, whatever changed, so that there
is one rule for one value and for a file of ten thousand. Rows are locked and written in the order of their keys: two writers never wait
for each other in a ring.
"""

from collections.abc import Callable

from django.db import migrations

APPEND_ONLY = ("impact_impactaim", "impact_measureversion", "impact_assessment", "impact_verification")

_SHARES = """
CREATE FUNCTION impact_shares_make_100() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total numeric; single bigint; owner bigint;
BEGIN
  owner := CASE TG_TABLE_NAME WHEN 'impact_measure' THEN NEW.id
    ELSE coalesce(to_jsonb(NEW)->>'measure_id', to_jsonb(OLD)->>'measure_id')::bigint END;
  SELECT m.place_id INTO single FROM impact_measure m WHERE m.id = owner;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT sum(share) INTO total FROM impact_measureshare WHERE measure_id = owner;
  IF (single IS NULL AND total IS DISTINCT FROM 100) OR (single IS NOT NULL AND total IS NOT NULL) THEN
    RAISE EXCEPTION 'the shares of a value make 100, or it has one place' USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_shares';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER impact_measure_is_somewhere AFTER INSERT OR UPDATE OF place_id ON impact_measure DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.place_id IS NULL) EXECUTE FUNCTION impact_shares_make_100();
CREATE CONSTRAINT TRIGGER impact_measureshare_makes_100 AFTER INSERT OR UPDATE OR DELETE ON impact_measureshare
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION impact_shares_make_100();
CREATE FUNCTION impact_followed_shares_make_100() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total numeric; owner bigint := coalesce(NEW.followed_id, OLD.followed_id);
BEGIN
  SELECT sum(share) INTO total FROM impact_followedshare WHERE followed_id = owner;
  IF total IS NOT NULL AND total <> 100 THEN
    RAISE EXCEPTION 'the shares of a project make 100' USING ERRCODE = 'check_violation', CONSTRAINT = 'followed_shares';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER impact_followedshare_makes_100 AFTER INSERT OR UPDATE OR DELETE ON impact_followedshare
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION impact_followed_shares_make_100();
"""

_NOT_THE_HOLDER = """
CREATE FUNCTION impact_not_the_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint; holder bigint;
BEGIN
  IF TG_TABLE_NAME = 'impact_assessment' THEN
    SELECT p.id, p.organisation_id INTO held, holder FROM impact_followed f JOIN projects_project p ON p.id = f.project_id
    WHERE f.id = (to_jsonb(NEW)->>'followed_id')::bigint;
  ELSE
    SELECT p.id, p.organisation_id INTO held, holder FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id
    JOIN projects_project p ON p.id = f.project_id WHERE m.id = (to_jsonb(NEW)->>'measure_id')::bigint;
  END IF;
  IF NEW.organisation_id = holder OR EXISTS (
    SELECT 1 FROM projects_teammember t WHERE t.project_id = held AND t.user_id = NEW.by_id AND t.until IS NULL
  ) THEN
    RAISE EXCEPTION 'a proof is given by somebody else than the holder' USING ERRCODE = 'check_violation', CONSTRAINT = 'not_the_holder';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER impact_assessment_not_the_holder BEFORE INSERT ON impact_assessment
  FOR EACH ROW EXECUTE FUNCTION impact_not_the_holder();
CREATE TRIGGER impact_verification_not_the_holder BEFORE INSERT ON impact_verification
  FOR EACH ROW EXECUTE FUNCTION impact_not_the_holder();
"""

# The values of a year that count, by the indicator's rule: the latest of a stock; of people counted once, the highest (no period counts
# more people than the year does); all of them otherwise. Then shared by place, and carried to each larger place once.
_REFRESH = """
CREATE FUNCTION impact_refresh(keys bigint[], years smallint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  country bigint := (SELECT id FROM geo_place WHERE level = 'pays' ORDER BY id LIMIT 1);
  was impact_projectyear[];
  now_is impact_projectyear[];
BEGIN
  IF keys IS NULL THEN RETURN; END IF;
  PERFORM 1 FROM impact_followed WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
  WITH gone AS (
    DELETE FROM impact_projectyear y USING unnest(keys, years) AS asked (key, year)
    WHERE y.followed_id = asked.key AND y.year = asked.year RETURNING y.*
  ) SELECT array_agg(gone::impact_projectyear) INTO was FROM gone;
  WITH asked AS (
    SELECT DISTINCT a.key, a.year, f.indicator_id, coalesce(f.sdg, 0) AS sdg, f.theme, i.aggregation,
      a.year BETWEEN extract(year FROM f.started_on) AND f.expected_to AS is_expected
    FROM unnest(keys, years) AS a (key, year)
    JOIN impact_followed f ON f.id = a.key AND f.is_counted JOIN methods_indicator i ON i.id = f.indicator_id
  ), ranked AS (
    SELECT a.*, m.id AS measure_id, m.place_id, m.value, m.state IN ('verified', 'locked') AS is_verified,
      row_number() OVER (
        PARTITION BY a.key, a.year ORDER BY CASE a.aggregation WHEN 'distinct' THEN m.value END DESC NULLS LAST, m.ends_on DESC
      ) AS rank
    FROM asked a JOIN impact_measure m ON m.followed_id = a.key
      AND m.ends_on BETWEEN make_date(a.year, 1, 1) AND make_date(a.year, 12, 31)
    WHERE m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')
  ), counting AS (
    SELECT * FROM ranked WHERE rank = 1 OR aggregation NOT IN ('last', 'distinct')
  ), placed AS (
    SELECT c.key, c.year, c.indicator_id, c.sdg, c.theme, coalesce(s.place_id, c.place_id) AS place_id, true AS is_reported,
      c.is_verified, CASE WHEN c.aggregation IN ('none', 'ratio') THEN 0 ELSE c.value * coalesce(s.share, 100) / 100 END AS value,
      coalesce(s.share, 100) / 100 AS weight
    FROM counting c LEFT JOIN impact_measureshare s ON s.measure_id = c.measure_id AND c.place_id IS NULL
    WHERE c.place_id IS NOT NULL OR s.id IS NOT NULL
    UNION ALL
    SELECT a.key, a.year, a.indicator_id, a.sdg, a.theme, s.place_id, false, false, 0, 0
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
  ), made AS (
    INSERT INTO impact_projectyear (followed_id, year, place_id, indicator_id, sdg, theme, is_reported, is_verified, value, weight,
      verified_value, verified_weight)
    SELECT key, year, place_id, indicator_id, sdg, theme, is_reported, is_verified, value, weight, verified_value, verified_weight
    FROM carried ORDER BY key, year, place_id RETURNING *
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

# Bounds are the indicator's; a value outside them is never there, whatever the door.
_MEASURES = """
CREATE FUNCTION impact_measure_bounded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM new_rows m JOIN impact_followed f ON f.id = m.followed_id JOIN methods_indicator i ON i.id = f.indicator_id
    WHERE m.value < i.minimum OR m.value > i.maximum
  ) THEN RAISE EXCEPTION 'a value is outside the bounds of its indicator' USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_bounds';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER impact_measure_added_bounded AFTER INSERT ON impact_measure REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION impact_measure_bounded();
CREATE TRIGGER impact_measure_changed_bounded AFTER UPDATE ON impact_measure REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION impact_measure_bounded();
"""
_COUNTS = "m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked')"


def _summed(name: str, pairs: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM impact_refresh(array_agg(key), array_agg(year)) FROM (SELECT DISTINCT key, year FROM ({pairs}) p ORDER BY key, year) q;
  RETURN NULL;
END $$;
"""  # noqa: S608  names of this module


def _trigger(name: str, event: str, table: str) -> str:
    rows = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows"}
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows[event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}();"


def _of_measure(rows: str) -> str:
    return f"SELECT m.followed_id AS key, extract(year FROM m.ends_on)::smallint AS year FROM {rows} m WHERE {_COUNTS}"  # noqa: S608  idem


def _of_share(rows: str) -> str:
    return f"""SELECT m.followed_id AS key, extract(year FROM m.ends_on)::smallint AS year
    FROM {rows} s JOIN impact_measure m ON m.id = s.measure_id WHERE {_COUNTS}"""  # noqa: S608  idem


def _of_followed(rows: str) -> str:
    return f"""SELECT f.id AS key, y::smallint AS year FROM {rows} f
    CROSS JOIN LATERAL generate_series(extract(year FROM f.started_on)::int, f.expected_to::int) y"""  # noqa: S608  idem


# What changes where or for what a followed indicator counts.
_FOLLOWED_CHANGED = """
SELECT x.key, x.year FROM (
  SELECT n.id AS key, y::smallint AS year FROM new_rows n JOIN old_rows o ON o.id = n.id
  CROSS JOIN LATERAL generate_series(
    extract(year FROM least(o.started_on, n.started_on))::int, greatest(o.expected_to, n.expected_to)::int) y
  WHERE (o.is_counted, o.sdg, o.theme, o.started_on) IS DISTINCT FROM (n.is_counted, n.sdg, n.theme, n.started_on)
    OR o.expected_to <> n.expected_to AND y > least(o.expected_to, n.expected_to)
  UNION
  SELECT n.id, extract(year FROM m.ends_on)::smallint FROM new_rows n JOIN old_rows o ON o.id = n.id
  JOIN impact_measure m ON m.followed_id = n.id
  WHERE (o.is_counted, o.sdg, o.theme) IS DISTINCT FROM (n.is_counted, n.sdg, n.theme)
) x
"""


def _of_followed_share(rows: str) -> str:
    touched = f"(SELECT DISTINCT f.* FROM {rows} s JOIN impact_followed f ON f.id = s.followed_id)"  # noqa: S608  idem
    return _of_followed(touched)


def _all_of(table: str, pairs: Callable[[str], str]) -> str:
    return (
        _summed(f"{table}_added", pairs("new_rows"))
        + _summed(f"{table}_changed", f"{pairs('old_rows')} UNION ALL {pairs('new_rows')}")
        + _summed(f"{table}_removed", pairs("old_rows"))
        + _trigger(f"{table}_added", "INSERT", table)
        + _trigger(f"{table}_changed", "UPDATE", table)
        + _trigger(f"{table}_removed", "DELETE", table)
    )


_SUMS = (
    _all_of("impact_measure", _of_measure)
    + _all_of("impact_measureshare", _of_share)
    + _all_of("impact_followedshare", _of_followed_share)
    + _summed("impact_followed_changed", _FOLLOWED_CHANGED)
    + _trigger("impact_followed_changed", "UPDATE", "impact_followed")
)


class Migration(migrations.Migration):
    dependencies = [("impact", "0003_measures")]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
                migrations.RunSQL.noop,
            )
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(_SHARES + _NOT_THE_HOLDER + _REFRESH + _MEASURES + _SUMS, migrations.RunSQL.noop),
    ]
