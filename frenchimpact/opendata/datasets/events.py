"""Events as open data: a row each, hours in universal time with the zone of the place. Never who comes."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.events.models import Event
from frenchimpact.opendata.datasets.dataset import Dataset

EVENTS = """
SELECT e.reference, e.title AS titre, e.kind AS genre, e.state AS etat, e.state_reason AS motif,
  to_char(e.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS debut,
  to_char(e.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS fin, e.time_zone AS fuseau,
  e.way AS modalite, coalesce(g.level || ':' || g.code, '') AS lieu, coalesce(g.name, '') AS lieu_nom,
  e.venue AS salle, e.address AS adresse, e.access_note AS acces, CASE WHEN o.is_published THEN o.slug ELSE '' END AS organisation,
  coalesce(o.name, %(programme)s) AS organisateur,
  coalesce(t.slug, '') AS tour, array_to_string(e.themes, '|') AS themes, array_to_string(e.publics, '|') AS publics,
  e.capacity AS places, CASE WHEN e.capacity IS NOT NULL THEN greatest(0, e.capacity - e.reserved - e.taken) END AS places_libres,
  e.summary AS resume, e.report AS compte_rendu, e.uid AS identifiant_calendrier, e.sequence AS numero_changement,
  (e.changed_at AT TIME ZONE %(zone)s)::date AS mis_a_jour, %(base)s || '/evenements/' || e.slug || '/' AS adresse_fiche,
  CASE WHEN e.is_demo THEN 'oui' ELSE 'non' END AS demonstration, g.longitude, g.latitude
FROM events_event e LEFT JOIN geo_place g ON g.id = e.place_id LEFT JOIN organisations_organisation o ON o.id = e.organiser_id
LEFT JOIN events_tour t ON t.id = e.tour_id AND t.is_public
WHERE e.state <> 'draft' ORDER BY e.id
"""

OPEN = (
    Dataset(
        "evenements",
        _("Événements et étapes du Tour"),
        _("Ateliers, webinaires, étapes du Tour, permanences : quand, où, places, reports et annulations. Jamais qui vient."),
        EVENTS,
        key=("reference",),
        collection="events",
        state="SELECT count(*), max(changed_at) FROM events_event WHERE state <> 'draft'",
        columns={
            "genre": _("Sorte d’événement."),
            "motif": _("Raison d’un report ou d’une annulation."),
            "debut": _("Début, en heure universelle."),
            "fin": _("Fin, en heure universelle."),
            "fuseau": _("Fuseau horaire du lieu."),
            "modalite": _("Sur place, à distance, ou les deux."),
            "lieu_nom": _("Nom de la commune."),
            "salle": _("Salle ou bâtiment."),
            "acces": _("Ce qu’il faut savoir pour venir, accessibilité comprise."),
            "organisateur": _("Nom de qui organise."),
            "tour": _("Tour dont l’événement est une étape."),
            "places": _("Nombre de places ; vide s’il n’est pas limité."),
            "places_libres": _("Places qui restent."),
            "compte_rendu": _("Compte rendu, une fois l’événement passé."),
            "identifiant_calendrier": _("Identifiant de l’événement dans les agendas (UID)."),
            "numero_changement": _("Nombre de changements de date, de lieu ou d’état (SEQUENCE)."),
            "longitude": _("Longitude en degrés (WGS 84) de la commune."),
        },
        codes={"genre": (Event, "kind"), "etat": (Event, "state"), "modalite": (Event, "way")},
    ),
)
