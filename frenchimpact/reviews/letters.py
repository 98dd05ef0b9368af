"""The words of a decision letter: what is decided, by whom, why, what to do next, and the ways of appeal."""

from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.reviews.models import Decision


def write(decision: Decision) -> tuple[str, str]:
    """Subject and body, as they wait in the outbox: an operator may still correct them."""
    application = decision.application
    call = application.call
    titles = {
        Decision.Outcome.GRANTED: _("Votre candidature est acceptée"),
        Decision.Outcome.REFUSED: _("Votre candidature n’est pas retenue"),
        Decision.Outcome.WAITING: _("Votre candidature est sur liste d’attente"),
    }
    subject = titles[Decision.Outcome(decision.outcome)]
    parts = [_("Madame, Monsieur,"), _opening(decision)]
    if decision.answers is not None:
        parts.append(_("Cette décision répond à votre recours. Elle est prise par une autre personne que la première."))
    if decision.reasons:
        parts.append(_("Les raisons, critère par critère :"))
        parts += ["– " + _reason(one) for one in decision.reasons]
    if decision.advice:
        parts += [_("Ce que vous pouvez améliorer :"), decision.advice]
    if decision.come_back:
        parts.append(_("Quand revenir : %(when)s") % {"when": decision.come_back})
    if decision.outcome != Decision.Outcome.GRANTED:
        parts.append(_appeals(decision))
    parts += [
        _("Pour toute question : %(office)s, %(address)s, %(email)s.")
        % {"office": call.office_name, "address": call.office_address, "email": call.office_email},
        f"{decision.signed_name}\n{decision.signed_quality}",
    ]
    return subject, "\n\n".join(parts)


def _opening(decision: Decision) -> str:
    words = {
        "reference": decision.application.reference,
        "organisation": decision.application.organisation.name,
        "call": decision.application.call.title,
        "on": formats.date_format(clock.today()),
    }
    openings = {
        Decision.Outcome.GRANTED: _(
            "Le %(on)s, après l’avis du jury, la candidature %(reference)s de %(organisation)s à l’appel « %(call)s » est acceptée."
        ),
        Decision.Outcome.REFUSED: _(
            "Le %(on)s, après l’avis du jury, la candidature %(reference)s de %(organisation)s à l’appel « %(call)s » n’est pas retenue."
        ),
        Decision.Outcome.WAITING: _(
            "Le %(on)s, après l’avis du jury, la candidature %(reference)s de %(organisation)s à l’appel « %(call)s » est placée sur liste "
            "d’attente : une place qui se libère peut vous être proposée."
        ),
    }
    return openings[Decision.Outcome(decision.outcome)] % words


def _reason(one: dict[str, str]) -> str:
    mean = _(" (%(mean)s sur %(scale)s)") % {"mean": one["mean"].replace(".", ","), "scale": one["scale"]} if one.get("mean") else ""
    return _("%(criterion)s%(mean)s : %(text)s") % {"criterion": one["criterion"], "mean": mean, "text": one["text"]}


def _appeals(decision: Decision) -> str:
    """The ways and delays of appeal (R. 421-1 and R. 421-5 CJA): without them the delay would not run."""
    office = decision.application.call.office_name
    return _(
        "Si vous contestez cette décision, vous avez deux mois à compter de sa réception pour former un recours gracieux auprès de "
        "%(office)s, sur la page de la décision dans votre espace, ou pour saisir le tribunal administratif, par courrier ou sur "
        "telerecours.fr. Un recours gracieux fait dans ce délai l’interrompt : un nouveau délai de deux mois court à partir de la "
        "réponse. La date limite figure sur la page de la décision."
    ) % {"office": office}
