"""The index takes its shape, and the database keeps it: statement-level triggers, set-based, so that a bulk load stays fast."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations, models
from django.db.models import F

from frenchimpact.core.schema import CreateModels

SQL = r"""
ALTER TABLE atlas_entry SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE atlas_tally SET (autovacuum_vacuum_scale_factor = 0.1);

-- The same as atlas/facets.py.
CREATE FUNCTION atlas_facet(dimension int, code text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
  (dimension << 24) + CASE
    WHEN code ~ '^[0-9]{1,6}$' OR (dimension = 64 AND code ~ '^[0-9]{1,9}$') THEN code::int
    ELSE (1 << 23) + ((('x' || left(md5(code), 6))::bit(24)::int) & 8388607) END;

CREATE FUNCTION atlas_facets(dimension int, codes text[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  ARRAY(SELECT atlas_facet(dimension, code) FROM unnest(codes) code WHERE code <> '');

CREATE FUNCTION atlas_place_facet(level text, code text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE level WHEN 'region' THEN atlas_facet(5, code) WHEN 'departement' THEN atlas_facet(6, code)
    WHEN 'commune' THEN atlas_facet(7, code) WHEN 'epci' THEN atlas_facet(64, code) WHEN 'ept' THEN atlas_facet(64, code) END;

CREATE FUNCTION atlas_x(longitude float8) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
  least(16777215, floor((longitude + 180) / 360 * 16777216))::int;
CREATE FUNCTION atlas_y(latitude float8) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
  floor((1 - ln(tan(radians(45 + greatest(-85, least(85, latitude)) / 2))) / pi()) / 2 * 16777216)::int;

-- Words of a text, its apostrophes opened, at most as long as any honest description.
CREATE FUNCTION atlas_words(content text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE RETURN
  to_tsvector('public.fr'::regconfig, translate(left(content, 20000), '’''', '  '));

-- Everything that the index says of some places: words, facets of the place and of what contains it, position.
CREATE FUNCTION atlas_spots(ids bigint[]) RETURNS TABLE (id bigint, words text, facets int[], x int, y int)
LANGUAGE sql STABLE AS $$
  SELECT place.id, string_agg(above.name, ' ' ORDER BY above.id),
         array_agg(atlas_place_facet(above.level, above.code) ORDER BY above.id) FILTER (WHERE above.level <> 'pays'),
         atlas_x(place.longitude), atlas_y(place.latitude)
  FROM geo_place place
  JOIN geo_place above ON above.id IN (place.id, place.department_id, place.region_id, place.epci_id, place.ept_id)
  WHERE place.id IN (SELECT unnest(ids))
  GROUP BY place.id
$$;

CREATE FUNCTION atlas_terms(codes text[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(term.fr || ' ' || term.en, ' ' ORDER BY term.code)
  FROM vocabularies_term term WHERE term.scheme = 'theme' AND term.code = ANY(codes)
$$;

-- What the index must say of some organisations; nothing for those that the public may not see.
CREATE FUNCTION atlas_organisations(ids bigint[]) RETURNS SETOF atlas_entry LANGUAGE sql STABLE AS $$
  WITH batch AS MATERIALIZED (
    SELECT organisation.* FROM organisations_organisation organisation
    JOIN (SELECT DISTINCT unnest(ids) AS id) chosen USING (id)
    WHERE organisation.is_published AND organisation.closed_on IS NULL
  ), spot AS MATERIALIZED (
    SELECT * FROM atlas_spots(ARRAY(SELECT DISTINCT commune_id FROM batch WHERE commune_id IS NOT NULL))
  ), titled AS (
    SELECT batch.*, atlas_words(batch.name) AS title_words FROM batch
  )
  SELECT titled.id * 16 + 1, 1::smallint, titled.id, titled.name_fold, titled.title_words,
    setweight(titled.title_words, 'A') || setweight(atlas_words(titled.description), 'B')
      || setweight(atlas_words(concat_ws(' ', spot.words, atlas_terms(titled.themes::text[]))), 'C'),
    atlas_facets(1, titled.kinds::text[]) || atlas_facets(2, titled.support_kinds::text[]) || atlas_facets(3, ARRAY[titled.ess_family::text])
      || atlas_facets(4, titled.themes::text[]) || coalesce(spot.facets, '{}'),
    spot.x, spot.y, coalesce(titled.confirmed_at, titled.updated_at)
  FROM titled LEFT JOIN spot ON spot.id = titled.commune_id
$$;

-- The same for projects: published ones only.
CREATE FUNCTION atlas_projects(ids bigint[]) RETURNS SETOF atlas_entry LANGUAGE sql STABLE AS $$
  WITH batch AS MATERIALIZED (
    SELECT project.* FROM projects_project project
    JOIN (SELECT DISTINCT unnest(ids) AS id) chosen USING (id)
    WHERE project.status = 'published'
  ), placed AS MATERIALIZED (
    SELECT link.id, link.project_id, link.place_id FROM projects_projectplace link JOIN batch ON batch.id = link.project_id
  ), spot AS MATERIALIZED (
    SELECT * FROM atlas_spots(ARRAY(SELECT DISTINCT place_id FROM placed))
  ), ground AS (
    SELECT placed.project_id, string_agg(spot.words, ' ' ORDER BY placed.id) AS words,
      (array_agg(spot.x ORDER BY placed.id) FILTER (WHERE spot.x IS NOT NULL))[1] AS x,
      (array_agg(spot.y ORDER BY placed.id) FILTER (WHERE spot.x IS NOT NULL))[1] AS y
    FROM placed JOIN spot ON spot.id = placed.place_id GROUP BY placed.project_id
  ), around AS (
    SELECT project_id, array_agg(facet ORDER BY facet) AS facets
    FROM (SELECT DISTINCT placed.project_id, unnest(spot.facets) AS facet FROM placed JOIN spot ON spot.id = placed.place_id) one
    GROUP BY project_id
  ), titled AS (
    SELECT batch.*, atlas_words(batch.name) AS title_words FROM batch
  )
  SELECT titled.id * 16 + 2, 2::smallint, titled.id, titled.name_fold, titled.title_words,
    setweight(titled.title_words, 'A') || setweight(atlas_words(concat_ws(' ', titled.problem, titled.answer)), 'B')
      || setweight(atlas_words(concat_ws(' ', ground.words, atlas_terms(titled.themes::text[]))), 'C'),
    atlas_facets(4, titled.themes::text[]) || atlas_facets(8, ARRAY[titled.stage::text]) || atlas_facets(9, titled.publics::text[])
      || CASE WHEN titled.is_need THEN ARRAY[atlas_facet(10, '1')] ELSE '{}' END || coalesce(around.facets, '{}'),
    ground.x, ground.y, titled.published_at
  FROM titled LEFT JOIN ground ON ground.project_id = titled.id LEFT JOIN around ON around.project_id = titled.id
$$;

-- Bring the entries of some objects to what they must say.
CREATE FUNCTION atlas_refresh(which int, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL THEN RETURN; END IF;
  WITH fresh AS MATERIALIZED (
    SELECT * FROM atlas_organisations(ids) WHERE which = 1 UNION ALL SELECT * FROM atlas_projects(ids) WHERE which = 2
  ), gone AS (
    DELETE FROM atlas_entry entry WHERE entry.id IN (
      SELECT object * 16 + which FROM unnest(ids) object EXCEPT SELECT fresh.id FROM fresh
    )
  )
  INSERT INTO atlas_entry SELECT * FROM fresh
  ON CONFLICT (id) DO UPDATE SET title_fold = excluded.title_fold, title_words = excluded.title_words, words = excluded.words,
    facets = excluded.facets, x = excluded.x, y = excluded.y, at = excluded.at
  WHERE (atlas_entry.title_fold, atlas_entry.title_words, atlas_entry.words, atlas_entry.facets, atlas_entry.x, atlas_entry.y, atlas_entry.at)
    IS DISTINCT FROM (excluded.title_fold, excluded.title_words, excluded.words, excluded.facets, excluded.x, excluded.y, excluded.at);
END $$;

CREATE FUNCTION atlas_organisation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM atlas_entry WHERE id IN (SELECT old_rows.id * 16 + 1 FROM old_rows);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(new_rows.id) INTO ids FROM new_rows WHERE is_published;
  ELSE
    SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.name, n.kinds, n.support_kinds, n.ess_family, n.commune_id, n.description, n.themes, n.is_published, n.closed_on,
           coalesce(n.confirmed_at, n.updated_at))
      IS DISTINCT FROM (o.name, o.kinds, o.support_kinds, o.ess_family, o.commune_id, o.description, o.themes, o.is_published, o.closed_on,
           coalesce(o.confirmed_at, o.updated_at));
  END IF;
  PERFORM atlas_refresh(1, ids);
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_organisation_inserted AFTER INSERT ON organisations_organisation
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_organisation_changed();
CREATE TRIGGER atlas_organisation_updated AFTER UPDATE ON organisations_organisation
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_organisation_changed();
CREATE TRIGGER atlas_organisation_deleted AFTER DELETE ON organisations_organisation
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_organisation_changed();

CREATE FUNCTION atlas_project_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM atlas_entry WHERE id IN (SELECT old_rows.id * 16 + 2 FROM old_rows);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(new_rows.id) INTO ids FROM new_rows WHERE status = 'published';
  ELSE
    SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o USING (id)
    WHERE 'published' IN (n.status, o.status)
      AND (n.name, n.status, n.stage, n.is_need, n.problem, n.answer, n.themes, n.publics, n.published_at)
      IS DISTINCT FROM (o.name, o.status, o.stage, o.is_need, o.problem, o.answer, o.themes, o.publics, o.published_at);
  END IF;
  PERFORM atlas_refresh(2, ids);
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_project_inserted AFTER INSERT ON projects_project
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_changed();
CREATE TRIGGER atlas_project_updated AFTER UPDATE ON projects_project
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_changed();
CREATE TRIGGER atlas_project_deleted AFTER DELETE ON projects_project
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_changed();

CREATE FUNCTION atlas_project_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT project_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT project_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT project_id) INTO ids FROM (SELECT project_id FROM new_rows UNION SELECT project_id FROM old_rows) both_sides;
  END IF;
  -- Somebody may be changing the sheet at this moment: wait, so that the last one to write has seen the other.
  PERFORM 1 FROM projects_project WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
  PERFORM atlas_refresh(2, ids);
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_project_place_inserted AFTER INSERT ON projects_projectplace
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_moved();
CREATE TRIGGER atlas_project_place_updated AFTER UPDATE ON projects_projectplace
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_moved();
CREATE TRIGGER atlas_project_place_deleted AFTER DELETE ON projects_projectplace
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_project_moved();

-- A place that is renamed, moved or joined to another intermunicipality; a theme that changes its words.
CREATE FUNCTION atlas_place_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  SELECT array_agg(n.id) INTO changed FROM new_rows n JOIN old_rows o USING (id)
  WHERE (n.name, n.level, n.code, n.longitude, n.latitude, n.department_id, n.region_id, n.epci_id, n.ept_id)
    IS DISTINCT FROM (o.name, o.level, o.code, o.longitude, o.latitude, o.department_id, o.region_id, o.epci_id, o.ept_id);
  IF changed IS NULL THEN RETURN NULL; END IF;
  SELECT array_agg(id) INTO changed FROM geo_place
  WHERE id = ANY(changed) OR department_id = ANY(changed) OR region_id = ANY(changed) OR epci_id = ANY(changed) OR ept_id = ANY(changed);
  PERFORM atlas_refresh(1, (SELECT array_agg(id) FROM organisations_organisation WHERE commune_id = ANY(changed)));
  PERFORM atlas_refresh(2, (SELECT array_agg(DISTINCT project_id) FROM projects_projectplace WHERE place_id = ANY(changed)));
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_place_updated AFTER UPDATE ON geo_place
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_place_changed();

CREATE FUNCTION atlas_term_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed text[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(code) INTO changed FROM new_rows WHERE scheme = 'theme';
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(code) INTO changed FROM old_rows WHERE scheme = 'theme';
  ELSE
    SELECT array_agg(code) INTO changed FROM (
      SELECT n.code FROM new_rows n JOIN old_rows o USING (id)
      WHERE 'theme' IN (n.scheme, o.scheme) AND (n.scheme, n.code, n.fr, n.en) IS DISTINCT FROM (o.scheme, o.code, o.fr, o.en)
      UNION SELECT o.code FROM new_rows n JOIN old_rows o USING (id)
      WHERE 'theme' IN (n.scheme, o.scheme) AND (n.scheme, n.code) IS DISTINCT FROM (o.scheme, o.code)
    ) both_sides;
  END IF;
  IF changed IS NULL THEN RETURN NULL; END IF;
  PERFORM atlas_refresh(1, (SELECT array_agg(id) FROM organisations_organisation WHERE themes::text[] && changed));
  PERFORM atlas_refresh(2, (SELECT array_agg(id) FROM projects_project WHERE themes::text[] && changed));
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_term_inserted AFTER INSERT ON vocabularies_term
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_term_changed();
CREATE TRIGGER atlas_term_updated AFTER UPDATE ON vocabularies_term
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_term_changed();
CREATE TRIGGER atlas_term_deleted AFTER DELETE ON vocabularies_term
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_term_changed();

-- How many entries carry each value: differences, added up. Communes and intermunicipalities are too many to be listed.
CREATE FUNCTION atlas_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO atlas_tally (kind, facet, n)
    SELECT kind, facet, count(*) FROM new_rows, unnest(0 || facets) facet WHERE facet >> 24 NOT IN (7) AND facet >> 24 < 64 GROUP BY 1, 2;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO atlas_tally (kind, facet, n)
    SELECT kind, facet, -count(*) FROM old_rows, unnest(0 || facets) facet WHERE facet >> 24 NOT IN (7) AND facet >> 24 < 64 GROUP BY 1, 2;
  ELSE
    INSERT INTO atlas_tally (kind, facet, n)
    SELECT kind, facet, sum(n) FROM (
      SELECT kind, unnest(facets) AS facet, 1 AS n FROM new_rows UNION ALL SELECT kind, unnest(facets), -1 FROM old_rows
    ) difference WHERE facet >> 24 NOT IN (7) AND facet >> 24 < 64 GROUP BY 1, 2 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_entry_inserted AFTER INSERT ON atlas_entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_count();
CREATE TRIGGER atlas_entry_updated AFTER UPDATE ON atlas_entry
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_count();
CREATE TRIGGER atlas_entry_deleted AFTER DELETE ON atlas_entry
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_count();
"""

UNDO = """
DROP FUNCTION atlas_count() CASCADE;
DROP FUNCTION atlas_term_changed() CASCADE;
DROP FUNCTION atlas_place_changed() CASCADE;
DROP FUNCTION atlas_project_moved() CASCADE;
DROP FUNCTION atlas_project_changed() CASCADE;
DROP FUNCTION atlas_organisation_changed() CASCADE;
DROP FUNCTION atlas_refresh(int, bigint[]);
DROP FUNCTION atlas_projects(bigint[]);
DROP FUNCTION atlas_organisations(bigint[]);
DROP FUNCTION atlas_terms(text[]);
DROP FUNCTION atlas_spots(bigint[]);
DROP FUNCTION atlas_words(text);
DROP FUNCTION atlas_y(float8);
DROP FUNCTION atlas_x(float8);
DROP FUNCTION atlas_place_facet(text, text);
DROP FUNCTION atlas_facets(int, text[]);
DROP FUNCTION atlas_facet(int, text);
"""

FILL = """
SELECT atlas_refresh(1, (SELECT array_agg(id) FROM organisations_organisation WHERE is_published));
SELECT atlas_refresh(2, (SELECT array_agg(id) FROM projects_project WHERE status = 'published'));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0001_initial"),
        ("organisations", "0001_initial"),
        ("projects", "0001_initial"),
        ("vocabularies", "0001_initial"),
        ("geo", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Entry"),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("kind", models.SmallIntegerField(choices=[(1, "Organisation"), (2, "Project")])),
                        ("object_id", models.BigIntegerField()),
                        ("title_fold", models.TextField()),
                        ("title_words", django.contrib.postgres.search.SearchVectorField()),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                        ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                        ("x", models.IntegerField(null=True)),
                        ("y", models.IntegerField(null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="atlas_entry_words", fastupdate=False),
                            django.contrib.postgres.indexes.GinIndex(fields=["facets"], name="atlas_entry_facets", fastupdate=False),
                            models.Index(F("at").desc(), F("id"), name="atlas_entry_recent"),
                            models.Index(
                                django.db.models.functions.comparison.Collate("title_fold", "C"), F("id"), name="atlas_entry_title"
                            ),
                            models.Index(F("x"), F("y"), name="atlas_entry_position", include=["kind"]),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("kind", models.SmallIntegerField()),
                        ("facet", models.IntegerField()),
                        ("n", models.IntegerField()),
                    ],
                    options={"indexes": [models.Index(F("kind"), name="atlas_tally_kind", include=["facet", "n"])]},
                ),
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        ("word", models.TextField(primary_key=True, serialize=False)),
                        ("uses", models.IntegerField()),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(F("word"), name="gin_trgm_ops"),
                                name="atlas_word_trigram",
                                fastupdate=False,
                            )
                        ]
                    },
                ),
            ]
        ),
        migrations.RunSQL(SQL, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
