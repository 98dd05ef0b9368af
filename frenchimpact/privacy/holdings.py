"""What this room keeps about people itself."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.privacy.models import Hold, InactivityWarning

GONE = "[effacé à la demande de la personne]"


def _clear_words(person: Any) -> int:
    """What was written about the person; what they wrote of others stays, without their name."""
    found = Hold.objects.filter(person=person.pk).exclude(lifted_at=None)
    found.update(reason=GONE, lifted_why=GONE)
    return Hold.objects.filter(Q(person=person.pk) | Q(by=person.pk) | Q(lifted_by=person.pk)).count()


declare_holding(
    model=InactivityWarning,
    title=_("Avertissement d’effacement pour inactivité"),
    of=("person",),
    fields={"at": _("Envoyé le")},
    fate=Fate.DELETED,
    why=_("L’avertissement est supprimé."),
)
declare_holding(
    model=Hold,
    title=_("Données gardées pour un motif légal"),
    of=("person", "by", "lifted_by"),
    fields={"since": _("Depuis"), "reason": _("Motif"), "lifted_at": _("Levé le"), "lifted_why": _("Pourquoi il est levé")},
    fate=Fate.CLEARED,
    why=_("Tant que le motif n’est pas levé, rien n’est effacé. Ensuite ses dates restent, sans ses mots ni votre nom."),
    erase=_clear_words,
)
