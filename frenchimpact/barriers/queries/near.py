"""« Proches de votre situation » : the published answers closest to a sentence written in words of everyday life."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from frenchimpact.barriers.models import OutcomeKind, Precedent, PrecedentPlace, Synonym
from frenchimpact.barriers.queries.cited import answers_of, norms_named
from frenchimpact.core.errors import Text
from frenchimpact.core.prepared import prepared
from frenchimpact.core.search_words import Meanings, Typed, understand
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place

LIMIT = 7
# A sentence is read that far, and that many of its words.
LONGEST, MOST = 1200, 24
# Of the best: what shares less with the sentence is not close to it.
FAR = 0.2
# So many are wanted: with fewer, words that no answer holds are read as the closest that some do, then what shares less is shown too.
WANTED = 3
# How alike a mistyped word and the one that was meant are, from 0 to 1; shorter words are left as they are.
ALIKE, SHORTEST = 0.78, 4

# What somebody says when asking, whatever they ask: it brings nothing near.
_ASKING = frozenset(
    fold(
        """veut veux veulent voulons voulez voudrais voudrait voudrions souhaite souhaitons souhaiterions aimerais aimerait aimerions
        aimeraient voudraient peut peux pouvons pouvez peuvent pouvoir doit dois devons doivent faut faudrait faire fait faisons font
        dit dire disent comment pourquoi quand quel quelle quels quelles quoi besoin possible impossible alors aussi avoir avons etre
        sommes suis etes tout tous toute toutes chez entre plus moins tres bien deja encore ca cela celui ceux si non oui quelqu
        chaque dont cependant lorsque afin depuis puis demande demandent demander frein probleme parle parler deux trois"""
    ).split()
)

# Each rare term brings its answers by the index; one that a thousand hold or more brings none while there is a rarer one, and weighs at
# most as one that a quarter of them hold. The closest are then ranked by where they hold each term (title, question, answer), and within
# a tenth of the best by place.
STATEMENT = """
WITH term AS MATERIALIZED (SELECT n, to_tsquery('public.fr', t) AS q FROM unnest(%(terms)s::text[]) WITH ORDINALITY asked(t, n)),
hit AS MATERIALIZED (
  SELECT term.n, found.id FROM term CROSS JOIN LATERAL (
    SELECT id FROM barriers_precedent p WHERE p.words @@ term.q AND p.state IN ('valid', 'expired', 'superseded') LIMIT 1000) found),
seen AS MATERIALIZED (
  SELECT n, count(*) < 1000 AS is_rare, (SELECT count(*) FROM barriers_precedent WHERE state = 'valid')::float8 / count(*) AS times
  FROM hit GROUP BY n),
weight AS MATERIALIZED (SELECT n, is_rare, ln(1 + CASE WHEN is_rare THEN times ELSE least(times, 3) END) AS w FROM seen),
few AS MATERIALIZED (
  SELECT id FROM hit JOIN weight USING (n) WHERE is_rare OR NOT EXISTS (SELECT FROM weight WHERE is_rare)
  GROUP BY id ORDER BY sum(w) DESC, id DESC LIMIT greatest(100, %(limit)s)),
ranked AS MATERIALIZED (
  SELECT p.id, p.state, p.superseded_by_id, sum(w * w * (0.3 + ts_rank('{0.1, 0.35, 0.6, 1}', p.words, q))) AS score
  FROM few JOIN barriers_precedent p USING (id) JOIN term ON p.words @@ q JOIN weight USING (n)
  GROUP BY p.id, p.state, p.superseded_by_id),
close AS (
  SELECT *, floor(10 * score / max(score) OVER ()) AS tenth, state = 'valid' AS is_valid,
    CASE WHEN NOT EXISTS (SELECT FROM barriers_precedentplace l WHERE l.precedent_id = ranked.id) THEN 1
      WHEN EXISTS (SELECT FROM barriers_precedentplace l WHERE l.precedent_id = ranked.id AND l.place_id = ANY(%(grounds)s)) THEN 0
      ELSE 2 END AS far
  FROM ranked)
