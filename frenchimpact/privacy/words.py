"""How a fate is said."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate

FATES = {
    Fate.DELETED.value: _("supprimé"),
    Fate.CLEARED.value: _("gardé sans ce qui vous désignait"),
    Fate.NAMELESS.value: _("gardé sans votre nom"),
}

# A line of a report that is no table: what the platform wrote to others.
MENTIONS = "mentions"
MENTIONS_WORDS = _("Messages de la plateforme à d’autres, qui vous nommaient")
