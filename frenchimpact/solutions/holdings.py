"""What people wrote about solutions and those who take them up."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.solutions.models import Adoption, AdoptionEvent, Kit, Solution

_kept = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Une solution et l’histoire de ses reprises restent ; elles sont gardées sans votre nom.")
)
_kept(
    model=Solution,
    title=_("Solutions que vous avez proposées"),
    of=("created_by",),
    fields={"reference": _("Référence"), "title": _("Titre"), "created_at": _("Date")},
)
_kept(
    model=Kit,
    title=_("Kits que vous avez écrits"),
    of=("by",),
    fields={"solution__title": _("Solution"), "number": _("Version"), "at": _("Date")},
)
_kept(
    model=Adoption,
    title=_("Reprises que vous avez demandées ou suivies"),
    of=("asked_by", "mentor"),
    fields={"reference": _("Référence"), "solution__title": _("Solution"), "text": _("Texte"), "asked_at": _("Date")},
)
_kept(
    model=AdoptionEvent,
    title=_("Étapes de reprises que vous avez notées"),
    of=("by",),
    fields={"adoption__solution__title": _("Solution"), "verb": _("Étape"), "text": _("Texte"), "at": _("Date")},
)
