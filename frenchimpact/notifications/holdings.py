"""The inbox and what the person chose to be told."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, Holding, declare_holding
from frenchimpact.notifications.models import Choice, Digest, Habit, Mute, Notice

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
        model=Choice,
        title=_("Ce que vous recevez par mail"),
        rows=lambda person: Choice.objects.filter(person=person.pk),
        fields={"kind": _("Sorte de message"), "rhythm": _("Rythme"), "at": _("Date")},
        fate=Fate.DELETED,
        why=_("Vos choix sont supprimés."),
    )
)
declare_holding(
    Holding(
        model=Habit,
        title=_("Quand vous recevez des mails"),
        rows=lambda person: Habit.objects.filter(person=person.pk),
        fields={
            "zone": _("Votre heure"),
            "quiet_from": _("Aucun mail à partir de"),
            "quiet_until": _("Jusqu’à"),
            "digest_at": _("Heure du résumé"),
            "weekly_on": _("Jour du résumé de la semaine"),
            "is_digest_stopped": _("Résumés arrêtés"),
        },
        fate=Fate.DELETED,
        why=_("Vos choix sont supprimés."),
    )
)
declare_holding(
    Holding(
        model=Mute,
        title=_("Dossiers en sourdine"),
        rows=lambda person: Mute.objects.filter(person=person.pk),
        fields={"reference": _("Référence"), "at": _("Date")},
        fate=Fate.DELETED,
        why=_("Vos choix sont supprimés."),
    )
)
declare_holding(
    Holding(
        model=Digest,
        title=_("Résumés envoyés"),
        rows=lambda person: Digest.objects.filter(person=person.pk),
        fields={"on": _("Date")},
        fate=Fate.DELETED,
        why=_("La trace de vos résumés est supprimée."),
    )
)