SELECT id, score FROM close
WHERE tenth >= %(least)s AND NOT (state = 'superseded' AND superseded_by_id IN (SELECT id FROM close WHERE is_valid AND tenth >= %(least)s))
ORDER BY is_valid DESC, tenth DESC, CASE WHEN %(has_place)s THEN far ELSE 0 END, score DESC, id DESC LIMIT %(limit)s
"""


_WITH = (
    "SELECT slug, title, reference, outcome FROM barriers_precedent p, to_tsquery('public.fr', %s) q"
    " WHERE p.words @@ q AND p.state = 'valid' ORDER BY ts_rank(p.words, q) DESC, p.id DESC LIMIT %s"
)


@dataclass(frozen=True)
class Near:
    """An answer close to what was written."""

    precedent: Precedent
    score: float

    @property
    def is_valid(self) -> bool:
        """Whether it holds today; else it is shown after, and marked."""
        return self.precedent.state == Precedent.State.VALID


@lru_cache(maxsize=4)
def _meanings(lines: tuple[str, ...]) -> Meanings:
    return Meanings.of([[word.strip() for word in line.split(",")] for line in lines])


def meanings() -> Meanings:
    """The words that operators say mean the same."""
    lines = tuple(Synonym.objects.values_list("words", flat=True))
    return _meanings(lines)


def read_sentence(text: str) -> Typed:
    """A sentence, understood: its words that say something, with what else they are called."""
    return understand(text, meanings(), most=MOST * 2, longest=LONGEST)


def _terms(typed: Typed) -> list[str]:
    return [term.query for term in typed.terms if term.typed not in _ASKING][:MOST]


def grounds_of(place: Place | None) -> list[int]:
    """The place and what it stands in: an answer that holds there holds for it."""
    if place is None:
        return []
    return [one for one in (place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id) if one]


def given_for(text: str, place: Place | None, limit: int, *, far: float = FAR) -> dict[str, Any]:
    """The parameters of the statement; without term, nothing can be close."""
    return {
        "terms": _terms(read_sentence(text)),
        "grounds": grounds_of(place),
        "has_place": place is not None,
        "least": 10 * far,
        "limit": limit,
    }


def ranked(text: str, place: Place | None = None, limit: int = LIMIT) -> list[tuple[int, float]]:
    """The keys of the closest answers with their closeness, in order: one statement, after that of the synonyms."""
    found = _by_meaning(text, place, limit) if settings.CLOSENESS else []
    return _with_cited(text, found or _in_words(text, place, limit), limit)


def _with_cited(text: str, found: list[tuple[int, float]], limit: int) -> list[tuple[int, float]]:
    """Before all others, the answers that hold about an article that the sentence cites; after them, those that no longer hold."""
    cited = answers_of(norms_named(text), limit)
    if not cited:
        return found
    best = found[0][1] if found else 1.0
    there = {pk for pk, _is_valid in cited}
    first, last = ([(pk, best) for pk, is_valid in cited if is_valid == wanted] for wanted in (True, False))
    return [*first, *(one for one in found if one[0] not in there), *last][:limit]


def _in_words(text: str, place: Place | None, limit: int) -> list[tuple[int, float]]:
    found = _by_words(given_for(text, place, limit))
    if len(found) >= min(WANTED, limit):
        return found
    if (better := _well_typed(text)) != text:
        text, found = better, _by_words(given_for(better, place, limit))
    wanted = min(WANTED, limit)
    if len(found) < wanted:
        known = {pk for pk, _score in found}
        found += [one for one in _by_words(given_for(text, place, wanted, far=0)) if one[0] not in known][: wanted - len(found)]
    return found


def _by_words(given: dict[str, Any]) -> list[tuple[int, float]]:
    if not given["terms"]:
        return []
    with prepared() as cursor:
        cursor.execute(STATEMENT, given)
        return list(cursor.fetchall())


_UNKNOWN = """
SELECT t FROM unnest(%s::text[], %s::text[]) asked(t, q) WHERE NOT EXISTS (
  SELECT FROM barriers_precedent p WHERE p.words @@ to_tsquery('public.fr', asked.q) AND p.state IN ('valid', 'expired', 'superseded'))
