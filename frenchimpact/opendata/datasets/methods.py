"""Open methods as open data: the version in force of each, as the list of the pages."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.dataset import USUAL, Dataset

METHODS = """
SELECT DISTINCT ON (m.id) m.slug AS methode, v.number AS version, v.title_fr AS titre, v.content->'summary'->>'fr' AS resume,
  v.domain AS domaine, array_to_string(v.sdgs, '|') AS odd, v.evidence AS preuve,
  CASE WHEN jsonb_array_length(v.content->'steps') > 0 THEN 'oui' ELSE 'non' END AS calcule,
  coalesce((
    SELECT string_agg(i.code || '@' || i.version, '|' ORDER BY u.position)
    FROM methods_use u JOIN methods_indicator i ON i.id = u.indicator_id WHERE u.version_id = v.id
  ), '') AS indicateurs,
  v.content->>'licence' AS licence,
  (SELECT string_agg(a, '|') FROM jsonb_array_elements_text(v.content->'authors') a) AS auteurs, v.content->>'maintainer' AS mainteneur,
  coalesce(o.name, '') AS organisation, (v.published_at AT TIME ZONE %(zone)s)::date AS publiee_le, v.swhid,
  %(base)s || '/methodes/' || m.slug || '/' || v.number || '/' AS adresse_fiche,
  CASE WHEN m.is_demo THEN 'oui' ELSE 'non' END AS demonstration
FROM methods_method m JOIN methods_methodversion v ON v.method_id = m.id
  LEFT JOIN organisations_organisation o ON o.id = m.owner_id
WHERE v.state = 'published' ORDER BY m.id, v.rank DESC
"""

OPEN = (
    Dataset(
        "methodes",
        _("Méthodes ouvertes"),
        _("La version en vigueur de chaque méthode : ce qu’elle compte, qui la tient, sa licence, l’identifiant de son contenu."),
        METHODS,
        forms=USUAL,
        key=("methode",),
        collection="methods",
        columns={
            "methode": _("Nom de la méthode dans les adresses."),
            "domaine": _("Domaine où l’on mesure."),
            "preuve": _("Niveau de preuve que la méthode permet, de 0 à 5."),
            "calcule": _("« oui » si elle se calcule en ligne."),
            "indicateurs": _("Codes et versions des indicateurs qu’elle emploie, séparés par « | »."),
            "licence": _("Licence de la méthode."),
            "mainteneur": _("Qui la tient à jour."),
            "organisation": _("Nom de la structure qui la tient."),
            "swhid": _("Identifiant de son contenu (SWHID)."),
        },
    ),
)
