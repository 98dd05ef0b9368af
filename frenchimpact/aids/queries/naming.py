"""Finding aids by words: every word, in any order, wherever the aid says it."""

from django.db.models import Q

from frenchimpact.aids.models import Instrument, Rule
from frenchimpact.core.text import fold
from frenchimpact.vocabularies.queries import choices

# Words read: what is longer is a sentence, whose last words change nothing.
MOST = 8


def named(text: str) -> Q:
    """The rows of `Terms` whose aid says every word of a search: title, funder, promise, description, nature or theme; or its reference."""
    words = fold(text).split()
    long = [word for word in words if len(word) > 2] or words
    found = Q(pk__in=[]) if not long else Q()
    for word in long[:MOST]:
        found &= _says(word)
    return found | Q(aid__reference__iexact=text)


def _says(word: str) -> Q:
    """One word. A plural finds the singular."""
    root = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    found = (
        Q(aid__title_fold__contains=root)
        | Q(aid__funder__name_fold__contains=root)
        | Q(aid__funder_name__icontains=root)
        | Q(aid__promise__icontains=root)
        | Q(aid__description__icontains=root)
    )
    natures = [code for code, words in Instrument.choices if root in fold(str(words))]
    if natures:
        found |= Q(aid__instruments__overlap=natures)
    themes = [code for code, words in choices("theme") if root in fold(words)]
    if themes:
        found |= Q(aid__in=Rule.objects.filter(subject=Rule.Subject.THEME, values__overlap=themes).values("aid"))
    return found
