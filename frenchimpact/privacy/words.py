"""How a fate is said."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate

FATES = {
    Fate.DELETED.value: _("supprimé"),
    Fate.CLEARED.value: _("gardé sans ce qui vous désignait"),
    Fate.NAMELESS.value: _("gardé sans votre nom"),
}
