"""The open datasets as files, copied straight from the database: any size, little memory, the first lines at once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.impact.queries import published_figures
from frenchimpact.opendata.aids import AIDS, PROFESSIONAL_FORM, STATE_FORM
from frenchimpact.opendata.cids import cids_lines
from frenchimpact.opendata.events import EVENTS
from frenchimpact.opendata.experiments import EXPERIMENTS
from frenchimpact.opendata.figures import FIGURES, MEASUREMENTS
from frenchimpact.opendata.methods import METHODS
from frenchimpact.opendata.money import COMMITMENTS, GIVING, SCDL_GRANTS
from frenchimpact.opendata.offers import OFFERS
from frenchimpact.opendata.precedents import PRECEDENTS

USUAL = ("csv", "json", "geojson")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True)
class Dataset:
    """One open dataset: its words, and the statement that gives its rows with their position (`longitude`, `latitude`).

    `forms` are the files that it has: all of them unless somebody else's schema says otherwise.
    """

    code: str
    title: str | Promise
    text: str | Promise
    sql: str
    forms: tuple[str, ...] = USUAL
    # How the JSON begins, when somebody else's schema says so; what is not known is then left out rather than null.
    opening: str = ""
    # What writes the file, when a form has more than one kind of line.
    lines: Callable[[], Iterator[bytes]] | None = None

    @property
    def words(self) -> str:
        """What it holds; in the demonstration, that its numbers are nobody's."""
        return f"{self.text} {INVENTED}" if settings.DEMO_MODE and self.code in NUMBERED else str(self.text)


# Those that give numbers of the register of companies.
NUMBERED = ("organisations", "engagements", "engagements.360giving", "subventions.scdl")
INVENTED = _("Démonstration : tout est inventé, et les SIREN, qui commencent par 0000, ne sont ceux de personne.")

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

# Its units with their keys, its label (the one that holds, or else the latest), its challenges in words. No address of a person.
TERRITORIES = """
SELECT t.reference, t.name AS nom, CASE WHEN o.is_published THEN o.slug ELSE '' END AS porte_par, coalesce(o.name, '') AS porteur_nom,
  coalesce(o.siren, '') AS siren, coalesce(places.keys, '') AS lieux, t.perimeter_words AS perimetre_libre, t.vintage AS millesime,
  coalesce(ground.communes, 0) AS communes, coalesce(ground.population, 0) AS population, coalesce(l.reference, '') AS label,
  coalesce(l.status, '') AS statut, l.granted_on AS attribue_le, l.valid_until AS fin,
  (SELECT count(*) FROM territories_member m WHERE m.territory_id = t.id AND m.until IS NULL) AS membres,
  coalesce((SELECT string_agg(c.title, '|' ORDER BY c.number) FROM territories_challenge c WHERE c.territory_id = t.id), '') AS defis,
  coalesce((SELECT string_agg(DISTINCT theme, '|' ORDER BY theme) FROM territories_challenge c, unnest(c.themes) theme
    WHERE c.territory_id = t.id), '') AS themes,
  t.source, t.changed_at::date AS mis_a_jour, %(base)s || '/territoires/' || t.slug || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, places.longitude, places.latitude
FROM territories_territory t LEFT JOIN organisations_organisation o ON o.id = t.lead_id
LEFT JOIN LATERAL (
  SELECT l.* FROM territories_territorylabel tl JOIN labels_label l ON l.id = tl.label_id WHERE tl.territory_id = t.id
  ORDER BY l.status IN ('active', 'observed') DESC, l.granted_on DESC, l.id DESC LIMIT 1
) l ON true
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code || CASE WHEN tp.is_confirmed THEN '' ELSE '?' END, '|' ORDER BY tp.id) AS keys,
    (array_agg(g.longitude ORDER BY tp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY tp.id))[1] AS latitude
  FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id WHERE tp.territory_id = t.id AND tp.until IS NULL
) places ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS communes, sum(g.population) AS population
  FROM territories_territorycommune tc JOIN geo_place g ON g.id = tc.commune_id WHERE tc.territory_id = t.id
) ground ON true
ORDER BY t.id
"""

