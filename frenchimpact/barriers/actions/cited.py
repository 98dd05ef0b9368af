"""Texts of law as people write them, each found again or added under one name."""

import re

from django.utils.translation import override

from frenchimpact.barriers.citations import Citation, citations, only_citation
from frenchimpact.barriers.legifrance import addresses
from frenchimpact.barriers.models import Case, CaseNorm, Norm
from frenchimpact.barriers.queries.cited import known_norms, norms_at
from frenchimpact.core.text import clean_line, fold

_ARTICLE = re.compile(r"^(?:art(?:icle)?s?\.?\s+)?((?:[LRDA]\*?\.?\s?)?\d[\w.\s-]*)$", re.IGNORECASE)
MOST = 20


def split_norm(line: str) -> tuple[str, str]:
    """« Code des transports, L. 3120-1 » → the text and its article; without article, the whole line is the text."""
    text, _comma, last = clean_line(line).rpartition(",")
    article = _ARTICLE.match(last.strip())
    return (text.strip()[:300], article[1].strip()[:60]) if text and article else (clean_line(line)[:300], "")


def cite(lines: str) -> list[Norm]:
    """The texts that these lines name, each once, in order."""
    named = [only_citation(line) or Citation(*split_norm(line)) for line in lines.splitlines()[:MOST]]
    return _kept([one for one in named if fold(one.text)])


def lines_of(norms: list[Norm]) -> str:
    """The same, to be written again."""
    return "\n".join(str(one) for one in norms)


def cite_new(case: Case, before: list[str], after: list[str]) -> None:
    """What the desk's own words about a case came to name is cited by it. One that it took out stays out while the words are the same."""
    there = set(citations(*before))
    norms = _kept([one for one in citations(*after) if one not in there])
    CaseNorm.objects.filter(case=case, norm__in=norms).update(is_told=False)
    CaseNorm.objects.bulk_create([CaseNorm(case=case, norm=one) for one in norms], ignore_conflicts=True)


def _kept(named: list[Citation]) -> list[Norm]:
    """The row of each, made where there was none; two people who cite the same article at once make one."""
    known = known_norms(named)
    new = [one for one in named if one not in known]
    if new:
        rows = [Norm(text=one.text, article=one.article, **({"level": one.level} if one.level else {})) for one in new]
        Norm.objects.bulk_create(rows, ignore_conflicts=True)
        known |= known_norms(new)
    return list({known[one].pk: known[one] for one in named if one in known}.values())


def read_cited(case: Case, *texts: str) -> None:
    """Link a case to the texts that its person or a service names, by words or by an address of Légifrance.

    Cases of one article find each other; the desk takes up what matters.
    """
    norms = _kept(citations(*texts))
    if not norms:
        norms = _at_addresses(*texts)
    CaseNorm.objects.bulk_create([CaseNorm(case=case, norm=one, is_told=True) for one in norms], ignore_conflicts=True)


def _at_addresses(*texts: str) -> list[Norm]:
    """Those of addresses; one that the desk never saw is kept by its identifier, until somebody writes its name."""
    found = addresses(*texts)
    known = norms_at([one.key for one in found])
    with override("fr"):
        new = [
            Norm(text=one.name or one.kind_words, article="" if one.name else one.key, url=one.url) for one in found if one.key not in known
        ]
    if new:
        Norm.objects.bulk_create(new, ignore_conflicts=True)
        known = norms_at([one.key for one in found])
    return list({norm.pk: norm for norm in known.values()}.values())
