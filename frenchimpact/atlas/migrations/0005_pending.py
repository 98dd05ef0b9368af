"""A large import in half the time. How much may wait before it is put in order, by need: little after an edit, so that search reads little; much while a file comes in.

An index that names its own limit keeps it in every session; without one, the session's holds, which the triggers set.
"""

import django.contrib.postgres.indexes
from django.db import migrations

WAITING = ("atlas_entry_words", "atlas_entry_facets")
SQL = r"""
ALTER INDEX atlas_entry_words RESET (gin_pending_list_limit);
ALTER INDEX atlas_entry_facets RESET (gin_pending_list_limit);

-- Before `size` entries are written: kB that may wait in a list, for the rest of the transaction. Many entries want a plan made
-- for that many: the sixth batch of a session would otherwise get the plan for a few rows, whose time grows with the square.
CREATE FUNCTION atlas_expect(size int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('gin_pending_list_limit', CASE WHEN size > 500 THEN '16384' ELSE '512' END, true);
  IF size > 500 THEN PERFORM set_config('plan_cache_mode', 'force_custom_plan', true); END IF;
END $$;

CREATE OR REPLACE FUNCTION atlas_organisation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM atlas_entry WHERE id IN (SELECT old_rows.id * 16 + 1 FROM old_rows);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(new_rows.id) INTO ids FROM new_rows WHERE is_published;
    IF ids IS NOT NULL THEN
      PERFORM atlas_expect(cardinality(ids));
      INSERT INTO atlas_entry SELECT * FROM atlas_organisations(ids);
    END IF;
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

CREATE OR REPLACE FUNCTION atlas_refresh(which int, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL THEN RETURN; END IF;
  PERFORM atlas_expect(cardinality(ids));
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
"""


class Migration(migrations.Migration):
    dependencies = [("atlas", "0004_lighter")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL, migrations.RunSQL.noop)],
            state_operations=[
                operation
                for name in WAITING
                for operation in (
                    migrations.RemoveIndex(model_name="entry", name=name),
                    migrations.AddIndex(
                        model_name="entry",
                        index=django.contrib.postgres.indexes.GinIndex(fields=[name.rpartition("_")[2]], name=name, fastupdate=True),
                    ),
                )
            ],
        )
    ]
