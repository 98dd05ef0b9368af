"""The inbox and what the person chose to be told."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, Holding, declare_holding
from frenchimpact.notifications.models import Mute, Notice

declare_holding(
    Holding(
        model=Notice,
        title=_("Notifications"),
        rows=lambda person: Notice.objects.filter(person=person.pk),
        fields={
            "created_at": _("Date"),
            "reference": _("Référence"),
            "text_fr": _("Texte"),
            "read_at": _("Lue le"),
            "done_at": _("Faite le"),
        },
        fate=Fate.DELETED,
        why=_("Vos notifications sont supprimées."),
    )
)
declare_holding(
    Holding(
        model=Mute,
        title=_("Choix de messages"),
        rows=lambda person: Mute.objects.filter(person=person.pk),
        fields={"kind": _("Sorte de message"), "at": _("Date")},
        fate=Fate.DELETED,
        why=_("Vos choix sont supprimés."),
    )
)
