"""Indexing many organisations at once for a third less: words of places and of themes are read once each, new sheets are only added."""

from django.db import migrations

SQL = r"""
-- What the index must say of some organisations; nothing for those that the public may not see. What many share (a commune, a set
-- of themes, a kind) is worked out once for all of them.
CREATE OR REPLACE FUNCTION atlas_organisations(ids bigint[]) RETURNS SETOF atlas_entry LANGUAGE sql STABLE AS $$
  WITH batch AS MATERIALIZED (
    SELECT one.id, one.name_fold, one.description, one.kinds, one.support_kinds, one.ess_family, one.themes, one.commune_id,
      coalesce(one.confirmed_at, one.updated_at) AS at, atlas_words(one.name) AS title_words
    FROM organisations_organisation one WHERE one.id = ANY(ids) AND one.is_published AND one.closed_on IS NULL
  ), spot AS MATERIALIZED (
    SELECT place.id, place.facets, place.x, place.y, setweight(atlas_words(place.words), 'C') AS words
    FROM atlas_spots(ARRAY(SELECT DISTINCT commune_id FROM batch WHERE commune_id IS NOT NULL)) place
  ), said AS MATERIALIZED (
    SELECT themes, atlas_facets(4, themes::text[]) AS facets, setweight(atlas_words(atlas_terms(themes::text[])), 'C') AS words
    FROM (SELECT DISTINCT themes FROM batch) every
  ), sorted AS MATERIALIZED (
    SELECT kinds, support_kinds, ess_family,
      atlas_facets(1, kinds::text[]) || atlas_facets(2, support_kinds::text[]) || atlas_facets(3, ARRAY[ess_family::text]) AS facets
    FROM (SELECT DISTINCT kinds, support_kinds, ess_family FROM batch) every
  )
  SELECT batch.id * 16 + 1, 1::smallint, batch.id, batch.name_fold, batch.title_words,
    setweight(batch.title_words, 'A') || setweight(atlas_words(batch.description), 'B')
      || coalesce(spot.words, '') || coalesce(said.words, ''),
    sorted.facets || said.facets || coalesce(spot.facets, '{}'), spot.x, spot.y, batch.at
  FROM batch JOIN said USING (themes) JOIN sorted USING (kinds, support_kinds, ess_family) LEFT JOIN spot ON spot.id = batch.commune_id
$$;

CREATE OR REPLACE FUNCTION atlas_organisation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM atlas_entry WHERE id IN (SELECT old_rows.id * 16 + 1 FROM old_rows);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(new_rows.id) INTO ids FROM new_rows WHERE is_published;
    IF ids IS NOT NULL THEN INSERT INTO atlas_entry SELECT * FROM atlas_organisations(ids); END IF;
    RETURN NULL;
  END IF;
  SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o USING (id)
  WHERE (n.name, n.kinds, n.support_kinds, n.ess_family, n.commune_id, n.description, n.themes, n.is_published, n.closed_on,
         coalesce(n.confirmed_at, n.updated_at))
    IS DISTINCT FROM (o.name, o.kinds, o.support_kinds, o.ess_family, o.commune_id, o.description, o.themes, o.is_published, o.closed_on,
         coalesce(o.confirmed_at, o.updated_at));
  PERFORM atlas_refresh(1, ids);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("atlas", "0003_bulk")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
