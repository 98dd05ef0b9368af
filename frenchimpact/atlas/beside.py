"""What is found beside the sheets, whose own lists look further: aids, experiments, challenges of territories, methods, events, offers,
solutions, what other instances publish."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frenchimpact.atlas.cards import prefix
from frenchimpact.core import clock
from frenchimpact.core.prepared import prepared
from frenchimpact.core.text import fold

# Words that are read: what is longer is a sentence.
MOST_WORDS = 5
# By kind: where its pages and its list are.
AID, EXPERIMENT, CHALLENGE, METHOD, EVENT, OFFER = "aid", "experiment", "challenge", "method", "event", "offer"
PROGRAMME, TOOL, SOLUTION, ELSEWHERE = "programme", "tool", "solution", "elsewhere"
PATHS = {
    AID: "financements",
    EXPERIMENT: "experimentations",
    CHALLENGE: "territoires",
    METHOD: "methodes",
    EVENT: "evenements",
    OFFER: "offres",
    PROGRAMME: "programmes",
    TOOL: "outils",
    SOLUTION: "solutions",
    ELSEWHERE: "ailleurs",
}


@dataclass(frozen=True)
class Beside:
    """One line: its name, who offers, allows or faces it, its page."""

    kind: str
    title: str
    detail: str
    href: str

    @property
    def group(self) -> str:
        """The things of its kind, in words."""
        return {
            AID: _("Aides"),
            OFFER: _("Offres"),
            PROGRAMME: _("Programmes"),
            TOOL: _("Outils"),
            SOLUTION: _("Solutions à reprendre"),
            EXPERIMENT: _("Expérimentations"),
            CHALLENGE: _("Défis de territoires labellisés"),
            METHOD: _("Méthodes pour mesurer son impact"),
            EVENT: _("Événements"),
            ELSEWHERE: _("Publié par d’autres instances"),
        }[self.kind]


# Aids that can still be asked for first, experiments by their end, challenges, methods by name, the nearest events to come first.
# SAYS(column) stands for as many tests as there are words.
_ALL = """
(SELECT 'aid', a.title, coalesce(o.name, a.funder_name), a.slug
 FROM aids_aid a LEFT JOIN organisations_organisation o ON o.id = a.funder_id
 WHERE a.status = 'published' AND SAYS(a.title_fold)
 ORDER BY (a.closes_on IS NULL OR a.closes_on >= %(today)s) DESC, a.published_at DESC, a.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'experiment', e.title, e.authority_name, e.slug FROM barriers_experiment e
 WHERE e.is_public AND SAYS(core_fold(e.title)) ORDER BY e.ends_on DESC, e.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'challenge', c.title, t.name, t.slug || '/defis/' || c.number
 FROM territories_challenge c JOIN territories_territory t ON t.id = c.territory_id
 WHERE SAYS(core_fold(c.title)) ORDER BY t.name_fold, c.number, c.id LIMIT %(limit)s)
UNION ALL
(SELECT 'method', CASE WHEN %(is_english)s THEN v.title_en ELSE v.title_fr END, coalesce(o.name, v.content->>'maintainer'), m.slug
 FROM methods_method m
 JOIN LATERAL (SELECT title_fr, title_en, content, core_fold(concat_ws(' ', m.slug, title_fr, title_en,
     content->'summary'->>'fr', content->'summary'->>'en')) AS said
   FROM methods_methodversion WHERE method_id = m.id AND state = 'published' ORDER BY rank DESC LIMIT 1) v ON true
 LEFT JOIN organisations_organisation o ON o.id = m.owner_id
 WHERE SAYS(v.said) ORDER BY v.title_fr, m.id LIMIT %(limit)s)
UNION ALL
(SELECT 'event', e.title, coalesce(g.name, ''), e.slug FROM events_event e LEFT JOIN geo_place g ON g.id = e.place_id
 WHERE e.state <> 'draft' AND SAYS(core_fold(e.title))
 ORDER BY (e.ends_at >= %(today)s) DESC, abs(extract(epoch FROM e.starts_at - %(today)s::timestamptz)), e.id LIMIT %(limit)s)
UNION ALL
(SELECT 'offer', o.title, h.name, o.slug FROM offers_offer o JOIN organisations_organisation h ON h.id = o.organisation_id
 WHERE o.state IN ('available', 'exhausted') AND o.confirmed_on >= %(today)s::date - 90 AND h.is_published AND h.closed_on IS NULL
   AND SAYS(core_fold(o.title)) ORDER BY o.published_at DESC, o.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'programme', p.title, h.name, p.slug FROM resources_programme p JOIN organisations_organisation h ON h.id = p.organisation_id
 WHERE p.state = 'published' AND p.checked_on >= %(today)s::date - 180 AND h.is_published AND h.closed_on IS NULL
   AND SAYS(core_fold(p.title)) ORDER BY p.published_at DESC, p.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'tool', t.title, h.name, t.slug FROM resources_tool t JOIN organisations_organisation h ON h.id = t.organisation_id
 WHERE t.state = 'published' AND t.checked_on >= %(today)s::date - 365 AND (t.expires_on IS NULL OR t.expires_on >= %(today)s::date)
   AND h.is_published AND h.closed_on IS NULL
   AND SAYS(core_fold(t.title)) ORDER BY t.published_at DESC, t.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'solution', s.title, p.name, s.slug FROM solutions_solution s JOIN projects_project p ON p.id = s.project_id
 WHERE s.state = 'published' AND SAYS(core_fold(s.title)) ORDER BY s.published_at DESC, s.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'elsewhere', r.title, i.name, r.id::text FROM federation_record r JOIN federation_peer i ON i.id = r.peer_id
 WHERE r.gone_at IS NULL AND r.hidden_at IS NULL AND r.organisation_id IS NULL AND r.method_id IS NULL AND r.twin_id IS NULL
   AND SAYS(r.title_fold) ORDER BY r.first_seen_at DESC, r.id DESC LIMIT %(limit)s)
"""
_SAYS = re.compile(r"SAYS\((\w+(?:\([\w.]+\)|\.\w+))\)")


def _statement(count: int) -> str:
    """The same for so many words."""
    return _SAYS.sub(lambda found: " AND ".join(f"{found[1]} LIKE %(word{n})s" for n in range(count)), _ALL)


def beside(text: str, limit: int) -> list[Beside]:
    """So many of each kind whose title says every word; a plural finds its singular. One statement, or none."""
    words = [word for word in fold(text).split() if len(word) > 2][:MOST_WORDS]
    if not words:
        return []
    given = {f"word{n}": f"%{_root(word)}%" for n, word in enumerate(words)}
    with prepared() as cursor:
        cursor.execute(_statement(len(words)), {**given, "today": clock.today(), "limit": limit, "is_english": get_language() == "en"})
        rows = cursor.fetchall()
    return [Beside(kind, title, detail, f"{prefix()}/{PATHS[kind]}/{slug}/") for kind, title, detail, slug in rows]


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@dataclass(frozen=True)
class Group:
    """The lines of one kind, and where there are more."""

    words: str
    path: str
    lines: list[Beside]


def groups(found: list[Beside]) -> list[Group]:
    """The same, kind by kind."""
    kinds = dict.fromkeys(one.kind for one in found)
    by = {kind: [one for one in found if one.kind == kind] for kind in kinds}
    return [Group(lines[0].group, f"{prefix()}/{PATHS[kind]}/", lines) for kind, lines in by.items()]
