"""The import inside the database: lines wait in a temporary table, and every question is asked of all of them at once."""

# The columns that a line brings, as they stand in both tables.
BROUGHT = (
    "name",
    "kinds",
    "siren",
    "siret",
    "rna",
    "legal_category",
    "ess_family",
    "commune_id",
    "address",
    "website",
    "email",
    "description",
    "themes",
    "is_published",
)

CREATE = """
DROP TABLE IF EXISTS import_line, import_plan, import_settled, import_change;
CREATE TEMPORARY TABLE import_line (
  n integer, line integer, problem text, slug varchar, name varchar, kinds varchar[], siren varchar, siret varchar, rna varchar,
  legal_category varchar, ess_family varchar, commune_id bigint, address varchar, website varchar, email varchar, description text,
  themes varchar[], is_published boolean, source_key varchar);
"""

COPY = (
    "COPY import_line (n, line, problem, slug, name, kinds, siren, siret, rna, legal_category, ess_family, commune_id, address,"
    " website, email, description, themes, is_published, source_key) FROM STDIN"
)

INDEX = "ALTER TABLE import_line ADD PRIMARY KEY (n); ANALYZE import_line;"

# The same number twice in one file: the first line is taken, the others say which one.
DUPLICATE = """
WITH twice AS (
  SELECT {key} AS number, min(line) AS first_line, min(n) AS first_n FROM import_line
  WHERE problem = '' AND {key} <> '' {only} GROUP BY {key} HAVING count(*) > 1)
UPDATE import_line SET problem = format(%s, twice.first_line)
FROM twice WHERE import_line.{key} = twice.number AND n > first_n AND problem = '' {only};
"""
DUPLICATES = (("source_key", ""), ("siret", ""), ("rna", ""), ("siren", "AND siret = ''"))

# Which sheet each line is about: its key at the source, our own address, then SIRET, RNA, SIREN, and last
# the same key under another source when the name is the same too.
PLAN = """
CREATE TEMPORARY TABLE import_plan AS
SELECT s.n, COALESCE(by_key.id, by_slug.id, by_siret.id, by_rna.id, by_siren.id, by_unit.id, by_other.id) AS id,
  COALESCE(by_key.id, by_slug.id, by_siret.id, by_rna.id) IS NULL AND by_siren.id IS NOT NULL AND s.siret <> '' AS is_by_siren,
  by_siret.id AS siret_id, by_rna.id AS rna_id
FROM import_line s
LEFT JOIN organisations_organisation by_key ON by_key.source_key = NULLIF(s.source_key, '') AND by_key.source_name = %(source)s
LEFT JOIN organisations_organisation by_slug ON by_slug.slug = CASE WHEN starts_with(s.source_key, 'slug:') THEN substr(s.source_key, 6) END
LEFT JOIN organisations_organisation by_siret ON by_siret.siret = NULLIF(s.siret, '')
LEFT JOIN organisations_organisation by_rna ON by_rna.rna = NULLIF(s.rna, '')
LEFT JOIN organisations_organisation by_siren ON by_siren.siren = NULLIF(s.siren, '') AND by_siren.siret = ''
LEFT JOIN (SELECT siren, min(id) AS id FROM organisations_organisation WHERE siren <> '' AND siret <> '' GROUP BY siren HAVING count(*) = 1)
  by_unit ON by_unit.siren = CASE WHEN s.siret = '' THEN NULLIF(s.siren, '') END
LEFT JOIN (SELECT source_key, name, min(id) AS id FROM organisations_organisation
    WHERE source_key <> '' AND source_name <> %(source)s GROUP BY source_key, name HAVING count(*) = 1)
  by_other ON by_other.source_key = NULLIF(s.source_key, '') AND by_other.name = s.name
WHERE s.problem = '';
"""

# A sheet that was merged is the one that took it in, by its old address or by a number or key that it bore.
MERGED = """
UPDATE import_plan SET id = old.merged_into_id FROM organisations_organisation old
WHERE old.id = import_plan.id AND old.merged_into_id IS NOT NULL;
"""
ALIASED = """
UPDATE import_plan SET id = alias.organisation_id FROM import_line s, organisations_alias alias
WHERE s.n = import_plan.n AND import_plan.id IS NULL AND (
  (alias.kind = 'source' AND alias.value = %(source)s || '|' || NULLIF(s.source_key, ''))
  OR (alias.kind = 'siret' AND alias.value = NULLIF(s.siret, '')) OR (alias.kind = 'rna' AND alias.value = NULLIF(s.rna, '')));
"""

# The legal unit's sheet takes one establishment of the file, the first; the others are sheets of their own.
UNIT_ONCE = """
UPDATE import_plan SET id = NULL
FROM (SELECT id, min(n) AS first_n FROM import_plan WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1) twice
WHERE import_plan.id = twice.id AND n > first_n AND is_by_siren;
"""

SAME_SHEET = """
WITH twice AS (SELECT id, min(n) AS first_n FROM import_plan WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1)
UPDATE import_line SET problem = format(%s, first.line)
FROM import_plan plan JOIN twice USING (id) JOIN import_line first ON first.n = twice.first_n
WHERE import_line.n = plan.n AND plan.n > twice.first_n;
"""

OTHER_SHEET = """
UPDATE import_line SET problem = format(%s, other.name)
FROM import_plan plan JOIN organisations_organisation other ON other.id = CASE
    WHEN plan.siret_id <> plan.id THEN plan.siret_id WHEN plan.rna_id <> plan.id THEN plan.rna_id END
WHERE import_line.n = plan.n AND import_line.problem = '';
"""