# Organisations and figures; no pilot, who is a person.
ACTIONS = """
SELECT t.reference AS territoire, 'A-' || lpad(a.number::text, greatest(2, length(a.number::text)), '0') AS action, a.title AS titre,
  a.description, c.number AS defi, c.title AS defi_titre, b.title AS objectif, a.state AS etat, a.progress AS avancement,
  coalesce(o.name, '') AS responsable, coalesce(o.siren, '') AS siren, a.starts_on AS debut, a.ends_on AS fin,
  coalesce(money.planned, 0) AS budget_prevu, coalesce(money.secured, 0) AS budget_acquis, coalesce(money.spent, 0) AS budget_depense,
  a.changed_at::date AS mis_a_jour, %(base)s || '/territoires/' || t.slug || '/defis/' || c.number || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM territories_action a JOIN territories_territory t ON t.id = a.territory_id JOIN territories_objective b ON b.id = a.objective_id
JOIN territories_challenge c ON c.id = b.challenge_id LEFT JOIN organisations_organisation o ON o.id = a.owner_id
LEFT JOIN LATERAL (
  SELECT sum(planned) AS planned, sum(secured) AS secured, sum(spent) AS spent
  FROM territories_budgetline l WHERE l.action_id = a.id AND l.unit = 'eur'
) money ON true
LEFT JOIN LATERAL (
  SELECT g.longitude, g.latitude FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL ORDER BY tp.id LIMIT 1
) spot ON true
ORDER BY a.id
"""

