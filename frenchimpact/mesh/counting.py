"""The one statement that counts needs and answers again, by intermunicipality and theme."""

# What is said of a department or of a region holds for its intermunicipalities; what is said of a commune, for its own.
_GROUND = """
ground AS MATERIALIZED (
  SELECT id AS place, epci_id AS epci FROM geo_place WHERE level = 'commune' AND epci_id IS NOT NULL
  UNION ALL SELECT id, id FROM geo_place WHERE level = 'epci' AND is_current
  UNION ALL SELECT department_id, id FROM geo_place WHERE level = 'epci' AND is_current AND department_id IS NOT NULL
  UNION ALL SELECT region_id, id FROM geo_place WHERE level = 'epci' AND is_current AND region_id IS NOT NULL
)
"""
_HOUSE = "JOIN organisations_organisation h ON h.id = s.organisation_id AND h.is_published AND h.closed_on IS NULL"
# By column of the cell: epci (null: everywhere), theme, how many. %(few)s keeps the anonymous from being told when there are too few.
_COUNTED = {
    "challenges": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM territories_challenge s
JOIN territories_territoryplace l ON l.territory_id = s.territory_id AND l.until IS NULL JOIN ground g ON g.place = l.place_id,
unnest(s.themes) t(theme) WHERE s.is_open GROUP BY 1, 2""",
    "searches": """
SELECT g.epci, s.theme, sum(s.n) FROM mesh_miss s JOIN ground g ON g.place = s.place_id
WHERE s."on" > %(today)s::date - %(remembered)s::int GROUP BY 1, 2 HAVING sum(s.n) >= %(few)s""",
    "requests": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM offers_request s JOIN ground g ON g.place = s.place_id, unnest(s.themes) t(theme)
WHERE s.state = 'open' AND s.expires_on >= %(today)s GROUP BY 1, 2""",
    "blocked": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM barriers_samesituation s JOIN ground g ON g.place = s.place_id
LEFT JOIN barriers_precedent p ON p.id = s.precedent_id JOIN barriers_case c ON c.barrier_id = coalesce(s.barrier_id, p.barrier_id),
unnest(c.themes) t(theme) WHERE s.is_counted AND s.confirmed_at IS NOT NULL GROUP BY 1, 2 HAVING count(DISTINCT s.id) >= %(few)s""",
    "supports": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM support_support s JOIN projects_project p ON p.id = s.project_id
JOIN projects_projectplace l ON l.project_id = p.id JOIN ground g ON g.place = l.place_id, unnest(p.themes) t(theme)
WHERE s.state = 'requested' AND s.answer_due_on < %(today)s GROUP BY 1, 2 HAVING count(DISTINCT s.id) >= %(few)s""",
    "offers": f"""
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM offers_offer s {_HOUSE}
LEFT JOIN offers_offerplace l ON l.offer_id = s.id LEFT JOIN geo_place w ON w.id = l.place_id
LEFT JOIN ground g ON g.place = l.place_id, unnest(s.themes) t(theme)
WHERE s.state = 'available' AND s.confirmed_on >= %(today)s::date - %(offers_sleep)s::int
  AND (g.epci IS NOT NULL OR l.id IS NULL OR w.level = 'pays') GROUP BY 1, 2""",
    "structures": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM organisations_organisation s JOIN ground g ON g.place = s.commune_id,
unnest(s.themes) t(theme)
WHERE s.kinds @> ARRAY[%(support)s]::varchar[] AND s.is_published AND s.closed_on IS NULL GROUP BY 1, 2""",
    "programmes": f"""
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM resources_programme s {_HOUSE}
LEFT JOIN resources_programmeplace l ON l.programme_id = s.id LEFT JOIN geo_place w ON w.id = l.place_id
LEFT JOIN ground g ON g.place = l.place_id, unnest(s.themes) t(theme)
WHERE s.state = 'published' AND s.checked_on >= %(today)s::date - %(programmes_sleep)s::int
  AND (g.epci IS NOT NULL OR l.id IS NULL OR w.level = 'pays') GROUP BY 1, 2""",
    "events": """
SELECT g.epci, t.theme, count(DISTINCT s.id) FROM events_event s LEFT JOIN ground g ON g.place = s.place_id, unnest(s.themes) t(theme)
WHERE s.state = 'published' AND s.ends_at > %(now)s AND (g.epci IS NOT NULL OR s.place_id IS NULL AND s.way <> 'onsite') GROUP BY 1, 2""",
}
_COLUMNS = ", ".join(_COUNTED)
_SUMS = ", ".join(f"coalesce(sum(n) FILTER (WHERE source = '{name}'), 0)" for name in _COUNTED)
_EVERY = " UNION ALL ".join(f"SELECT '{name}', c.* FROM ({sql}) c" for name, sql in _COUNTED.items())
COUNT = f"""
WITH {_GROUND}, every(source, epci, theme, n) AS ({_EVERY})
INSERT INTO mesh_cell (place_id, theme, counted_at, {_COLUMNS})
SELECT epci, theme, %(now)s, {_SUMS} FROM every GROUP BY epci, theme
"""
