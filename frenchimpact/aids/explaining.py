"""Verdicts in words: what was asked, what the project says, how to correct it, when it becomes possible."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frenchimpact.aids.judging import Judgement, Side, State, Verdict
from frenchimpact.aids.models import Aid, Rule
from frenchimpact.core.errors import Text
from frenchimpact.core.pages import FILTERS
from frenchimpact.core.quantities import money
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import contains
from frenchimpact.projects.models import Stage
from frenchimpact.projects.queries import EVIDENCE
from frenchimpact.vocabularies.queries import word

FORMS: dict[str, Text] = {
    "association": gettext_lazy("association"),
    "cooperative": gettext_lazy("coopérative"),
    "mutuelle": gettext_lazy("mutuelle"),
    "fondation": gettext_lazy("fondation ou fonds de dotation"),
    "societe_ess": gettext_lazy("société commerciale de l’ESS"),
    "entreprise": gettext_lazy("entreprise"),
    "collectivite": gettext_lazy("collectivité"),
    "administration": gettext_lazy("administration ou opérateur de l’État"),
    "enseignement_recherche": gettext_lazy("école, université ou laboratoire"),
    "groupe": gettext_lazy("groupe sans personnalité juridique"),
    "sans_structure": gettext_lazy("personne sans structure"),
}
_STATES = {State.SATISFIED: "done", State.UNKNOWN: "ask", State.FAILING: "no"}


@dataclass(frozen=True)
class Reason:
    """One condition told, as `ui.why` takes it: its state, its words, the rule, and where to correct the project's value."""

    subject: str
    text: str
    rule: str
    state: str
    fix: tuple[str, str] | None = None
    from_on: dt.date | None = None


@dataclass(frozen=True)
class Told:
    """An aid compared, in words."""

    fit: str
    reasons: list[Reason]
    summary: str
    from_on: dt.date | None = None
    score: int = 0
    # Why it comes where it does among those that fit as well.
    rank: str = ""

    @property
    def trace(self) -> list[dict[str, str]]:
        """The same as data, kept when somebody contests it."""
        return [{"subject": reason.subject, "state": reason.state, "text": reason.text, "rule": reason.rule} for reason in self.reasons]


@dataclass(frozen=True)
class Speaker:
    """Of whom one speaks: the values of the project in words, and where each may be corrected. Codes of a mask are read once."""

    codes: Mapping[str, Mapping[str, int]]
    places: Sequence[Place] = ()
    fix: Callable[[str], tuple[str, str] | None] = field(default=lambda _subject: None)
    # What was put in words already: the same codes come back from one aid of a page to the next.
    _told: dict[tuple[str, Sequence[str] | int], str] = field(default_factory=dict, compare=False, repr=False)

    def asked(self, scheme: str, codes: Sequence[str]) -> str:
        """« Demandé : association, fondation. »."""
        key = (scheme, tuple(codes))
        if key not in self._told:
            self._told[key] = _("Demandé : %(accepted)s.") % {"accepted": self._listed(scheme, codes)}
        return self._told[key]

    def mine(self, scheme: str, mask: int) -> str:
        """« Structure : association. »."""
        key = (scheme, mask)
        if key not in self._told:
            codes = [code for code, number in self.codes.get(scheme, {}).items() if mask >> number & 1]
            self._told[key] = _said(scheme, self._listed(scheme, codes))
        return self._told[key]

    def _listed(self, scheme: str, codes: Sequence[str]) -> str:
        return ", ".join(self._word(scheme, code) for code in codes)

    def _word(self, scheme: str, code: str) -> str:
        key = (scheme, code)
        if key not in self._told:
            self._told[key] = str(words_of(scheme, code))
        return self._told[key]


def words_of(scheme: str, code: str) -> Text:
    """A code as people read it."""
    if scheme == "form":
        return FORMS.get(code, code)
    if scheme == "stage":
        return str(Stage(code).label if code in Stage.values else code).lower()
    return word(scheme, code)


