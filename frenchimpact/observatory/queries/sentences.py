"""What a figure says, in one sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.design.words import number
from frenchimpact.observatory.figures import barriers, counts, delays, families, money, solutions
from frenchimpact.observatory.queries.telling import Told


def sentence(told: Told) -> str:
    """The finding: what there is, and what stands out. Words that say why, when there is nothing to say."""
    if told.whole is None:
        return _("%(title)s : pas encore de valeur") % {"title": told.definition.title}
    if told.definition.question == delays.QUESTION:
        return _delay(told)
    if told.whole.value is None:
        return _("%(title)s : trop peu de personnes pour être publié") % {"title": told.definition.title}
    if not told.whole.value:
        return _("%(title)s : pas encore") % {"title": told.definition.title}
    return {money.QUESTION: _money, families.QUESTION: _lives}.get(told.definition.question, _count)(told)


def _delay(told: Told) -> str:
    if told.whole is None or told.whole.value is None:
        words = ngettext(
            "%(title)s : pas encore assez de dossiers (%(n)s, il en faut 11)",
            "%(title)s : pas encore assez de dossiers (%(n)s, il en faut 11)",
            told.whole.reported or 0 if told.whole else 0,
        )
        return words % {"title": told.definition.title, "n": number(told.whole.reported or 0 if told.whole else 0)}
    given = {"title": told.definition.title, "value": told.words, "spread": told.spread}
    return _("%(title)s : la moitié en %(value)s au plus ; huit dossiers sur dix %(spread)s") % given


def _money(told: Told) -> str:
    if told.definition.code == "argent-engage":
        first = next((words for words, row in told.parts if row.value and row.part != "non-precise"), None)
        unsaid = next((row for _words, row in told.parts if row.part == "non-precise"), None)
        if first and unsaid and told.whole and (unsaid.value or 0) > (told.whole.value or 0) / 2:
            given = {"value": told.words, "unsaid": told.words_of(unsaid), "theme": first}
            return _("%(value)s engagés, dont %(unsaid)s sans thème ; du reste, surtout « %(theme)s »") % given
        if first:
            return _("%(value)s engagés, surtout pour le thème « %(theme)s »") % {"value": told.words, "theme": first}
    return _("%(title)s : %(value)s") % {"title": told.definition.title, "value": told.words}


def _lives(told: Told) -> str:
    row = told.whole
    given = {"title": told.definition.title, "value": told.words, "year": row.period if row else "", "who": told.coverage}
    return _("%(title)s : %(value)s en %(year)s, déclarés par %(who)s") % given


_FIRST_PARTS = {counts.QUESTION, barriers.QUESTION, solutions.QUESTION}


def _count(told: Told) -> str:
    first = max((row.value or 0 for _words, row in told.parts), default=0)
    if told.definition.question in _FIRST_PARTS and first and len(told.parts) > 1:
        words = next(words for words, row in told.parts if row.value == first)
        given = {"title": told.definition.title, "value": told.words, "part": words, "n": number(int(first))}
        return _("%(title)s : %(value)s, le plus souvent « %(part)s » (%(n)s)") % given
    return _("%(title)s : %(value)s") % {"title": told.definition.title, "value": told.words}
