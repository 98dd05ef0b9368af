"""A version of a method on paper: what it counts, supposes and computes, with its examples and how it is cited."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.quantities import shown
from frenchimpact.design.papers import paper
from frenchimpact.design.words import day
from frenchimpact.methods import citing
from frenchimpact.methods.format import Assumption, Method
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.queries import evidence_words, unit_words
from frenchimpact.methods.wording import in_words, with_unit


def method_paper(version: MethodVersion, content: Method, samples: Iterable[dict[str, Any]]) -> bytes:
    """A tagged PDF."""
    data = {
        "lead": str(content.summary),
        "facts": [
            [_("Niveau de preuve qu’elle permet"), evidence_words(version.evidence)],
            [_("Ce qu’il faut pour l’appliquer"), str(content.effort)],
            [_("Auteurs"), ", ".join(content.authors)],
            [_("Tenue à jour par"), content.maintainer],
            [_("Licence"), content.licence],
        ],
        "tables": [table for table in _tables(content) if table["rows"]],
        "samples": [{"title": str(one["title"]), "rows": [[str(name), value] for name, value in one["results"]]} for one in samples],
        "samples_title": _("Exemples"),
        "limits_title": _("Quand ne pas s’en servir"),
        "limits": str(content.limits),
        "sources_title": _("Sources"),
        "sources": [" – ".join(filter(None, [str(one.title), one.url])) for one in content.sources],
        "cite_title": _("Citer"),
        "cite": citing.citation(version, content),
    }
    title = _("%(title)s, version %(number)s") % {"title": content.title, "number": version.number}
    return paper("methods/papers/method.typ", data, title=title)


def _tables(content: Method) -> Iterable[dict[str, Any]]:
    """A title, the heads of the columns and the rows."""

    def unit(one: str) -> str:
        return unit_words(one, content) or _("nombre")

    given = [[str(one.name), str(one.help or "–"), unit(one.unit)] for one in content.inputs]
    given += [
        [_("%(table)s : %(column)s") % {"table": table.name, "column": one.name}, str(one.help or "–"), unit(one.unit)]
        for table in content.tables
        for one in table.columns
    ]
    counted = [[str(one.name), str(one.definition), unit(one.unit)] for one in content.indicators]
    yield {"title": _("Ce qu’elle compte"), "heads": [_("Indicateur"), _("Ce qui est compté"), _("Unité")], "rows": counted}
    yield {"title": _("Ce qu’il faut recueillir"), "heads": [_("Donnée"), _("Précision"), _("Unité")], "rows": given}
    yield {
        "title": _("Ce qu’elle suppose"),
        "heads": [_("Hypothèse"), _("Source"), _("Valeur")],
        "rows": [_assumed(one, content) for one in content.assumptions],
    }
    steps = [[str(step.name), in_words(content, step), unit(step.unit)] for step in content.steps]
    yield {"title": _("Le calcul"), "heads": [_("Étape"), _("Formule"), _("Unité")], "rows": steps}


def _assumed(one: Assumption, content: Method) -> list[str]:
    now = one.on(clock.today()) or one.dated[0]
    tried = _("de %(low)s à %(high)s") % {"low": shown(one.low), "high": shown(one.high)}
    since = " " + _("depuis le %(since)s") % {"since": day(now.since)} if one.dated else ""
    return [str(one.name), f"{now.source.title}{since}", f"{with_unit(now.value, one.unit, content)} ({tried})"]
