"""What was measured and the figures of the country as open data."""

# The columns of the import first; the note of a value stays with the people of its territory, as on the pages.
MEASUREMENTS = """
SELECT t.reference || '/' || i.number AS indicateur, m.version, m.starts_on AS debut, m.ends_on AS fin, coalesce(p.place, '') AS lieu,
  m.value AS valeur, ''::text AS ventilation, coalesce(k.text, i.method) AS methode, ''::text AS preuve, 'mesure:' || m.id AS id_source,
  t.reference AS territoire, i.name AS nom, i.unit AS unite, i.frequency AS frequence, c.number AS defi,
  coalesce(n.code, '') AS indicateur_national, CASE WHEN i.counts_nationally THEN 'oui' ELSE 'non' END AS compte_pour_le_pays, i.source,
  m.at::date AS mis_a_jour, %(base)s || '/territoires/' || t.slug || '/defis/' || c.number || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_territory t ON t.id = i.territory_id
JOIN territories_challenge c ON c.id = i.challenge_id LEFT JOIN territories_commonindicator n ON n.id = i.common_id
LEFT JOIN LATERAL (
  SELECT min(u.level || ':' || u.code) AS place FROM territories_territoryplace tp JOIN geo_place u ON u.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL AND t.perimeter_words = '' HAVING count(*) = 1
) p ON true
LEFT JOIN LATERAL (
  SELECT text FROM territories_method WHERE indicator_id = i.id
  ORDER BY since <= m.ends_on DESC, CASE WHEN since <= m.ends_on THEN -number ELSE number END LIMIT 1
) k ON true
LEFT JOIN LATERAL (
  SELECT g.longitude, g.latitude FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL ORDER BY tp.id LIMIT 1
) spot ON true
WHERE m.value IS NOT NULL ORDER BY i.id, m.ends_on
"""

FIGURES = """
SELECT k.code AS indicateur, k.fr AS nom, k.definition_fr AS definition, k.unit_fr AS unite, k.nature, s.year AS annee, s.value AS valeur,
  s.measurement_count AS valeurs, told.declared AS territoires_declarants, told.followed AS territoires_suivis,
  %(programme)s AS source, %(today)s::date AS arrete_le, %(base)s || '/territoires/#chiffres' AS adresse_fiche
FROM territories_commonsum s JOIN territories_commonindicator k ON k.id = s.common_id
LEFT JOIN LATERAL (
  SELECT count(*) AS followed, count(*) FILTER (WHERE extract(year FROM last_on) >= s.year) AS declared FROM (
    SELECT max(i.last_on) AS last_on FROM territories_indicator i WHERE i.common_id = k.id AND i.counts_nationally GROUP BY i.territory_id
  ) one
) told ON true
WHERE s.measurement_count > 0 ORDER BY k.position, k.code, s.year DESC
"""