def tell(aid: Aid, judged: Judgement, side: Side, speaker: Speaker) -> Told:
    """Every condition of an aid in words. `aid` comes with its rules and places."""
    rules = {rule.subject: rule for rule in aid.rules.all() if not rule.is_wish}
    rows = aid.aid_places.all()
    zone = Zone([row.place for row in rows if not row.is_excluded], [row.place for row in rows if row.is_excluded])
    reasons = [_reason(verdict, rules.get(verdict.subject), zone, side, speaker) for verdict in judged.verdicts]
    ready_on = next((one.from_on for one in judged.verdicts if one.from_on), None) if judged.fit == "near" else None
    from_on, when = possible_from(aid, ready_on) if ready_on else (None, "")
    rank = _rank(tuple(judged.points.items()), translation.get_language())
    return Told(judged.fit, reasons, _summary(judged) + when, from_on, judged.score, rank)


def possible_from(aid: Aid, ready_on: dt.date) -> tuple[dt.date | None, str]:
    """The day when an aid that only lacks time becomes possible, and in words: in this edition, in the next one, or not any more."""
    if aid.closes_on is None or ready_on <= aid.closes_on:
        day = max(ready_on, aid.opens_on or ready_on)
        return day, _(" ; possible à partir du %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
    if aid.next_opens_on and (aid.next_closes_on is None or ready_on <= aid.next_closes_on):
        day = max(ready_on, aid.next_opens_on)
        return day, _(" ; possible à la prochaine édition, à partir du %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
    last = date_format(aid.closes_on, "DATE_FORMAT")
    return None, _(" ; trop tard pour cette édition, dont le dernier jour est le %(day)s") % {"day": last}


_NEARNESS: dict[int, Text] = {
    1: gettext_lazy("aide pour toute la France"),
    2: gettext_lazy("aide d’une région"),
    3: gettext_lazy("aide d’un département"),
    4: gettext_lazy("aide d’un lieu plus petit"),
}


@lru_cache(maxsize=1024)
def _rank(points: tuple[tuple[str, tuple[int, int]], ...], _language: str | None) -> str:
    """« Place dans la liste : 11 points (1 thème demandé : 5, aide d’un département : 6), puis la date de fin. »."""
    counted: dict[str, Callable[[int], str]] = {
        "theme": lambda n: ngettext("%(n)s thème demandé", "%(n)s thèmes demandés", n) % {"n": n},
        "public": lambda n: ngettext("%(n)s public demandé", "%(n)s publics demandés", n) % {"n": n},
        "wish": lambda n: ngettext("%(n)s préférence", "%(n)s préférences", n) % {"n": n},
        "nearness": lambda n: str(_NEARNESS[n]),
    }
    parts = [_("%(what)s : %(points)s") % {"what": counted[name](count), "points": worth} for name, (count, worth) in points]
    score = sum(worth for _name, (_count, worth) in points)
    return ngettext(
        "Place parmi les résultats égaux : %(n)s point (%(parts)s).",
        "Place parmi les résultats égaux : %(n)s points (%(parts)s).",
        score,
    ) % {"n": score, "parts": ", ".join(parts)}


@dataclass(frozen=True)
class Zone:
    """Where an aid applies, and what it leaves out."""

    places: list[Place]
    excluded: list[Place]

    @property
    def words(self) -> str:
        """« Zone de l’aide : France, sauf Savoie. »."""
        if not self.places:
            return _("Zone de l’aide non précisée.")
        if self.excluded:
            return _("Zone de l’aide : %(places)s, sauf %(excluded)s.") % {
                "places": place_list(self.places),
                "excluded": place_list(self.excluded),
            }
        return _("Zone de l’aide : %(places)s.") % {"places": place_list(self.places)}

    def covered(self, places: Sequence[Place]) -> list[Place]:
        """Those of the places that are where the aid applies."""
        return [place for place in places if any(contains(outer, place) for outer in self.places)]


# The one condition of a near-miss, as one says what is missing.
_LACKING: dict[str, Text] = {
    "place": gettext_lazy("le lieu"),
    "form": gettext_lazy("la forme de la structure"),
    "stage": gettext_lazy("l’étape"),
    "theme": gettext_lazy("le thème"),
    "public": gettext_lazy("le public"),
    "budget": gettext_lazy("le budget"),
    "amount": gettext_lazy("le montant"),
    "age": gettext_lazy("l’ancienneté"),
    "employees": gettext_lazy("le nombre d’emplois"),
    "evidence": gettext_lazy("le niveau de preuve"),
    "qualified": gettext_lazy("la qualification"),
}


def _summary(judged: Judgement) -> str:
    lacking = next(one.subject for one in judged.verdicts if one.state is State.FAILING) if judged.fit == "near" else ""
    counts = len(judged.verdicts), judged.count(State.SATISFIED), judged.count(State.UNKNOWN)
    return _counted(*counts, lacking, translation.get_language())


@lru_cache(maxsize=1024)
def _counted(total: int, done: int, unknown: int, lacking: str, _language: str | None) -> str:
    """« 6 conditions remplies sur 7 ; il manque l’ancienneté »."""
    words = ngettext("%(done)s condition remplie sur %(total)s", "%(done)s conditions remplies sur %(total)s", done) % {
        "done": done,
        "total": total,
    }
    if unknown:
        words += ", " + ngettext("%(n)s à vérifier", "%(n)s à vérifier", unknown) % {"n": unknown}
    if lacking:
        words += _(" ; il manque %(what)s") % {"what": _LACKING[lacking]}
    return words


def _reason(verdict: Verdict, rule: Rule | None, zone: Zone, side: Side, speaker: Speaker) -> Reason:
    text, asked = _PHRASES[verdict.subject](verdict, rule, zone, side, speaker)
    fix = speaker.fix(verdict.subject) if verdict.state is not State.SATISFIED else None
    if fix and verdict.state is State.FAILING:
        # The value is known: it is changed, not completed.
        fix = _("Modifier"), fix[1]
    note = f" {rule.note}" if rule and rule.note else ""
    return Reason(verdict.subject, text, asked + note, _STATES[verdict.state], fix, verdict.from_on)


def place_list(places: list[Place]) -> str:
    """Some places in words: the first ones, then how many more."""
    names = ", ".join(place.name for place in places[:3])
    return names if len(places) <= 3 else _("%(names)s et %(n)s autres lieux") % {"names": names, "n": len(places) - 3}


def _on_place(verdict: Verdict, _rule: Rule | None, zone: Zone, _side: Side, speaker: Speaker) -> tuple[str, str]:
    asked = zone.words
    if verdict.is_partial and verdict.is_excluded:
        return _("Le projet agit aussi dans un lieu que l’aide laisse de côté."), asked
    if verdict.is_partial:
        return _("Le projet agit sur une zone plus large que l’aide."), asked
    if verdict.state is State.UNKNOWN:
        return _("Lieu du projet non précisé."), asked
    if verdict.state is State.SATISFIED:
        # Of several places, only those where it does apply.
        here = place_list(zone.covered(speaker.places)) or _("votre lieu")
        return _("L’aide s’applique là où le projet agit : %(place)s.") % {"place": here}, asked
    here = place_list(list(speaker.places)) or _("votre lieu")
    if verdict.is_excluded:
        return _("L’aide laisse de côté le lieu où le projet agit : %(place)s.") % {"place": here}, asked
    return _("L’aide ne s’applique pas là où le projet agit : %(place)s.") % {"place": here}, asked


_NAMES: dict[str, tuple[Text, Text]] = {
    "form": (gettext_lazy("Structure : %(mine)s."), gettext_lazy("Forme de la structure non précisée.")),
    "stage": (gettext_lazy("Étape du projet : %(mine)s."), gettext_lazy("Étape du projet non précisée.")),
    "theme": (gettext_lazy("Thèmes du projet : %(mine)s."), gettext_lazy("Thèmes du projet non précisés.")),
    "public": (gettext_lazy("Publics du projet : %(mine)s."), gettext_lazy("Publics du projet non précisés.")),
    "budget": (gettext_lazy("Budget annuel : %(mine)s."), gettext_lazy("Budget annuel non précisé.")),
    "amount": (gettext_lazy("Montant recherché : %(mine)s."), gettext_lazy("Montant recherché non précisé.")),
    "employees": (gettext_lazy("Emplois : %(mine)s équivalents temps plein."), gettext_lazy("Nombre d’emplois non précisé.")),
    "evidence": (gettext_lazy("Niveau de preuve : %(mine)s."), gettext_lazy("Niveau de preuve non précisé.")),
}


def _said(subject: str, mine: str) -> str:
    known, unknown = _NAMES[subject]
    return str(known) % {"mine": mine} if mine else str(unknown)


def _on_codes(verdict: Verdict, rule: Rule | None, _zone: Zone, side: Side, speaker: Speaker) -> tuple[str, str]:
    mask = {"form": side.forms, "stage": side.stage, "theme": side.themes, "public": side.publics}[verdict.subject]
    return speaker.mine(verdict.subject, mask), speaker.asked(verdict.subject, rule.values if rule else ())


def _shown(subject: str, value: Decimal) -> str:
    if subject in {"budget", "amount"}:
        return money(FILTERS["number"](value))
    return str(dict(EVIDENCE).get(str(int(value)), value) if subject == "evidence" else FILTERS["number"](value))


def bounds_words(subject: str, low: Decimal | None, high: Decimal | None) -> str:
    """« entre 10 000 € et 50 000 € », « au moins 2 ans »."""
    show = _years if subject == "age" else lambda value: str(_shown(subject, value))
    if low is not None and high is not None:
        return _("entre %(low)s et %(high)s") % {"low": show(low), "high": show(high)}
    if low is not None:
        return _("au moins %(low)s") % {"low": show(low)}
    return _("au plus %(high)s") % {"high": show(high)} if high is not None else ""


def _years(months: Decimal) -> str:
    years, rest = divmod(int(months), 12)
    if not rest:
        return ngettext("%(n)s an", "%(n)s ans", years) % {"n": years}
    return ngettext("%(n)s mois", "%(n)s mois", int(months)) % {"n": int(months)}


def _on_bounds(verdict: Verdict, rule: Rule | None, _zone: Zone, side: Side, _speaker: Speaker) -> tuple[str, str]:
    value = {"budget": side.budget, "amount": side.amount, "employees": side.employees, "evidence": side.evidence}[verdict.subject]
    mine = "" if value is None else str(_shown(verdict.subject, Decimal(value)))
    return _said(verdict.subject, mine), _asked(rule)


def _asked(rule: Rule | None) -> str:
    return _("Demandé : %(accepted)s.") % {"accepted": bounds_words(rule.subject, rule.minimum, rule.maximum)} if rule else ""


def _on_age(verdict: Verdict, rule: Rule | None, _zone: Zone, side: Side, _speaker: Speaker) -> tuple[str, str]:
    asked = _asked(rule)
    if side.founded_on is None:
        return _("Date de création de la structure non précisée."), asked
    text = _("Structure créée le %(day)s.") % {"day": date_format(side.founded_on, "DATE_FORMAT")}
    if verdict.from_on:
        text += " " + _("Assez ancienne à partir du %(day)s.") % {"day": date_format(verdict.from_on, "DATE_FORMAT")}
    return text, asked


def _on_qualified(verdict: Verdict, _rule: Rule | None, _zone: Zone, _side: Side, _speaker: Speaker) -> tuple[str, str]:
    asked = _("Demandé : un projet lu et qualifié par le programme.")
    return {
        State.SATISFIED: _("Le projet est qualifié."),
        State.UNKNOWN: _("Le projet n’est pas encore déclaré ici."),
        State.FAILING: _("Le projet n’est pas encore qualifié."),
    }[verdict.state], asked


_PHRASES: dict[str, Callable[[Verdict, Rule | None, Zone, Side, Speaker], tuple[str, str]]] = {
    "place": _on_place,
    **dict.fromkeys(("form", "stage", "theme", "public"), _on_codes),
    **dict.fromkeys(("budget", "amount", "employees", "evidence"), _on_bounds),
    "age": _on_age,
    "qualified": _on_qualified,
}
