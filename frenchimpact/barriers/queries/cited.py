"""Texts of law by the names and addresses that people give them, and what the public may read about them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from frenchimpact.barriers.citations import Citation, citations, only_citation
from frenchimpact.barriers.legifrance import KEY, MOST, Recognised, addresses
from frenchimpact.barriers.models import Barrier, Norm, Precedent
from frenchimpact.core.text import fold

_PHRASE = re.compile(r"\b(?:(lo|[lrda]) ?)?(\d{1,5}(?: \d{1,4})+|(?<=[lrda] )\d+|(?<=[lrda])\d+)\b")


def _is(citation: Citation) -> Q:
    text = Q(text_fold=citation.text_fold)
    if citation.stem:
        text |= Q(text_fold__startswith=f"{citation.text_fold} du ")
    return Q(article_fold__in=citation.article_folds) & text


def known_norms(named: Sequence[Citation]) -> dict[Citation, Norm]:
    """The rows of those that there are: one statement, however many are named."""
    wanted = Q(pk=None)
    for one in named:
        wanted |= _is(one)
    found: dict[Citation, Norm] = {}
    for norm in Norm.objects.filter(wanted).order_by("pk") if named else ():
        for one in named:
            same = norm.text_fold == one.text_fold or (one.stem and norm.text_fold.startswith(f"{one.text_fold} du "))
            if same and norm.article_fold in one.article_folds:
                found.setdefault(one, norm)
    return found


def norms_at(keys: Sequence[str]) -> dict[str, Norm]:
    """The texts whose addresses hold these identifiers of Légifrance."""
    wanted = Q(pk=None)
    for key in keys:
        wanted |= Q(url__icontains=key)
    found: dict[str, Norm] = {}
    for norm in Norm.objects.filter(wanted).order_by("pk") if keys else ():
        for kind, number in KEY.findall(norm.url):
            found.setdefault(f"{kind.upper()}{number}", norm)
    return found


def recognise(*texts: str) -> list[Recognised]:
    """All that these words name, by an address or by the name of an article, with what the desk has of each."""
    found = addresses(*texts)
    at = norms_at([one.key for one in found])
    named = citations(*texts)
    known = known_norms(named)
    seen = [_of(at[one.key], one) if one.key in at else one for one in found]
    held = {at[one.key].pk for one in found if one.key in at}
    for one in named:
        norm = known.get(one) or Norm(text=one.text, article=one.article)
        if norm.pk is None or norm.pk not in held:
            seen.append(_of(norm, Recognised(norm.sought_at)))
    return seen[:MOST]


def _of(norm: Norm, one: Recognised) -> Recognised:
    name = one.name if norm.is_unnamed else str(norm)
    return replace(one, url=norm.url or one.url, name=name, is_kept=norm.is_kept and not norm.is_unnamed)


def norms_named(*texts: str) -> list[Norm]:
    """The texts of the desk that these words name."""
    found = [*norms_at([one.key for one in addresses(*texts)]).values(), *known_norms(citations(*texts)).values()]
    return list({one.pk: one for one in found}.values())


def only_named(q: str) -> str:
    """The one text that these words name, under the desk's name for it; as they are when they name none."""
    one = only_citation(q)
    return str(known_norms([one]).get(one, one)) if one else q


def article_phrase(q: str) -> str:
    """The article that a search names, as the database compares it: « L541-1 » and « l. 541 1 » are « l 541 1 »; empty without one."""
    found = _PHRASE.search(fold(q))
    return f"{found[1]} {found[2]}" if found and found[1] else found[2] if found else ""


def barriers_of(norms: Sequence[Norm], limit: int = 3) -> list[Barrier]:
    """The barriers that these texts raise and that anyone may read."""
    keys = [one.pk for one in norms]
    found = Barrier.objects.filter(norm_links__norm__in=keys, hidden_at=None).distinct().order_by("-changed_at", "-pk")
    return list(found[:limit]) if keys else []


def answers_of(norms: Sequence[Norm], limit: int) -> list[tuple[int, bool]]:
    """The published answers that cite these texts, the latest first, with whether each holds today."""
    shown = (Precedent.State.VALID, Precedent.State.EXPIRED, Precedent.State.SUPERSEDED)
    rows = Precedent.objects.filter(norm_links__norm__in=[one.pk for one in norms], state__in=shown).distinct()
    return [(pk, state == Precedent.State.VALID) for pk, state in rows.order_by("-published_at", "-pk").values_list("pk", "state")[:limit]]
