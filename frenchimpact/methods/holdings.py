"""What people did in the registry of methods."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.methods.models import Method, MethodVersion

_of_the_registry = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("Une méthode publiée ne change plus : elle est gardée sans votre nom. Les auteurs qu’elle nomme sont ceux de ses fichiers."),
)

_of_the_registry(
    model=Method, title=_("Méthodes que vous avez déposées"), of=("created_by",), fields={"slug": _("Méthode"), "created_at": _("Date")}
)
_of_the_registry(
    model=MethodVersion,
    title=_("Versions de méthodes que vous avez déposées ou publiées"),
    of=("created_by", "published_by"),
    fields={"method__slug": _("Méthode"), "number": _("Version"), "created_at": _("Date")},
)
