"""The one statement that counts needs and answers again, by intermunicipality and theme."""

_HOUSE = "JOIN organisations_organisation h ON h.id = s.organisation_id AND h.is_published AND h.closed_on IS NULL"
# By column of a cell: the things that count, each with its key, the place where it is said (null: everywhere), a theme, and how many it is.
_SAID = {
    "challenges": """
SELECT s.id, l.place_id, t.theme, 1 FROM territories_challenge s
JOIN territories_territoryplace l ON l.territory_id = s.territory_id AND l.until IS NULL, unnest(s.themes) t(theme) WHERE s.is_open""",
    "searches": """
SELECT s.id, s.place_id, s.theme, s.n FROM mesh_miss s WHERE s."on" > %(today)s::date - %(remembered)s::int""",
    "requests": """
SELECT s.id, s.place_id, t.theme, 1 FROM offers_request s, unnest(s.themes) t(theme)
WHERE s.state = 'open' AND s.expires_on >= %(today)s AND s.place_id IS NOT NULL""",
    "blocked": """
SELECT s.id, s.place_id, t.theme, 1 FROM barriers_samesituation s LEFT JOIN barriers_precedent p ON p.id = s.precedent_id
JOIN barriers_case c ON c.barrier_id = coalesce(s.barrier_id, p.barrier_id), unnest(c.themes) t(theme)
WHERE s.is_counted AND s.confirmed_at IS NOT NULL AND s.place_id IS NOT NULL""",
    "supports": """
SELECT s.id, l.place_id, t.theme, 1 FROM support_support s JOIN projects_project p ON p.id = s.project_id
JOIN projects_projectplace l ON l.project_id = p.id, unnest(p.themes) t(theme)
WHERE s.state = 'requested' AND s.answer_due_on < %(today)s""",
    "offers": f"""
SELECT s.id, l.place_id, t.theme, 1 FROM offers_offer s {_HOUSE}
LEFT JOIN offers_offerplace l ON l.offer_id = s.id, unnest(s.themes) t(theme)
WHERE s.state = 'available' AND s.confirmed_on >= %(today)s::date - %(offers_sleep)s::int""",
    "structures": """
SELECT s.id, s.commune_id, t.theme, 1 FROM organisations_organisation s, unnest(s.themes) t(theme)
WHERE s.kinds @> ARRAY[%(support)s]::varchar[] AND s.is_published AND s.closed_on IS NULL AND s.commune_id IS NOT NULL""",
    "programmes": f"""
SELECT s.id, l.place_id, t.theme, 1 FROM resources_programme s {_HOUSE}
LEFT JOIN resources_programmeplace l ON l.programme_id = s.id, unnest(s.themes) t(theme)
WHERE s.state = 'published' AND s.checked_on >= %(today)s::date - %(programmes_sleep)s::int""",
    "events": """
SELECT s.id, s.place_id, t.theme, 1 FROM events_event s, unnest(s.themes) t(theme)
WHERE s.state = 'published' AND s.ends_at > %(now)s AND (s.place_id IS NOT NULL OR s.way <> 'onsite')""",
}
_COLUMNS = ", ".join(_SAID)
_SUMS = ", ".join(f"coalesce(sum(n) FILTER (WHERE source = '{name}'), 0)" for name in _SAID)
_EVERY = " UNION ALL ".join(f"SELECT '{name}', s.* FROM ({sql}) s" for name, sql in _SAID.items())
# What is said of a department or of a region holds for its intermunicipalities; what is said of a commune, for its own. %(few)s keeps the
# anonymous from being told when there are too few.
COUNT = f"""
WITH said(source, id, place, theme, n) AS ({_EVERY}),
ground(place, epci) AS (
  SELECT id, epci_id FROM geo_place WHERE level = 'commune' AND epci_id IS NOT NULL
  UNION ALL SELECT id, id FROM geo_place WHERE level = 'epci' AND is_current
  UNION ALL SELECT department_id, id FROM geo_place WHERE level = 'epci' AND is_current
  UNION ALL SELECT region_id, id FROM geo_place WHERE level = 'epci' AND is_current
  UNION ALL SELECT id, NULL FROM geo_place WHERE level = 'pays'
),
placed AS (
  SELECT source, id, epci, theme, n FROM said JOIN ground USING (place)
  UNION SELECT source, id, NULL, theme, n FROM said WHERE place IS NULL
),
summed AS (
  SELECT source, epci, theme, sum(n) AS n FROM placed GROUP BY 1, 2, 3
  HAVING source NOT IN ('searches', 'blocked', 'supports') OR sum(n) >= %(few)s
)
INSERT INTO mesh_cell (place_id, theme, counted_at, {_COLUMNS})
SELECT epci, theme, %(now)s, {_SUMS} FROM summed GROUP BY epci, theme
"""
