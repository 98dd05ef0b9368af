"""The aids of the catalogue, named by what is typed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid
from frenchimpact.aids.rules import editable_aids, visible_aids
from frenchimpact.core.text import fold
from frenchimpact.design.picks import Option, Picked
from frenchimpact.organisations.rules import Anyone

# Fewer letters name too many of them.
LEAST = 3


def find_open_aid(user: Anyone, slug: str) -> Aid:
    """An aid that may be planned: public, or one's own. Raises Http404."""
    rows = visible_aids(user).exclude(status__in=(Aid.Status.DRAFT, Aid.Status.MERGED)).select_related("funder")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404(_("Cette aide n’existe pas, ou plus."))
    return found


def aids_named(user: Any, text: str, *, only_own: bool = False, limit: int = 8) -> list[Aid]:
    """The aids whose title holds every word of the text, the shortest titles first; `only_own`: those that the person may write."""
    words = fold(text).split()[:8]
    if sum(len(one) for one in words) < LEAST:
        return []
    rows = (editable_aids(user) if only_own else visible_aids(user)).filter(status=Aid.Status.PUBLISHED).select_related("funder")
    for word in words:
        rows = rows.filter(title_fold__contains=word)
    return sorted(rows.order_by("title", "pk")[: limit * 5], key=lambda one: (len(one.title), one.pk))[:limit]


def option_of(aid: Aid) -> Option:
    """An aid as a list of choices shows it."""
    return Option(aid.slug, aid.title, aid.funder_words)


def find_named_aid(user: Any, *, only_own: bool = False) -> Callable[[str, str], Picked]:
    """How a text names an aid, for that person: its whole title, or the one that was picked."""

    def find(text: str, key: str) -> Picked:
        found, words = aids_named(user, text, only_own=only_own), fold(text)
        # What was picked may be further than the few that are proposed.
        own = (editable_aids(user) if only_own else visible_aids(user)).filter(slug=key, status=Aid.Status.PUBLISHED) if key else ()
        picked = [one for one in own if set(words.split()) <= set(one.title_fold.split())]
        sure = picked or [one for one in found if one.title_fold == words]
        return Picked(sure[0] if len(sure) == 1 else None, [option_of(one) for one in found])

    return find
