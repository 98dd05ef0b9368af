"""What the database itself holds: histories never rewritten, bits of masks, and the face of each project.

`aids_face` follows every change of a project, its places, its passport and its organisation, whoever makes it: an import, a person, SQL by
hand. A face is drawn under the lock of its row, so that of two changes at once the later one sees the earlier.
"""

from django.db import migrations

APPEND_ONLY = ("aids_aidchange", "aids_linkcheck", "aids_requestevent")

FORMS = (
    "association",
    "cooperative",
    "mutuelle",
    "fondation",
    "societe_ess",
    "entreprise",
    "collectivite",
    "administration",
    "enseignement_recherche",
    "groupe",
    "sans_structure",
)
STAGES = (
    "besoin",
    "idee",
    "amorcage",
    "experimentation",
    "consolidation",
    "essaimage",
    "changement_echelle",
    "solution_nationale",
    "pause",
)
INSTRUMENTS = (
    "subvention",
    "prix",
    "avance_recuperable",
    "pret",
    "pret_participatif",
    "garantie",
    "pret_honneur",
    "fonds_propres",
    "quasi_fonds_propres",
    "contrat_impact",
    "mecenat_financier",
    "mecenat_nature",
    "mecenat_competences",
    "participatif_don",
    "participatif_pret",
    "participatif_capital",
    "marche_public",
    "commande_responsable",
    "benevolat_valorise",
    "ingenierie",
    "information",
)