# The State's form « projets de collectivités » 0.1.0 (etalab-2.0): its columns in its order, those about a person left empty.
# The identifier is made from the reference, so that an action keeps the same whatever base it is in.
TERRITORY_PROJECTS = """
SELECT overlay(overlay(md5(t.reference || '/' || a.number) placing '8' from 13) placing '8' from 17)::uuid AS id,
  to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "createdAt",
  to_char(a.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "updatedAt",
  a.title AS nom, nullif(a.description, '') AS description, money.planned AS "budgetPrevisionnel",
  to_char(a.starts_on, 'YYYY-MM-DD') AS "dateDebutPrevisionnelle", CASE a.state WHEN 'to_start' THEN 'Étude' ELSE 'Opération' END AS phase,
  CASE WHEN a.state = 'blocked' THEN 'Bloqué' WHEN a.state = 'done' THEN 'Terminé' WHEN a.state = 'dropped' THEN 'Abandonné'
    WHEN a.ends_on < %(today)s THEN 'En retard' ELSE 'En cours' END AS "phaseStatut",
  %(programme)s AS programme,
  (SELECT one.siret FROM organisations_organisation one WHERE one.id IN (a.owner_id, t.lead_id) AND length(one.siret) = 14
    ORDER BY one.id = a.owner_id DESC NULLS LAST LIMIT 1) AS "porteurCodeSiret",
  NULL::text AS "porteurReferentEmail", NULL::text AS "porteurReferentTelephone", NULL::text AS "porteurReferentPrenom",
  NULL::text AS "porteurReferentNom", NULL::text AS "porteurReferentFonction", NULL::text AS competences, NULL::text AS leviers,
  NULL::text AS "mecId", NULL::text AS "tetId", NULL::text AS "recocoId",
  (SELECT json_agg(g.code ORDER BY tp.id)::text FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
    WHERE tp.territory_id = t.id AND tp.until IS NULL) AS "collectiviteIds"
FROM territories_action a JOIN territories_territory t ON t.id = a.territory_id
LEFT JOIN LATERAL (
  SELECT round(sum(planned))::bigint AS planned FROM territories_budgetline l WHERE l.action_id = a.id AND l.unit = 'eur'
) money ON true
ORDER BY a.id
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
    "territoires": Dataset(
        "territoires",
        _("Territoires"),
        _("Les territoires labellisés : qui les porte, périmètre, label, défis. Ils se recoupent : ne pas additionner."),
        TERRITORIES,
    ),
    "actions": Dataset("actions", _("Actions"), _("Les plans d’action des territoires : état, responsable, dates, budgets."), ACTIONS),
    "projets-territoire": Dataset(
        "projets-territoire",
        _("Actions, au format « projets de collectivités »"),
        _("Les mêmes actions, selon le schéma de données de l’État (version 0.1.0)."),
        TERRITORY_PROJECTS,
        forms=("csv",),
    ),
    "mesures": Dataset(
        "mesures",
        _("Mesures"),
        _("Ce que les territoires et les projets publics ont mesuré, période par période. Pour le pays, voir les chiffres nationaux."),
        MEASUREMENTS,
    ),
    "chiffres": Dataset(
        "chiffres",
        _("Chiffres nationaux"),
        _("Les indicateurs communs par année ; ceux des projets aussi par région, objectif et thème. Chaque résultat compte une fois."),
        FIGURES,
        forms=("csv", "json"),
    ),
    "engagements": Dataset(
        "engagements",
        _("Engagements financiers"),
        _("L’argent engagé : qui, pour qui, combien, où en est-on. Ce qu’un fonds place n’est pas « mobilisé » une seconde fois."),
        COMMITMENTS,
    ),
    "evenements": Dataset(
        "evenements",
        _("Événements et étapes du Tour"),
        _("Ateliers, webinaires, étapes du Tour, permanences : quand, où, places, reports et annulations. Jamais qui vient."),
        EVENTS,
    ),
    "experimentations": Dataset(
        "experimentations",
        _("Expérimentations et dérogations"),
        _("Ce qui est essayé, sur quel fondement, où, jusqu’à quand, et la décision prise à la fin."),
        EXPERIMENTS,
        forms=("csv", "json"),
    ),
    "offres": Dataset(
        "offres",
        _("Offres"),
        _("Ce que des structures offrent aux projets : combien, combien il en reste, où, quand, à quel prix, à qui."),
        OFFERS,
    ),
    "engagements.360giving": Dataset(
        "engagements.360giving",
        _("Dons et subventions, au format 360Giving"),
        _("Les engagements signés sans remboursement, selon le standard international des données de subventions (version 1.4)."),
        GIVING,
        forms=("json",),
        opening='{"version": "1.4", "grants": [\n',
    ),
    "subventions.scdl": Dataset(
        "subventions.scdl",
        _("Subventions, au format SCDL"),
        _("Les subventions signées dont les deux côtés ont un numéro (SIRET, ou RNA du bénéficiaire), selon le schéma SCDL 2.1.1."),
        SCDL_GRANTS,
        forms=("csv",),
    ),
    "aides": Dataset("aides", _("Aides"), _("Les aides publiées : financeur, nature, lieux, conditions, dates, montants."), AIDS),
    "precedents": Dataset(
        "precedents",
        _("Réponses publiées aux freins"),
        _("Ce que le guichet a répondu, sans aucun nom : question, réponse, base juridique, qui a décidé, jusqu’à quand."),
        PRECEDENTS,
        forms=("csv", "json"),
    ),
    "methodes": Dataset(
        "methodes",
        _("Méthodes ouvertes"),
        _("La version en vigueur de chaque méthode : ce qu’elle compte, qui la tient, sa licence, l’identifiant de son contenu."),
        METHODS,
        forms=("csv", "json"),
    ),
    "impact.cids": Dataset(
        "impact.cids",
        _("Impact des projets, au format CIDS"),
        _("Ce que mesurent les projets publics, selon ce standard : structures, indicateurs, mesures, effets, objectifs."),
        "",
        forms=("jsonld",),
        lines=cids_lines,
    ),
    "dispositifs-aide": Dataset(
        "dispositifs-aide",
        _("Aides, au format « dispositif-aide »"),
        _("Les mêmes aides, selon le schéma de données de l’État (version 0.2.0)."),
        STATE_FORM,
        forms=("csv",),
    ),
    "dispositifs-aide-professionnels": Dataset(
        "dispositifs-aide-professionnels",
        _("Aides aux professionnels, au format « dispositif-aide-professionnels »"),
        _("Celles qui s’adressent à des professionnels, selon l’extension du schéma de l’État (version 0.2.0)."),
        PROFESSIONAL_FORM,
        forms=("csv",),
    ),
}

# What PostgreSQL calls these two types.
TEXT, VARCHAR = 25, 1043
# One object a line. The control characters chosen as quote and delimiter never stand in JSON, so that lines come out bare.
BARE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"


def lines_of(dataset: Dataset, kind: str) -> Iterator[bytes]:
    """The file, piece by piece."""
    if dataset.lines is not None:
        yield from dataset.lines()
        return
    rows = dataset.sql
    if kind == "csv":
        yield from _copied(f"COPY (SELECT {', '.join(_cells(rows))} FROM ({rows}) t) TO STDOUT (FORMAT csv, HEADER)")
        return
    flat = _object(rows) if dataset.opening else "row_to_json(t)"
    if kind == "geojson":
        flat = (
            "jsonb_build_object('type', 'Feature', 'geometry', CASE WHEN t.longitude IS NOT NULL THEN jsonb_build_object('type', 'Point',"
            " 'coordinates', jsonb_build_array(t.longitude, t.latitude)) END, 'properties', to_jsonb(t) - 'longitude' - 'latitude')"
        )
    plain = b'{"type": "FeatureCollection", "features": [\n' if kind == "geojson" else b'{"results": [\n'
    yield dataset.opening.encode() or plain
    # A comma before each but the first.
    pieces = _copied(f"COPY (SELECT ',' || ({flat})::text FROM ({rows}) t) TO STDOUT {BARE}")
    yield next(pieces, b"")[1:]
    yield from pieces
    yield b"]}\n"


def _columns(rows: str) -> list[tuple[str, str, bool]]:
    """Of each column: its name, the same as SQL quotes it, and whether it is a text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows}) t LIMIT 0", _given())
        return [(one.name, connection.ops.quote_name(one.name), one.type_code in (TEXT, VARCHAR)) for one in cursor.description]


