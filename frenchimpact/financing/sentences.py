"""What a plan says in sentences: its warnings with their rule and source, what would unblock more, what a line may become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid
from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import euros, shown
from frenchimpact.design.words import day
from frenchimpact.financing.cash import Remedy
from frenchimpact.financing.cumulation import Finding, Level
from frenchimpact.financing.models import PlanLine
from frenchimpact.financing.queries.plans import Picture
from frenchimpact.financing.queries.warnings import Counter


@dataclass(frozen=True)
class Warning:
    """A rule that the plan meets: what is wrong, in figures; the rule's own words; where they come from."""

    title: Text
    text: Text
    words: str
    source: str
    source_url: str
    tone: str
    # What to do, and the page where it is done with the words of its link.
    todo: Text = ""
    page: str = ""
    link: Text = ""


@dataclass(frozen=True)
class Advice:
    """One thing that would unblock more: what, why, and the page where it is done."""

    text: Text
    why: Text = ""
    page: str = ""
    words: Text = ""


def month(on: object) -> str:
    """« mars 2026 »."""
    return day(on, "YEAR_MONTH_FORMAT")  # type: ignore[arg-type] # `day` is a filter of pages, typed for text


# ── Warnings ─────────────────────────────────────────────────────────────────────────────────────
def warnings_of(findings: Sequence[Finding], lines: Sequence[PlanLine]) -> list[Warning]:
    """Each finding in words. `lines` are those of the plan: what an aid says of itself has its sheet as its source."""
    aids = {line.pk: line.aid for line in lines if line.aid is not None}
    return [_warning(one, aids) for one in findings]


def _warning(one: Finding, aids: Mapping[int, Aid]) -> Warning:
    names = " + ".join(line.title for line in one.lines[:4])
    if one.code == "rate":
        words = _("Cette aide ne dépasse pas %(rate)s %% des coûts éligibles.") % {"rate": shown(one.share)}
    elif one.code == "own_funds":
        words = _("Cette aide ne dépasse pas %(times)s fois les fonds propres.") % {"times": shown(one.times)}
    else:
        words = one.words
    tone = {Level.PASSED: "bad", Level.IF_OBTAINED: "warn", Level.UNKNOWN: "info"}[one.level]
    title, text = _told(one, names)
    source, url = one.source, one.source_url
    aid = aids.get(one.lines[0].key) if one.code in ("rate", "own_funds") and one.lines else None
    if aid is not None:
        source, url = _("règles de l’aide « %(title)s »") % {"title": aid.title}, reverse("aids:aid", args=[aid.slug])
    return Warning(title, text, words, source, url, tone, *_to_do(one))


def _to_do(one: Finding) -> tuple[Text, str, Text]:
    """What to do about it, the page where it is done, and the words of its link."""
    if one.code == "incompatible":
        if one.level is Level.PASSED:
            return (
                _("les deux sont obtenues : prévenez les deux financeurs avant d’être payé deux fois, l’un peut reprendre son aide."),
                "",
                "",
            )
        return _("gardez celle qui vous convient le mieux, et marquez l’autre « Refusé » ou retirez-la du plan."), "", ""
    if one.level is Level.UNKNOWN and one.limit is None and one.share is not None:
        return _("écrivez les coûts éligibles."), "plan_needs", _("Les écrire")
    if one.whole:
        if all(line.has_months for line in one.whole):
            return _("demandez au financeur l’équivalent-subvention brut : ce montant et cette durée dépassent la règle simple."), "", ""
        return _("écrivez la durée du prêt sur sa ligne, ou demandez au financeur son équivalent-subvention brut."), "", ""
    if one.level is Level.UNKNOWN:
        return _("demandez par écrit aux deux financeurs le taux qu’ils acceptent ensemble, et gardez leur réponse."), "", ""
    advice = _cumulation_advice(one)
    return (_lower(advice[0].text), advice[0].page, advice[0].words) if advice else ("", "", "")


def _lower(text: Text) -> str:
    return f"{str(text)[:1].lower()}{str(text)[1:]}."


def _told(one: Finding, names: str) -> tuple[Text, Text]:
    if one.code == "incompatible":
        return _("Deux aides qui ne vont pas ensemble"), names
    if one.level is Level.UNKNOWN and one.limit is None and one.share is not None:
        return _("Cumul à vérifier"), _("Écrivez les coûts éligibles pour savoir si cette règle est respectée : %(names)s.") % {
            "names": names
        }
    if one.whole:
        lent = ", ".join(f"« {line.title} »" for line in one.whole[:4])
        said = {"counted": euros(one.counted), "limit": euros(one.limit), "lent": lent}
        text = _("%(counted)s, %(limit)s au plus, en comptant tout ce qui est prêté : %(lent)s. Un prêt ne compte que pour une partie.")
        return _("Cumul à vérifier : il manque la valeur d’un prêt"), text % said
    if one.level is Level.UNKNOWN:
        return _("Cumul à vérifier"), names
    said = {"counted": euros(one.counted), "limit": euros(one.limit), "excess": euros(one.excess), "names": names}
    mixed = _(" L’argent mixte est compté en entier.") if one.has_mixed else ""
    if one.level is Level.PASSED:
        return _("Cumul dépassé de %(excess)s") % said, _("%(counted)s obtenus, %(limit)s au plus : %(names)s.") % said + mixed
    title = _("Cumul dépassé de %(excess)s si tout était obtenu") % said
    return title, _("%(counted)s dans le plan, %(limit)s au plus : %(names)s.") % said + mixed


