"""Last visit and private calendar."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, Holding, declare_holding
from frenchimpact.desk.models import Calendar, Visit

declare_holding(
    Holding(
        model=Visit,
        title=_("Dernière visite"),
        rows=lambda person: Visit.objects.filter(person=person.pk),
        fields={"seen_at": _("Vue le"), "before_at": _("Visite précédente")},
        fate=Fate.DELETED,
        why=_("La date de votre dernière visite est supprimée."),
    )
)
declare_holding(
    Holding(
        model=Calendar,
        title=_("Agenda privé"),
        rows=lambda person: Calendar.objects.filter(person=person.pk),
        fields={"opened_at": _("Ouvert le"), "is_open": _("Ouvert")},
        fate=Fate.DELETED,
        why=_("L’adresse privée de votre agenda cesse de fonctionner."),
    )
)
