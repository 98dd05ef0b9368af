"""The plain SQL that finds the same aids for a project, and the same projects for an aid, as somebody would write it by hand."""

OPEN = "(a.opens_on IS NULL OR a.opens_on <= %(today)s) AND (a.closes_on IS NULL OR a.closes_on >= %(today)s)"
# Every condition of the aid is met, or nobody answered it.
_LISTED = "(a.{theirs} = -1 OR {mine} = 0 OR a.{theirs} & {mine} <> 0)"
_BETWEEN = "coalesce({mine} >= a.{name}_min, true) AND coalesce({mine} <= a.{name}_max, true)"
_MASKS = {"forms": "forms", "stage": "stages", "themes": "themes", "publics": "publics"}
_VALUES = ("budget", "amount", "employees", "evidence")
# A project of several places, one of them left out, is to be checked.
_GROUND = (
    "(cardinality({places}) = 0 OR (NOT a.excluded && {places_up} OR cardinality({places}) > 1 AND a.places && {places_up})"
    " AND (a.places && {places_up} OR a.places_up && {places}))"
)
_AGE = (
    "coalesce({founded_on} + make_interval(months => a.age_min) <= %(today)s, true)"
    " AND coalesce({founded_on} + make_interval(months => a.age_max) >= %(today)s, true)"
)
_QUALIFIED = "(NOT a.needs_qualified OR {is_qualified} IS NOT FALSE)"
_TYPES = {
    **dict.fromkeys(_MASKS, "bigint"),
    **dict.fromkeys(_VALUES, "numeric"),
    "places": "int[]",
    "places_up": "int[]",
    "founded_on": "date",
    "is_qualified": "boolean",
}
_GIVEN = {name: f"%({name})s::{kind}" for name, kind in _TYPES.items()}
_FACE = {name: f"p.{name}" for name in _TYPES}


def _fits(mine: dict[str, str]) -> str:
    parts = [_LISTED.format(mine=mine[name], theirs=theirs) for name, theirs in _MASKS.items()]
    parts += [_BETWEEN.format(mine=mine[name], name=name) for name in _VALUES]
    return " AND ".join([*parts, _QUALIFIED.format(**mine), _AGE.format(**mine), _GROUND.format(**mine)])


def _unknown(mine: dict[str, str]) -> str:
    """How many of the conditions nobody answered."""
    parts = [f"(a.{theirs} <> -1 AND {mine[name]} = 0)" for name, theirs in _MASKS.items()]
    parts += [f"((a.{name}_min IS NOT NULL OR a.{name}_max IS NOT NULL) AND {mine[name]} IS NULL)" for name in _VALUES]
    parts.append(f"((a.age_min IS NOT NULL OR a.age_max IS NOT NULL) AND {mine['founded_on']} IS NULL)")
    parts.append(f"(a.needs_qualified AND {mine['is_qualified']} IS NULL)")
    parts.append(f"(cardinality({mine['places']}) = 0 OR NOT a.places && {mine['places_up']} OR a.excluded && {mine['places_up']})")
    return " + ".join(f"{part}::int" for part in parts)


def _score(mine: dict[str, str]) -> str:
    def common(name: str, theirs: str) -> str:
        return f"bit_count(({mine[name]} & {theirs})::bit(64))"

    return (
        f"5 * {common('themes', 'CASE a.themes WHEN -1 THEN 0 ELSE a.themes END')}"
        f" + 3 * {common('publics', 'CASE a.publics WHEN -1 THEN 0 ELSE a.publics END')}"
        f" + 2 * ({common('themes', 'a.liked_themes')} + {common('publics', 'a.liked_publics')}) + 2 * a.nearness"
    )


def _missing(mine: dict[str, str]) -> str:
    """How many of the conditions are not met."""
    parts = [f"NOT {_LISTED.format(mine=mine[name], theirs=theirs)}" for name, theirs in _MASKS.items()]
    parts += [f"NOT ({_BETWEEN.format(mine=mine[name], name=name)})" for name in _VALUES]
    parts += [f"NOT {_QUALIFIED.format(**mine)}", f"NOT ({_AGE.format(**mine)})", f"NOT {_GROUND.format(**mine)}"]
    return " + ".join(f"({part})::int" for part in parts)


