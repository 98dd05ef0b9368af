"""What people did with other instances."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.federation.models import Arrival, Harvest, Peer, Record

_kept = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Ce que les autres instances publient, et d’où vient un dossier, restent ; sans votre nom.")
)

_kept(
    model=Peer,
    title=_("Instances que vous avez ajoutées"),
    of=("created_by",),
    fields={"name": _("Nom"), "url": _("Adresse"), "created_at": _("Date")},
)
_kept(
    model=Harvest,
    title=_("Moissons que vous avez demandées"),
    of=("asked_by",),
    fields={"peer__name": _("Instance"), "started_at": _("Date")},
)
_kept(
    model=Record,
    title=_("Fiches d’autres instances que vous avez corrigées ou retirées"),
    of=("edited_by", "hidden_by"),
    fields={"title": _("Nom"), "peer__name": _("Instance"), "edited_at": _("Date")},
)
_kept(
    model=Arrival,
    title=_("Dossiers de projets que vous avez repris d’une autre instance"),
    of=("by",),
    fields={"reference": _("Référence"), "issuer_name": _("Instance"), "at": _("Date")},
)
