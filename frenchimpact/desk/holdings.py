"""Last visit and private calendar."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.desk.models import Calendar, Visit

declare_holding(
    model=Visit,
    title=_("Dernière visite"),
    of=("person",),
    fields={"seen_at": _("Vue le"), "before_at": _("Visite précédente")},
    fate=Fate.DELETED,
    why=_("La date de votre dernière visite est supprimée."),
)
declare_holding(
    model=Calendar,
    title=_("Agenda privé"),
    of=("person",),
    fields={"opened_at": _("Ouvert le"), "is_open": _("Ouvert")},
    fate=Fate.DELETED,
    why=_("L’adresse privée de votre agenda cesse de fonctionner."),
)
