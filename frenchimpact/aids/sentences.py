"""The conditions of an aid as one reads them aloud: « L’aide s’adresse aux associations situées en Savoie »."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.aids.actions.catalogue import Condition, Ground
from frenchimpact.aids.explaining import FORMS, bounds_words, place_list, words_of
from frenchimpact.aids.models import Aid
from frenchimpact.core.errors import Text

MANY: dict[str, Text] = {
    "association": gettext_lazy("associations"),
    "cooperative": gettext_lazy("coopératives"),
    "mutuelle": gettext_lazy("mutuelles"),
    "fondation": gettext_lazy("fondations et fonds de dotation"),
    "societe_ess": gettext_lazy("sociétés commerciales de l’ESS"),
    "entreprise": gettext_lazy("entreprises"),
    "collectivite": gettext_lazy("collectivités"),
    "administration": gettext_lazy("administrations et opérateurs de l’État"),
    "enseignement_recherche": gettext_lazy("écoles, universités et laboratoires"),
    "groupe": gettext_lazy("groupes sans personnalité juridique"),
    "sans_structure": gettext_lazy("personnes sans structure"),
}
_LISTED: dict[str, Text] = {
    "stage": gettext_lazy("à l’étape : %(words)s"),
    "theme": gettext_lazy("sur les thèmes : %(words)s"),
    "public": gettext_lazy("pour ces publics : %(words)s"),
}
_BOUNDED: dict[str, Text] = {
    "budget": gettext_lazy("budget annuel : %(words)s"),
    "amount": gettext_lazy("montant recherché : %(words)s"),
    "age": gettext_lazy("structure qui existe depuis %(words)s"),
    "employees": gettext_lazy("emplois en équivalent temps plein : %(words)s"),
    "evidence": gettext_lazy("niveau de preuve : %(words)s"),
}


def listed(words: Iterable[object], limit: int = 6) -> str:
    """« associations, coopératives et mutuelles »."""
    found = [str(one) for one in words]
    if len(found) > limit:
        return _("%(names)s et %(n)s autres") % {"names": ", ".join(found[:limit]), "n": len(found) - limit}
    if len(found) < 2:
        return "".join(found)
    return _("%(names)s et %(last)s") % {"names": ", ".join(found[:-1]), "last": found[-1]}


def conditions_in(aid: Aid) -> list[Condition]:
    """The conditions of an aid, to write again."""
    return [Condition(rule.subject, tuple(rule.values), rule.minimum, rule.maximum, rule.is_wish, rule.note) for rule in aid.rules.all()]


def sentence_of(ground: Ground, conditions: Iterable[Condition]) -> str:
    """To whom the aid is for and where, in one sentence."""
    rules = {rule.subject: rule for rule in conditions if not rule.is_wish}
    forms = rules.get("form")
    everyone = forms is None or set(forms.values) >= set(FORMS)
    who = (
        _("à toutes les structures") if forms is None or everyone else _("aux %(forms)s") % {"forms": listed(MANY[c] for c in forms.values)}
    )
    where = place_list(list(ground.places)) if ground.places else _("(lieu à préciser)")
    words = _("L’aide s’adresse %(who)s, pour des projets situés ici : %(where)s") % {"who": who, "where": where}
    if ground.excluded:
        words += _(" (sauf %(places)s)") % {"places": place_list(list(ground.excluded))}
    return f"{words}."


def clauses_of(conditions: Iterable[Condition]) -> list[str]:
    """The other conditions, one a line; then what is only preferred."""
    conditions = list(conditions)
    rules = {rule.subject: rule for rule in conditions if not rule.is_wish}
    found = [
        str(words) % {"words": listed(words_of(subject, code) for code in rules[subject].values)}
        for subject, words in _LISTED.items()
        if subject in rules
    ]
    found += [
        str(words) % {"words": bounds_words(subject, rules[subject].minimum, rules[subject].maximum)}
        for subject, words in _BOUNDED.items()
        if subject in rules
    ]
    if "qualified" in rules:
        found.append(_("projet lu et qualifié par le programme"))
    wishes = [words_of(rule.subject, code) for rule in conditions if rule.is_wish for code in rule.values]
    if wishes:
        found.append(_("de préférence : %(words)s") % {"words": listed(wishes)})
    return found
