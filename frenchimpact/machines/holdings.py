"""What people did for the machines of an organisation."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.machines.models import Subscription, Token

_kept = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("L’historique des accès reste à la structure, sans votre nom. Un jeton que vous avez créé n’ouvre alors plus rien."),
)

_kept(
    model=Token,
    title=_("Jetons d’API que vous avez créés ou révoqués"),
    of=("created_by", "ended_by"),
    fields={"organisation__name": _("Structure"), "name": _("Nom"), "created_at": _("Date")},
)
_kept(
    model=Subscription,
    title=_("Webhooks que vous avez ouverts"),
    of=("created_by",),
    fields={"organisation__name": _("Structure"), "url": _("Adresse"), "created_at": _("Date")},
)
