"""The open datasets as files, copied straight from the database: any size, little memory, the first lines at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "geojson": "application/geo+json"}


@dataclass(frozen=True)
class Dataset:
    """One open dataset: its words, and the statement that gives its rows with their position (`longitude`, `latitude`)."""

    code: str
    title: str | Promise
    text: str | Promise
    sql: str


ORGANISATIONS = """
SELECT o.slug AS identifiant, o.name AS nom, o.siren, o.siret, o.rna, o.legal_category AS categorie_juridique,
  array_to_string(o.kinds, '|') AS type, coalesce(c.code, '') AS commune, coalesce(c.name, '') AS commune_nom,
  coalesce(d.code, '') AS departement, coalesce(r.code, '') AS region, o.address AS adresse, o.website AS site, o.email AS courriel,
  o.description,
  array_to_string(o.themes, '|') AS themes, o.updated_at::date AS mis_a_jour, %(base)s || '/structures/' || o.slug || '/' AS adresse_fiche,
  CASE WHEN o.source_key = '' THEN 'slug:' || o.slug ELSE o.source_key END AS id_source,
  CASE WHEN o.source = 'demo' THEN 'oui' ELSE 'non' END AS demonstration, c.longitude, c.latitude
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN geo_place d ON d.id = c.department_id LEFT JOIN geo_place r ON r.id = c.region_id
WHERE o.is_published AND o.closed_on IS NULL ORDER BY o.id
"""

# What a team keeps for some is left out: the default audience of these two sections is everyone.
PROJECTS = """
SELECT p.reference, p.name AS nom, p.stage AS etape, p.problem AS probleme, p.answer AS reponse, array_to_string(p.themes, '|') AS themes,
  CASE WHEN hidden.publics THEN '' ELSE array_to_string(p.publics, '|') END AS publics,
  CASE WHEN hidden.publics THEN '' ELSE array_to_string(p.sdgs, '|') END AS odd,
  CASE WHEN hidden.structure OR NOT coalesce(o.is_published, false) THEN '' ELSE o.slug END AS organisation,
  coalesce(places.keys, '') AS lieux, p.published_at::date AS publie_le, %(base)s || '/projets/' || p.slug || '/' AS adresse_fiche,
  CASE WHEN p.is_demo THEN 'oui' ELSE 'non' END AS demonstration, places.longitude, places.latitude
FROM projects_project p LEFT JOIN organisations_organisation o ON o.id = p.organisation_id
LEFT JOIN LATERAL (
  SELECT coalesce(bool_or(section = 'publics' AND audience <> 'public'), false) AS publics,
    coalesce(bool_or(section = 'structure' AND audience <> 'public'), false) AS structure
  FROM projects_sectionaudience a WHERE a.project_id = p.id
) hidden ON true
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY pp.id) AS keys,
    (array_agg(g.longitude ORDER BY pp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY pp.id))[1] AS latitude
  FROM projects_projectplace pp JOIN geo_place g ON g.id = pp.place_id WHERE pp.project_id = p.id
) places ON true
WHERE p.status = 'published' ORDER BY p.id
"""

# Where the credential of a label is, when this register signed one.
LABELS = """
SELECT l.reference, k.code AS genre, k.fr AS genre_nom, l.holder_name AS titulaire, coalesce(o.siren, '') AS siren,
  CASE WHEN o.is_published THEN o.slug ELSE '' END AS organisation, l.territory AS territoire, coalesce(places.keys, '') AS lieux,
  l.status AS statut, l.granted_on AS attribue_le, l.valid_from AS debut, l.valid_until AS fin, l.decision, l.source, l.wave AS vague,
  coalesce(s.reference, l.successor_name) AS suite,
  CASE WHEN l.status_index IS NULL THEN '' ELSE %(base)s || '/labels/' || l.reference || '/attestation.json' END AS attestation,
  %(base)s || '/labels/' || l.reference || '/' AS adresse_fiche, CASE WHEN l.is_demo THEN 'oui' ELSE 'non' END AS demonstration,
  coalesce(places.longitude, c.longitude) AS longitude, coalesce(places.latitude, c.latitude) AS latitude
FROM labels_label l JOIN labels_labelkind k ON k.id = l.kind_id LEFT JOIN labels_label s ON s.id = l.successor_id
LEFT JOIN organisations_organisation o ON o.id = l.organisation_id LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code || CASE WHEN lp.is_confirmed THEN '' ELSE '?' END, '|' ORDER BY lp.id) AS keys,
    (array_agg(g.longitude ORDER BY lp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY lp.id))[1] AS latitude
  FROM labels_labelplace lp JOIN geo_place g ON g.id = lp.place_id WHERE lp.label_id = l.id
) places ON true
ORDER BY l.id
"""

DATASETS = {
    "organisations": Dataset(
        "organisations", _("Organisations"), _("Les structures de l’annuaire public : identifiants, types, commune, thèmes."), ORGANISATIONS
    ),
    "projets": Dataset("projets", _("Projets"), _("Les projets publiés : problème, réponse, étape, thèmes, lieux d’action."), PROJECTS),
    "labels": Dataset(
        "labels",
        _("Labels"),
        _("Le registre des labels : titulaire, dates, état, décision ou source. Un lieu suivi d’un « ? » est le plus proche, à confirmer."),
        LABELS,
    ),
}

# What PostgreSQL calls these two types.
TEXT, VARCHAR = 25, 1043
# One object a line. The control characters chosen as quote and delimiter never stand in JSON, so that lines come out bare.
BARE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"


def lines_of(dataset: Dataset, kind: str) -> Iterator[bytes]:
    """The file, piece by piece."""
    rows = dataset.sql
    if kind == "csv":
        yield from _copied(f"COPY (SELECT {', '.join(_cells(rows))} FROM ({rows}) t) TO STDOUT (FORMAT csv, HEADER)")
        return
    flat = "to_jsonb(t)"
    if kind == "geojson":
        flat = (
            "jsonb_build_object('type', 'Feature', 'geometry', CASE WHEN t.longitude IS NOT NULL THEN jsonb_build_object('type', 'Point',"
            " 'coordinates', jsonb_build_array(t.longitude, t.latitude)) END, 'properties', to_jsonb(t) - 'longitude' - 'latitude')"
        )
    yield b'{"type": "FeatureCollection", "features": [\n' if kind == "geojson" else b'{"results": [\n'
    yield from _copied(
        f"COPY (SELECT CASE WHEN row_number() OVER () > 1 THEN ',' ELSE '' END || ({flat})::text FROM ({rows}) t) TO STDOUT {BARE}"
    )
    yield b"]}\n"


def _cells(rows: str) -> Iterator[str]:
    """Each column by its name; a text that a spreadsheet would run as a formula starts with an apostrophe."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows}) t LIMIT 0", {"base": settings.BASE_URL})
        columns = [(connection.ops.quote_name(column.name), column.type_code in (TEXT, VARCHAR)) for column in cursor.description]
    for name, is_text in columns:
        yield f"CASE WHEN t.{name} ~ E'^[=+@\\t\\r-]' THEN '''' || t.{name} ELSE t.{name} END AS {name}" if is_text else f"t.{name}"


def _copied(statement: str) -> Iterator[bytes]:
    # In a transaction: one state of the data from the first line to the last.
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement, {"base": settings.BASE_URL}) as copy:
        for piece in copy:
            yield bytes(piece)
