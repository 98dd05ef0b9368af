"""The inbox and what the person chose to be told."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.core.mentions import declare_mentions
from frenchimpact.notifications.models import Choice, Digest, Habit, Mute, Notice

KEEP_FOR = dt.timedelta(days=365)

declare_holding(
    model=Notice,
    title=_("Notifications"),
    of=("person",),
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
declare_holding(
    model=Choice,
    title=_("Ce que vous recevez par mail"),
    of=("person",),
    fields={"kind": _("Sorte de message"), "rhythm": _("Rythme"), "at": _("Date")},
    fate=Fate.DELETED,
    why=_("Vos choix sont supprimés."),
)
declare_holding(
    model=Habit,
    title=_("Quand vous recevez des mails"),
    of=("person",),
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
declare_holding(
    model=Mute,
    title=_("Dossiers en sourdine"),
    of=("person",),
    fields={"reference": _("Référence"), "at": _("Date")},
    fate=Fate.DELETED,
    why=_("Vos choix sont supprimés."),
)
declare_holding(
    model=Digest,
    title=_("Résumés envoyés"),
    of=("person",),
    fields={"on": _("Date")},
    fate=Fate.DELETED,
    why=_("La trace de vos résumés est supprimée."),
)
declare_mentions(model=Notice, columns={"text_fr": "fr", "text_en": "en"})
declare_ending(
    "notifications.old",
    title=_("Notifications lues ou faites"),
    after=_("Un an"),
    due=lambda: Notice.objects.filter(created_at__lt=clock.now() - KEEP_FOR).exclude(is_task=True, done_at=None),
)
