"""Bulk loads: titles read once, index entries written in batches. The lists that wait are short, and emptied after each bulk load."""

import django.contrib.postgres.indexes
from django.db import migrations

SQL = r"""
-- What the index must say of some organisations; nothing for those that the public may not see.
CREATE OR REPLACE FUNCTION atlas_organisations(ids bigint[]) RETURNS SETOF atlas_entry LANGUAGE sql STABLE AS $$
  WITH batch AS MATERIALIZED (
    SELECT organisation.* FROM organisations_organisation organisation
    JOIN (SELECT DISTINCT unnest(ids) AS id) chosen USING (id)
    WHERE organisation.is_published AND organisation.closed_on IS NULL
  ), spot AS MATERIALIZED (
    SELECT * FROM atlas_spots(ARRAY(SELECT DISTINCT commune_id FROM batch WHERE commune_id IS NOT NULL))
  ), titled AS MATERIALIZED (
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
CREATE OR REPLACE FUNCTION atlas_projects(ids bigint[]) RETURNS SETOF atlas_entry LANGUAGE sql STABLE AS $$
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
  ), titled AS MATERIALIZED (
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

CREATE OR REPLACE FUNCTION atlas_count() RETURNS trigger LANGUAGE plpgsql AS $$
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
  -- Many rows at once wait in the indexes' pending lists, which makes a bulk load six times faster: put them in order now.
  IF TG_OP <> 'DELETE' THEN
    IF (SELECT count(*) FROM (SELECT FROM new_rows LIMIT 501) few) > 500 THEN
      PERFORM gin_clean_pending_list('atlas_entry_words'::regclass), gin_clean_pending_list('atlas_entry_facets'::regclass);
    END IF;
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("atlas", "0002_index")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="atlas_entry_words"),
        migrations.RemoveIndex(model_name="entry", name="atlas_entry_facets"),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="atlas_entry_words", fastupdate=True, gin_pending_list_limit=512
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["facets"], name="atlas_entry_facets", fastupdate=True, gin_pending_list_limit=512
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
