"""Texts of law as people write them, a line each, found again or added."""

import re

from frenchimpact.barriers.models import Norm
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
    found: dict[int, Norm] = {}
    for line in lines.splitlines()[:MOST]:
        text, article = split_norm(line)
        if fold(text):
            one = Norm.objects.filter(text_fold=fold(text), article_fold=fold(article)).first() or Norm.objects.create(
                text=text, article=article
            )
            found[one.pk] = one
    return list(found.values())


def lines_of(norms: list[Norm]) -> str:
    """The same, to be written again."""
    return "\n".join(str(one) for one in norms)