"""


def _well_typed(text: str) -> str:
    """The sentence with each word that no answer holds read as the closest one of their titles and questions, or of the synonyms."""
    typed = read_sentence(text)
    asked = [term for term in typed.terms if not term.is_phrase and " " not in term.typed and term.typed not in _ASKING][:MOST]
    asked = [term for term in asked if len(term.typed.strip("0123456789")) >= SHORTEST]
    if not asked:
        return text
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [[term.typed for term in asked], [term.query for term in asked]])
        unknown = [word for (word,) in cursor.fetchall()]
    words = _words_of_answers() if unknown else []
    close = {word: get_close_matches(word, _as_long(words, word), n=1, cutoff=ALIKE) for word in unknown}
    better = {word: found[0] for word, found in close.items() if found}
    return typed.with_words(better).text if better else text


def _as_long(words: list[str], word: str) -> list[str]:
    return [one for one in words if abs(len(one) - len(word)) <= 2 and one[0] == word[0]]


def _words_of_answers() -> list[str]:
    """Every word of the titles and questions of the answers, and of the synonyms. Kept for some minutes: only a mistyped word asks."""
    found: list[str] | None = cache.get("barriers.words")
    if found is None:
        shown = (Precedent.State.VALID, Precedent.State.EXPIRED, Precedent.State.SUPERSEDED)
        rows = Precedent.objects.filter(state__in=shown).values_list("title", "question").iterator(chunk_size=2000)
        words = {word for row in rows for word in fold(" ".join(row)).split()}
        words |= {word for key in meanings().same for word in key.split()}
        found = sorted(word for word in words if len(word) >= SHORTEST)
        cache.set("barriers.words", found, 600)
    return found


@dataclass(frozen=True)
class Named:
    """An answer in force, as the search over everything shows it."""

    slug: str
    title: str
    reference: str
    outcome: Text


def answers_with(query: str, limit: int) -> list[Named]:
    """The answers in force that hold every term of a search, as `to_tsquery` reads it: one statement."""
    with prepared() as cursor:
        cursor.execute(_WITH, [query, limit])
        return [Named(slug, title, reference, OutcomeKind(outcome).label) for slug, title, reference, outcome in cursor.fetchall()]


def _by_meaning(text: str, place: Place | None, limit: int) -> list[tuple[int, float]]:
    """The same by the sentence encoder: those in force first, within a tenth of the best by place."""
    # Numbers by the thousand: what reads them is loaded only where it is asked for.
    from frenchimpact.barriers.closeness import closest

    close = closest(text, max(limit, 50))
    if not close:
        return []
    grounds, keys = set(grounds_of(place)), [pk for pk, _score in close]
    rows = Precedent.objects.filter(pk__in=keys).values_list("pk", "state", "superseded_by_id")
    states = {pk: (state, other) for pk, state, other in rows}
    held: dict[int, set[int]] = {}
    for pk, where in PrecedentPlace.objects.filter(precedent__in=keys).values_list("precedent_id", "place_id") if place else ():
        held.setdefault(pk, set()).add(where)
    valid = {pk for pk, (state, _other) in states.items() if state == Precedent.State.VALID}

    def order(one: tuple[int, float]) -> tuple[bool, int, int, float]:
        pk, score = one
        far = (0 if held[pk] & grounds else 2) if pk in held else 1
        return pk not in valid, -int(10 * score / close[0][1]), far if place else 0, -score

    kept = [one for one in close if one[0] in states and states[one[0]][1] not in valid]
    return sorted(kept, key=order)[:limit]


def near_precedents(text: str, place: Place | None = None, limit: int = LIMIT) -> list[Near]:
    """The closest published answers of a sentence, those in force first, then those that no longer hold."""
    scores = dict(ranked(text, place, limit))
    rows = Precedent.objects.select_related("superseded_by").defer("words").in_bulk(scores) if scores else {}
    return [Near(rows[pk], score) for pk, score in scores.items() if pk in rows]
