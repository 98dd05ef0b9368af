"""Solutions in words: what they cost, where they suit, and why one fits a place or does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.quantities import shown
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations.models import Organisation
from frenchimpact.solutions.models import Kit, Solution
from frenchimpact.solutions.queries.fitting import SUBJECTS, Context, Fit
from frenchimpact.vocabularies.queries import word

_STATES = {"satisfied": "done", "unknown": "ask", "failing": "no"}


@dataclass(frozen=True)
class Reason:
    """One point told, as `ui.why` takes it."""

    state: str
    text: str
    rule: str


@dataclass(frozen=True)
class Told:
    """A fit in words: how it suits, its summary, its reasons."""

    fit: str
    tone: str
    summary: str
    reasons: list[Reason]


def tell(found: Fit, context: Context) -> Told:
    """A fit as pages show it. That nobody of the same size runs it yet is no doubt: it is told only when somebody does."""
    states = {subject: found.states[subject] for subject in SUBJECTS if subject != "comparable" or found.alike}
    reasons = [Reason(_STATES[state], _WORDS[subject]()[state], _RULES[subject](found, context)) for subject, state in states.items()]
    different = sum(state == "failing" for state in states.values())
    unsure = sum(state == "unknown" for state in states.values())
    if different:
        summary = ngettext("Un point diffère", "%(n)s points diffèrent", different) % {"n": different}
        return Told(_("À adapter"), "info", summary, reasons)
    if unsure:
        summary = ngettext("Un point à vérifier", "%(n)s points à vérifier", unsure) % {"n": unsure}
        return Told(_("À vérifier"), "warn", summary, reasons)
    return Told(_("Convient"), "ok", _("Le contexte est le même sur tous les points"), reasons)


# By subject: its words when it is the same, when nobody said, when it differs.
_WORDS = {
    "themes": lambda: {
        "satisfied": _("Le thème est celui du défi."),
        "unknown": _("Le thème n’est pas dit des deux côtés."),
        "failing": _("Le thème n’est pas celui du défi."),
    },
    "publics": lambda: {
        "satisfied": _("Les personnes concernées sont les mêmes."),
        "unknown": _("On ne sait pas si les personnes concernées sont les mêmes."),
        "failing": _("Les personnes concernées ne sont pas les mêmes."),
    },
    "population": lambda: {
        "satisfied": _("Le nombre d’habitants convient."),
        "unknown": _("On ne connaît pas le nombre d’habitants."),
        "failing": _("Le nombre d’habitants diffère."),
    },
    "setting": lambda: {
        "satisfied": _("Le milieu convient."),
        "unknown": _("On ne connaît pas le milieu."),
        "failing": _("Le milieu diffère."),
    },
    "actors": lambda: {
        "satisfied": _("Les acteurs qu’il faut sont dans le collectif."),
        "unknown": _("On ne connaît pas les acteurs présents."),
        "failing": _("Des acteurs qu’il faut ne sont pas dans le collectif."),
    },
    "comparable": lambda: {
        "satisfied": _("Elle fonctionne déjà dans un endroit de taille comparable."),
        "unknown": _("Elle ne fonctionne pas encore dans un endroit comparable."),
        "failing": _("Elle ne fonctionne pas encore dans un endroit comparable."),
    },
}


def _names(scheme: str, codes: Iterable[str]) -> str:
    return ", ".join(word(scheme, code) for code in codes)


def _both(solution: str, there: str) -> str:
    return _("La solution : %(solution)s. Ici : %(there)s") % {"solution": solution or _("non dit"), "there": there or _("non dit")}


def _themes(found: Fit, context: Context) -> str:
    if found.shared:
        return _names("theme", sorted(found.shared))
    return _both(_names("theme", found.solution.themes), _names("theme", sorted(context.themes)))


def _publics(found: Fit, context: Context) -> str:
    if same := set(found.solution.publics) & context.publics:
        return _names("public", sorted(same))
    return _both(_names("public", found.solution.publics), _names("public", sorted(context.publics)))


def people_words(count: int) -> str:
    """« 12 400 habitants »."""
    return ngettext("%(n)s habitant", "%(n)s habitants", count) % {"n": shown(Decimal(count))}


def population_words(solution: Solution) -> str:
    """« de 5 000 à 50 000 habitants »; any number when nothing is said."""
    least, most = solution.population_min, solution.population_max
    if least is not None and most is not None:
        return _("de %(least)s à %(most)s") % {"least": shown(Decimal(least)), "most": people_words(most)}
    if least is not None:
        return _("à partir de %(least)s") % {"least": people_words(least)}
    return _("jusqu’à %(most)s") % {"most": people_words(most)} if most is not None else _("quel que soit le nombre d’habitants")


def _population(found: Fit, context: Context) -> str:
    there = people_words(context.population) if context.population is not None else ""
    return _both(population_words(found.solution), there)


def setting_words(solution: Solution) -> str:
    """Where people live; everywhere when nothing is said."""
    return ", ".join(str(Solution.Setting(one).label) for one in solution.surroundings) or _("tous les milieux")


def _setting(found: Fit, context: Context) -> str:
    there = str(Solution.Setting(context.setting).label) if context.setting else ""
    return _both(setting_words(found.solution), there)


def actors_words(codes: Iterable[str]) -> str:
    """Kinds of organisations."""
    return ", ".join(str(Organisation.Kind(one).label) for one in codes)


def _actors(found: Fit, context: Context) -> str:
    if not found.solution.actors:
        return _("La solution n’en demande pas de particuliers.")
    missing = [one for one in found.solution.actors if one not in context.actors]
    if missing:
        return _("Il manque : %(actors)s") % {"actors": actors_words(missing)}
    return actors_words(found.solution.actors)


def _comparable(found: Fit, _context: Context) -> str:
    places = {place.pk: place for place in found.alike}.values()
    told = [f"{place_words(one)} ({people_words(one.population)})" if one.population else place_words(one) for one in places]
    return ", ".join(told[:3])


_RULES = {
    "themes": _themes,
    "publics": _publics,
    "population": _population,
    "setting": _setting,
    "actors": _actors,
    "comparable": _comparable,
}


def money_words(least: Decimal | None, most: Decimal | None) -> str:
    """« de 8 000 à 15 000 € »; empty when nothing is said."""
    if least is not None and most is not None and least != most:
        return _("de %(least)s à %(most)s €") % {"least": shown(least), "most": shown(most)}
    if least is not None:
        return _("%(sum)s €") % {"sum": shown(least)} if most is not None else _("à partir de %(sum)s €") % {"sum": shown(least)}
    return _("jusqu’à %(sum)s €") % {"sum": shown(most)} if most is not None else ""


def runs_words(count: int) -> str:
    """« reprise à 3 endroits »."""
    return ngettext("reprise à %(n)s endroit", "reprise à %(n)s endroits", count) % {"n": count} if count else _("pas encore reprise")


def weeks_words(kit: Kit) -> str:
    """How long its steps take together; empty when they do not say."""
    total = sum(step.get("weeks") or 0 for step in kit.steps)
    return ngettext("%(n)s semaine en tout", "%(n)s semaines en tout", total) % {"n": total} if total else ""


def step_thread(kit: Kit) -> list[dict[str, str]]:
    """Its steps, as `ui.thread` takes them."""
    found = []
    for number, step in enumerate(kit.steps, 1):
        weeks = step.get("weeks")
        date = ngettext("%(n)s semaine", "%(n)s semaines", weeks) % {"n": weeks} if weeks else ""
        found.append({"state": "todo", "text": f"{number}. {step['title']}", "note": step.get("text", ""), "date": date})
    return found
