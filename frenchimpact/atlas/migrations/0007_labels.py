"""The index says which kinds of label an organisation holds now: what the directory is narrowed by."""

from django.db import migrations

SQL = r"""
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
  ), labelled AS MATERIALIZED (
    SELECT label.organisation_id AS id, atlas_facets(11, array_agg(DISTINCT kind.code::text ORDER BY kind.code::text)) AS facets
    FROM labels_label label JOIN labels_labelkind kind ON kind.id = label.kind_id
    WHERE label.organisation_id = ANY(ids) AND label.status IN ('active', 'observed') GROUP BY 1
  )
  SELECT batch.id * 16 + 1, 1::smallint, batch.id, batch.name_fold, batch.title_words,
    setweight(batch.title_words, 'A') || setweight(atlas_words(batch.description), 'B')
      || coalesce(spot.words, '') || coalesce(said.words, ''),
    sorted.facets || said.facets || coalesce(labelled.facets, '{}') || coalesce(spot.facets, '{}'), spot.x, spot.y, batch.at
  FROM batch JOIN said USING (themes) JOIN sorted USING (kinds, support_kinds, ess_family) LEFT JOIN spot ON spot.id = batch.commune_id
    LEFT JOIN labelled ON labelled.id = batch.id
$$;

CREATE FUNCTION atlas_label_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT organisation_id) INTO changed FROM new_rows WHERE organisation_id IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT organisation_id) INTO changed FROM old_rows WHERE organisation_id IS NOT NULL;
  ELSE
    SELECT array_agg(DISTINCT one) INTO changed FROM new_rows n JOIN old_rows o USING (id),
      unnest(ARRAY[n.organisation_id, o.organisation_id]) one
    WHERE one IS NOT NULL AND (n.organisation_id, n.kind_id, n.status) IS DISTINCT FROM (o.organisation_id, o.kind_id, o.status);
  END IF;
  IF changed IS NULL THEN RETURN NULL; END IF;
  -- Somebody may be changing the sheet at this moment: wait, so that the last one to write has seen the other.
  PERFORM 1 FROM organisations_organisation WHERE id = ANY(changed) ORDER BY id FOR NO KEY UPDATE;
  PERFORM atlas_refresh(1, changed);
  RETURN NULL;
END $$;
CREATE TRIGGER atlas_label_inserted AFTER INSERT ON labels_label
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_label_changed();
CREATE TRIGGER atlas_label_updated AFTER UPDATE ON labels_label
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_label_changed();
CREATE TRIGGER atlas_label_deleted AFTER DELETE ON labels_label
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION atlas_label_changed();
"""

UNDO = "DROP FUNCTION atlas_label_changed() CASCADE;"
FILL = "SELECT atlas_refresh(1, (SELECT array_agg(DISTINCT organisation_id) FROM labels_label WHERE organisation_id IS NOT NULL));"


class Migration(migrations.Migration):
    dependencies = [("atlas", "0006_new_words"), ("labels", "0003_jury_renewals")]

    operations = [migrations.RunSQL(SQL, UNDO), migrations.RunSQL(FILL, migrations.RunSQL.noop)]