# ── What would unblock more ──────────────────────────────────────────────────────────────────────
def advice_of(picture: Picture, counter: Counter | None) -> list[Advice]:
    """In order: cash that lacks, the ceiling, what is not written yet."""
    found = [remedy_words(one) for one in picture.cash.remedies]
    for late in counter.late if counter else []:
        found.append(_ceiling_advice(late.line, late.verdict.answer.available, late.verdict.earliest))
    if picture.plan.eligible_cost is None and picture.lines:
        found.append(
            Advice(
                _("Écrivez vos coûts éligibles"), _("Les taux et les règles de cumul se calculent dessus."), "plan_needs", _("Les écrire")
            )
        )
    if not picture.needs and picture.lines:
        found.append(Advice(_("Écrivez vos besoins par année"), _("On saura ce qu’il reste à trouver."), "plan_needs", _("Les écrire")))
    if picture.cash.unplanned:
        names = ", ".join(one.title for one in picture.cash.unplanned[:3])
        found.append(Advice(_("Écrivez quand les aides obtenues seront versées"), names, "plan_cash", _("Voir la trésorerie")))
    return found


def remedy_words(one: Remedy) -> Advice:
    """What would be enough for the account not to lack."""
    said = {"amount": euros(one.amount), "month": month(one.month), "until": month(one.until) if one.until else "", "what": one.words}
    if one.kind is Remedy.Kind.ADVANCE:
        text = _("Demander une avance de %(amount)s dès %(month)s sur « %(what)s »") % said
        return Advice(text, _("Ce versement est prévu en %(until)s.") % said, "plan_cash")
    if one.kind is Remedy.Kind.WAIT:
        return Advice(_("Repousser « %(what)s » (%(amount)s) de %(month)s à %(until)s") % said, "", "plan_cash")
    if one.kind is Remedy.Kind.BRIDGE:
        text = _("Un prêt relais de %(amount)s de %(month)s à %(until)s") % said
        return Advice(text, _("Les aides obtenues permettent alors de le rembourser."), "plan_cash")
    text = _("Trouver %(amount)s de plus avant %(month)s") % said
    return Advice(text, _("Ce qui est obtenu ne suffit pas : même à la fin, le compte reste négatif."), "plan_cash")


def _cumulation_advice(one: Finding) -> list[Advice]:
    if one.level is Level.UNKNOWN or one.limit is None:
        return []
    if one.cost_needed is not None:
        said = {"excess": euros(one.excess), "cost": euros(one.cost_needed)}
        text = _("Remplacer %(excess)s d’argent public par une autre ressource, ou justifier %(cost)s de coûts éligibles de plus") % said
        return [Advice(text, one.words, "plan_needs", _("Revoir les coûts éligibles"))]
    if one.funds_needed is not None:
        text = _("Apporter %(amount)s de fonds propres de plus") % {"amount": euros(one.funds_needed)}
        return [Advice(text, one.words, "plan_needs", _("Revoir les fonds propres"))]
    return []


def _ceiling_advice(line: PlanLine, available: object, earliest: object) -> Advice:
    # Unchecked: `day` is a filter of pages, typed for text.
    said = {"title": line.title, "amount": euros(line.amount), "available": euros(available), "on": day(earliest) if earliest else ""}  # type: ignore[arg-type]  # a lazy text is a text
    if earliest is None:
        other = _("« %(title)s » passe le plafond de minimis : demander un autre régime")
        text = _("« %(title)s » passe le plafond de minimis : réduire à %(available)s, ou demander un autre régime")
        return Advice((text if available else other) % said)
    later = _("Signer « %(title)s » à partir du %(on)s")
    text = (_("Signer « %(title)s » à partir du %(on)s, ou la réduire à %(available)s") if available else later) % said
    return Advice(text, _("Le plafond de minimis se libère ce jour-là."))


# ── What a line may become ───────────────────────────────────────────────────────────────────────
def moves_from(state: str) -> list[tuple[str, str]]:
    """The verbs that a line in that state may follow, in words."""
    words = {
        "study": _("À étudier"),
        "prepare": _("Dossier en cours"),
        "ask": _("Demandé"),
        "obtain": _("Obtenu"),
        "refuse": _("Refusé"),
    }
    return [(verb, words[verb]) for verb in PlanLine.FLOW.verbs(state)]