NO_KIND = """
UPDATE import_line SET problem = %s FROM import_plan plan
WHERE plan.n = import_line.n AND plan.id IS NULL AND import_line.kinds = '{}' AND problem = '';
"""

SETTLE = """
CREATE TEMPORARY TABLE import_settled AS
SELECT n, plan.id, CASE WHEN plan.id IS NULL THEN nextval(pg_get_serial_sequence('organisations_organisation', 'id')) END AS new_id, s.slug
FROM import_plan plan JOIN import_line s USING (n) WHERE s.problem = '' ORDER BY n;
UPDATE import_settled SET slug = import_settled.slug || '-' || new_id
WHERE new_id IS NOT NULL AND (
  slug IN (SELECT slug FROM import_settled WHERE new_id IS NOT NULL GROUP BY slug HAVING count(*) > 1)
  OR slug IN (SELECT slug FROM organisations_organisation));
ALTER TABLE import_settled ADD PRIMARY KEY (n);
ANALYZE import_settled;
"""


def _may(field: str) -> str:
    return f"NOT '{field}' = ANY (o.edited_fields)"


_NUMBERS = f"{_may('siren')} AND {_may('siret')}"
# What each column becomes: an empty cell leaves what is there, and what a person wrote stays.
NEXT = {
    "name": f"CASE WHEN {_may('name')} THEN s.name ELSE o.name END",
    "kinds": f"CASE WHEN s.kinds <> '{{}}' AND {_may('kinds')} THEN s.kinds ELSE o.kinds END",
    "siren": f"CASE WHEN s.siren <> '' AND {_NUMBERS} THEN s.siren ELSE o.siren END",
    "siret": f"CASE WHEN s.siren <> '' AND {_NUMBERS} AND (s.siret <> '' OR left(o.siret, 9) <> s.siren) THEN s.siret ELSE o.siret END",
    "legal_category": f"CASE WHEN s.legal_category <> '' AND {_may('legal_category')} THEN s.legal_category ELSE o.legal_category END",
    "ess_family": f"CASE WHEN s.legal_category <> '' AND {_may('legal_category')} THEN s.ess_family ELSE o.ess_family END",
    "commune_id": f"CASE WHEN s.commune_id IS NOT NULL AND {_may('commune')} THEN s.commune_id ELSE o.commune_id END",
    "themes": f"CASE WHEN s.themes <> '{{}}' AND {_may('themes')} THEN s.themes ELSE o.themes END",
    "is_published": f"CASE WHEN s.is_published IS NOT NULL AND {_may('is_published')} THEN s.is_published ELSE o.is_published END",
    **{
        column: f"CASE WHEN s.{column} <> '' AND {_may(column)} THEN s.{column} ELSE o.{column} END"
        for column in ("rna", "address", "website", "email", "description")
    },
    # A sheet found by its number takes the key of the source that found it, once.
    "source_key": "CASE WHEN o.source_key = '' AND s.source_key NOT LIKE 'slug:%%' THEN s.source_key ELSE o.source_key END",
}

CHANGE = f"""
CREATE TEMPORARY TABLE import_change AS
SELECT s.n, o.id FROM import_settled plan JOIN import_line s USING (n) JOIN organisations_organisation o ON o.id = plan.id
WHERE ({", ".join(f"o.{column}" for column in NEXT)}) IS DISTINCT FROM ({", ".join(NEXT.values())});
ALTER TABLE import_change ADD PRIMARY KEY (n);
ANALYZE import_change;
"""  # noqa: S608  columns are constants of this module

COUNT = """
SELECT (SELECT count(*) FROM import_line), (SELECT count(*) FROM import_settled WHERE new_id IS NOT NULL),
  (SELECT count(*) FROM import_change), (SELECT count(*) FROM import_line WHERE problem <> '')
"""

INSERT = f"""
INSERT INTO organisations_organisation (id, slug, {", ".join(BROUGHT)}, support_kinds, phone, source, source_name, source_key,
  edited_fields, freshness_months, created_at, created_by_id, updated_at, version)
SELECT plan.new_id, plan.slug, {", ".join(f"s.{column}" for column in BROUGHT if column != "is_published")}, COALESCE(s.is_published, true),
  '{{}}', '', 'import', CASE WHEN s.source_key = '' THEN '' ELSE %(source)s END, s.source_key, '{{}}', 12, %(now)s, %(by)s, %(now)s, 1
FROM import_line s JOIN import_settled plan USING (n)
WHERE s.n >= %(first)s AND s.n < %(last)s AND plan.n >= %(first)s AND plan.n < %(last)s AND plan.new_id IS NOT NULL
ORDER BY s.n
"""  # noqa: S608  columns are constants of this module

UPDATE = f"""
UPDATE organisations_organisation o SET {", ".join(f"{column} = {value}" for column, value in NEXT.items())},
  source_name = CASE WHEN o.source_key = '' AND s.source_key <> '' AND s.source_key NOT LIKE 'slug:%%'
    THEN %(source)s ELSE o.source_name END,
  updated_at = %(now)s, version = o.version + 1
FROM import_line s JOIN import_change change USING (n)
WHERE o.id = change.id AND change.n >= %(first)s AND change.n < %(last)s AND s.n >= %(first)s AND s.n < %(last)s
"""  # noqa: S608  columns are constants of this module

REFUSED = "SELECT n, line, problem FROM import_line WHERE problem <> '' ORDER BY n"