def _cells(rows: str) -> Iterator[str]:
    """Each column by its name; a text that a spreadsheet would run as a formula starts with an apostrophe."""
    for _name, name, is_text in _columns(rows):
        yield f"CASE WHEN t.{name} ~ E'^[=+@\\t\\r-]' THEN '''' || t.{name} ELSE t.{name} END AS {name}" if is_text else f"t.{name}"


def _object(rows: str) -> str:
    """A line as an object without what it lacks: the forms of others take no null."""
    pairs = (f"'{key}': t.{name}" for key, name, _is_text in _columns(rows))
    return f"JSON_OBJECT({', '.join(pairs)} ABSENT ON NULL RETURNING text)"


def _given() -> dict[str, Any]:
    """What statements may ask for."""
    return {
        "base": settings.BASE_URL,
        "today": clock.today(),
        "programme": settings.PROGRAMME_NAME,
        "prefix": settings.GRANTS_PREFIX,
        "impact": "[]",
    }


def _copied(statement: str) -> Iterator[bytes]:
    # In a transaction: one state of the data from the first line to the last.
    with transaction.atomic(), connection.cursor() as cursor:
        given = _given()
        if "%(impact)s" in statement:
            given["impact"] = json.dumps(list(published_figures()))
        with cursor.copy(statement, given) as copy:
            for piece in copy:
                yield bytes(piece)
