"""Finding aids by words: every word, in any order, wherever the aid says it."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from frenchimpact.aids.models import Instrument, Rule, Terms
from frenchimpact.core.text import fold
from frenchimpact.vocabularies.queries import choices

# Words read: what is longer is a sentence, whose last words change nothing.
MOST = 8


def narrowed(*, text: str = "", natures: Sequence[str] = (), since: dt.date | None = None) -> QuerySet[Terms]:
    """The aids that what is asked of themselves keeps, before any comparison."""
    found = Terms.objects.all()
    if text:
        found = found.filter(named(text, "aid__"))
    if natures:
        found = found.filter(aid__instruments__overlap=natures)
    if since:
        found = found.filter(Q(aid__published_at__date__gte=since) | Q(aid__opens_on__gte=since))
    return found


def named(text: str, to: str = "") -> Q:
    """The aids that say every word of a search: title, funder, promise, description, nature or theme; or bear that reference.

    `to`: how a row leads to its aid, such as « aid__ ».
    """
    words = fold(text).split()
    long = [word for word in words if len(word) > 2] or words
    found = Q(pk__in=[]) if not long else Q()
    for word in long[:MOST]:
        found &= _says(word, to)
    return found | Q(**{f"{to}reference__iexact": text.strip()})


def _says(word: str, to: str) -> Q:
    """One word. A plural finds the singular."""
    root = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    found = Q(**{f"{to}told_fold__contains": root}) | Q(**{f"{to}funder__name_fold__contains": root})
    natures = [code for code, words in Instrument.choices if root in fold(str(words))]
    if natures:
        found |= Q(**{f"{to}instruments__overlap": natures})
    themes = [code for code, words in choices("theme") if root in fold(words)]
    if themes:
        on_theme = Rule.objects.filter(subject=Rule.Subject.THEME, values__overlap=themes).values("aid")
        found |= Q(**{f"{to}pk__in": on_theme})
    return found