_ORDER = "ORDER BY unknown, score DESC, closes_on NULLS LAST, aid_id"
# The aids of a project that may suit it, best first, and how many there are.
AIDS = (
    f"SELECT a.aid_id, {_unknown(_GIVEN)} AS unknown, {_score(_GIVEN)} AS score, a.closes_on, count(*) OVER () FROM aids_terms a"
    f" WHERE {OPEN} AND {_fits(_GIVEN)} {_ORDER} LIMIT %(limit)s"
)
# A page of them with the nearest of the others, the counts of all, and what one reads: the aid, who offers it, conditions and places.
_RANKED = "ORDER BY failing, unknown, score DESC, closes_on NULLS LAST, aid_id"
AIDS_READ = f"""
WITH judged AS MATERIALIZED (
  SELECT a.aid_id, {_missing(_GIVEN)} AS failing, {_unknown(_GIVEN)} AS unknown, {_score(_GIVEN)} AS score, a.closes_on
  FROM aids_terms a WHERE {OPEN}
), page AS (
  (SELECT * FROM judged WHERE failing = 0 {_RANKED} LIMIT %(limit)s)
  UNION ALL (SELECT * FROM judged WHERE failing BETWEEN 1 AND %(most)s {_RANKED} LIMIT %(others)s)
)
SELECT page.*, x.*, o.name, t.*, (SELECT json_agg(r) FROM aids_rule r WHERE r.aid_id = x.id),
  (SELECT json_agg(json_build_array(s.is_excluded, g.name)) FROM aids_aidplace s JOIN geo_place g ON g.id = s.place_id
    WHERE s.aid_id = x.id),
  (SELECT json_object_agg(f, n) FROM (SELECT least(failing, 2) * 2 + (unknown > 0)::int AS f, count(*) AS n FROM judged GROUP BY 1) counted)
FROM page JOIN aids_aid x ON x.id = page.aid_id JOIN aids_terms t ON t.aid_id = x.id
  LEFT JOIN organisations_organisation o ON o.id = x.funder_id
{_RANKED.replace("closes_on", "page.closes_on").replace("aid_id", "page.aid_id")}
"""
# The projects that an aid suits, or may suit but for one answer, kept for their teams.
_AID = "(SELECT * FROM aids_terms WHERE aid_id = %(aid)s) a"
FINDS = (
    "INSERT INTO aids_find (project_id, aid_id, at) SELECT p.project_id, a.aid_id, now()"
    f" FROM {_AID} JOIN aids_face p ON {_fits(_FACE)} WHERE {_unknown(_FACE)} <= 1 ON CONFLICT DO NOTHING"
)
# The published projects of an aid as its funder may read them, counted by fit, and a page of those asked for.
_HIDDEN = {"forms": "structure", "publics": "publics", "founded_on": "activite", "evidence": "effets"}
_HIDDEN |= dict.fromkeys(("budget", "amount", "employees"), "moyens")


def projects_read(defaults: dict[str, str]) -> str:
    """The statement, for sections that everyone reads by default or not."""

    def shown(name: str) -> str:
        section = _HIDDEN.get(name)
        if section is None:
            return f"f.{name}"
        nothing = "0" if name in _MASKS else "NULL"
        is_shown = defaults[section] == "public"
        chosen = f"SELECT project_id FROM projects_sectionaudience WHERE section = '{section}' AND (audience = 'public') = {not is_shown}"
        kept, told = (nothing, f"f.{name}") if is_shown else (f"f.{name}", nothing)
        return f"CASE WHEN f.project_id IN ({chosen}) THEN {kept} ELSE {told} END AS {name}"

    return f"""
WITH p AS (SELECT f.project_id, {", ".join(shown(name) for name in _TYPES)} FROM aids_face f WHERE f.is_public),
judged AS MATERIALIZED (
  SELECT p.project_id, {_missing(_FACE)} AS failing, {_unknown(_FACE)} AS unknown, {_score(_FACE)} AS score FROM {_AID}, p
), page AS (
  SELECT * FROM judged WHERE failing = 0 AND (unknown > 0) = %(doubtful)s ORDER BY failing, unknown, score DESC, project_id LIMIT 20
)
SELECT page.*, x.*, o.*, f.*,
  (SELECT array_agg(g.name) FROM projects_projectplace l JOIN geo_place g ON g.id = l.place_id WHERE l.project_id = x.id),
  (SELECT json_agg(s) FROM projects_sectionaudience s WHERE s.project_id = x.id),
  (SELECT json_object_agg(f, n) FROM (SELECT least(failing, 2) * 2 + (unknown > 0)::int AS f, count(*) AS n FROM judged GROUP BY 1) counted)
FROM page JOIN projects_project x ON x.id = page.project_id JOIN aids_face f USING (project_id)
  LEFT JOIN organisations_organisation o ON o.id = x.organisation_id ORDER BY page.unknown, page.score DESC, page.project_id
"""


# Three sheets of a kind, in a place or everywhere.
_SHEETS = "FROM (SELECT id, at FROM atlas_entry WHERE kind = {kind} AND facets @> %(facets)s::int[] ORDER BY at DESC, id LIMIT 3) page"
ORGANISATIONS = (
    f"SELECT o.*, c.name, d.name {_SHEETS.format(kind=1)} JOIN organisations_organisation o ON o.id = page.id / 16"
    " LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place d ON d.id = c.department_id"
)
PROJECTS = (
    f"SELECT x.*, c.name {_SHEETS.format(kind=2)} JOIN projects_project x ON x.id = page.id / 16 LEFT JOIN geo_place c"
    " ON c.id = (SELECT place_id FROM projects_projectplace l WHERE l.project_id = x.id ORDER BY l.id LIMIT 1)"
)