def _array(codes: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{code}'" for code in codes) + "]"


_BITS = """
-- Themes and publics are data: each gets the next free bit when it is first loaded. Beyond 63 of a scheme, a code has none.
CREATE FUNCTION aids_give_bits() RETURNS void LANGUAGE sql AS $$
  INSERT INTO aids_bit (scheme, code, number)
  SELECT scheme, code, number FROM (
    SELECT term.scheme, term.code,
      coalesce((SELECT max(number) FROM aids_bit bit WHERE bit.scheme = term.scheme), -1)
        + row_number() OVER (PARTITION BY term.scheme ORDER BY term.position, term.code) AS number
    FROM vocabularies_term term
    WHERE term.scheme IN ('theme', 'public')
      AND NOT EXISTS (SELECT 1 FROM aids_bit bit WHERE bit.scheme = term.scheme AND bit.code = term.code)
  ) fresh WHERE number <= 62
  ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION aids_terms_loaded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM aids_give_bits(); RETURN NULL; END $$;
CREATE TRIGGER aids_terms_loaded AFTER INSERT ON vocabularies_term FOR EACH STATEMENT EXECUTE FUNCTION aids_terms_loaded();
SELECT aids_give_bits();

-- Codes of the code itself have their place in a list (aids/codes.py has the same), those that are data have their row.
CREATE FUNCTION aids_mask(wanted text, codes text[]) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN wanted IN ('theme', 'public')
    THEN (SELECT coalesce(bit_or(1::bigint << number), 0) FROM aids_bit WHERE scheme = wanted AND code = ANY(codes))
    ELSE (SELECT coalesce(bit_or(1::bigint << (place - 1)), 0) FROM (
      SELECT array_position(CASE wanted WHEN 'form' THEN {forms} WHEN 'stage' THEN {stages} WHEN 'instrument' THEN {instruments} END, code) AS place
      FROM unnest(codes) code
    ) placed WHERE place IS NOT NULL) END
$$;
"""

_FACES = r"""
-- A number or a date that someone typed in the passport; null when it is not one.
CREATE FUNCTION aids_number(value jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value #>> '{}' ~ '^[0-9]{1,12}([.][0-9]{1,6})?$' THEN round((value #>> '{}')::numeric, 2) END
$$;
CREATE FUNCTION aids_day(value jsonb) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pg_input_is_valid(value #>> '{}', 'date') AND value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN (value #>> '{}')::date END
$$;

CREATE FUNCTION aids_faces(ids bigint[]) RETURNS SETOF aids_face LANGUAGE sql STABLE AS $$
  WITH batch AS MATERIALIZED (
    SELECT project.* FROM projects_project project JOIN (SELECT DISTINCT unnest(ids) AS id) chosen USING (id)
    WHERE project.status <> 'archived'
  ), ground AS (
    SELECT link.project_id, array_agg(DISTINCT place.id::int) AS places, array_agg(DISTINCT above.id::int) AS places_up
    FROM projects_projectplace link JOIN batch ON batch.id = link.project_id JOIN geo_place place ON place.id = link.place_id
    JOIN geo_place above ON above.id IN (place.id, place.department_id, place.region_id, place.epci_id, place.ept_id)
      OR (above.level = 'pays' AND above.code = 'FR')
    GROUP BY link.project_id
  ), said AS (
    SELECT answer.project_id,
      (array_agg(aids_number(value)) FILTER (WHERE key = 'budget'))[1] AS budget,
      (array_agg(aids_number(value)) FILTER (WHERE key = 'amount_sought'))[1] AS amount,
      (array_agg(aids_day(value)) FILTER (WHERE key = 'founded_on'))[1] AS founded_on,
      (array_agg(aids_number(value)) FILTER (WHERE key = 'employees'))[1] AS employees,
      (array_agg(aids_number(value)) FILTER (WHERE key = 'evidence'))[1] AS evidence
    FROM projects_passportanswer answer JOIN batch ON batch.id = answer.project_id
    WHERE answer.superseded_at IS NULL AND answer.key IN ('budget', 'amount_sought', 'founded_on', 'employees', 'evidence')
    GROUP BY answer.project_id
  )
  SELECT batch.id,
    CASE WHEN batch.organisation_id IS NULL THEN aids_mask('form', ARRAY['sans_structure'])
      ELSE aids_mask('form', o.kinds::text[] || CASE o.ess_family
        WHEN 'commerciale_a_verifier' THEN 'entreprise' WHEN 'groupement_territorial' THEN 'collectivite'
        WHEN 'etat' THEN 'administration' WHEN 'autre_public' THEN 'administration' ELSE o.ess_family END::text) END,
    aids_mask('stage', ARRAY[batch.stage]), aids_mask('theme', batch.themes::text[]), aids_mask('public', batch.publics::text[]),
    coalesce(ground.places, '{}'), coalesce(ground.places_up, '{}'), said.budget, said.amount, said.founded_on, said.employees,
    said.evidence::smallint, batch.status IN ('qualified', 'published'), batch.status = 'published'
  FROM batch LEFT JOIN organisations_organisation o ON o.id = batch.organisation_id
  LEFT JOIN ground ON ground.project_id = batch.id LEFT JOIN said ON said.project_id = batch.id
$$;

CREATE FUNCTION aids_draw_faces(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL THEN RETURN; END IF;
  -- The later of two changes waits here, then reads what the earlier wrote.
  PERFORM 1 FROM aids_face WHERE project_id = ANY(ids) ORDER BY project_id FOR UPDATE;
  DELETE FROM aids_face WHERE project_id IN (
    SELECT id FROM unnest(ids) id EXCEPT SELECT project.id FROM projects_project project WHERE project.id = ANY(ids) AND status <> 'archived'
  );
  INSERT INTO aids_face (project_id, forms, stage, themes, publics, places, places_up, budget, amount, founded_on, employees, evidence,
    is_qualified, is_public)
  SELECT project_id, forms, stage, themes, publics, places, places_up, budget, amount, founded_on, employees, evidence, is_qualified, is_public
  FROM aids_faces(ids) ORDER BY project_id
  ON CONFLICT (project_id) DO UPDATE SET forms = excluded.forms, stage = excluded.stage, themes = excluded.themes,
    publics = excluded.publics, places = excluded.places, places_up = excluded.places_up, budget = excluded.budget, amount = excluded.amount,
    founded_on = excluded.founded_on, employees = excluded.employees, evidence = excluded.evidence, is_qualified = excluded.is_qualified,
    is_public = excluded.is_public
  WHERE aids_face IS DISTINCT FROM excluded;
END $$;

CREATE FUNCTION aids_project_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(id) INTO ids FROM new_rows;
  ELSE
    SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.status, n.stage, n.organisation_id, n.themes, n.publics) IS DISTINCT FROM (o.status, o.stage, o.organisation_id, o.themes, o.publics);
  END IF;
  PERFORM aids_draw_faces(ids);
  RETURN NULL;
END $$;
CREATE TRIGGER aids_project_inserted AFTER INSERT ON projects_project
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_project_changed();
CREATE TRIGGER aids_project_updated AFTER UPDATE ON projects_project
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_project_changed();

CREATE FUNCTION aids_project_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT project_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT project_id) INTO ids FROM new_rows; END IF;
  PERFORM aids_draw_faces(ids);
  RETURN NULL;
END $$;
CREATE TRIGGER aids_place_inserted AFTER INSERT ON projects_projectplace
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_project_part_changed();
CREATE TRIGGER aids_place_updated AFTER UPDATE ON projects_projectplace
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_project_part_changed();
CREATE TRIGGER aids_place_deleted AFTER DELETE ON projects_projectplace
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_project_part_changed();

CREATE FUNCTION aids_answer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
  SELECT array_agg(DISTINCT project_id) INTO ids FROM new_rows
  WHERE key IN ('budget', 'amount_sought', 'founded_on', 'employees', 'evidence');
  PERFORM aids_draw_faces(ids);
  RETURN NULL;
END $$;
CREATE TRIGGER aids_answer_inserted AFTER INSERT ON projects_passportanswer
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_answer_changed();
CREATE TRIGGER aids_answer_updated AFTER UPDATE ON projects_passportanswer
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_answer_changed();
CREATE TRIGGER aids_answer_deleted AFTER DELETE ON projects_passportanswer
  REFERENCING OLD TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aids_answer_changed();

-- Row by row, and only for those that changed: an import of organisations writes them by the hundred thousand.
CREATE FUNCTION aids_organisation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM aids_draw_faces(ARRAY(SELECT id FROM projects_project WHERE organisation_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER aids_organisation_changed AFTER UPDATE ON organisations_organisation FOR EACH ROW
  WHEN (OLD.kinds IS DISTINCT FROM NEW.kinds OR OLD.ess_family IS DISTINCT FROM NEW.ess_family)
  EXECUTE FUNCTION aids_organisation_changed();

SELECT aids_draw_faces(ARRAY(SELECT id FROM projects_project));
"""

_TRIGGERS = {
    "projects_project": ("aids_project_inserted", "aids_project_updated"),
    "projects_projectplace": ("aids_place_inserted", "aids_place_updated", "aids_place_deleted"),
    "projects_passportanswer": ("aids_answer_inserted", "aids_answer_updated", "aids_answer_deleted"),
    "organisations_organisation": ("aids_organisation_changed",),
    "vocabularies_term": ("aids_terms_loaded",),
}
_BACK = "".join(f"DROP TRIGGER {name} ON {table};" for table, names in _TRIGGERS.items() for name in names) + (
    "DROP FUNCTION aids_organisation_changed, aids_answer_changed, aids_project_part_changed, aids_project_changed, aids_draw_faces,"
    " aids_faces, aids_number, aids_day, aids_mask, aids_terms_loaded, aids_give_bits;"
)


class Migration(migrations.Migration):
    dependencies = [("aids", "0001_initial"), ("core", "0001_search")]
    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
                f"DROP TRIGGER {table}_append_only ON {table};",
            )
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(
            _BITS.replace("{forms}", _array(FORMS)).replace("{stages}", _array(STAGES)).replace("{instruments}", _array(INSTRUMENTS))
            + _FACES,
            _BACK,
        ),
    ]
