"""Who wrote what everyone reads: the versions stay, without a name."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.content.models import Version
from frenchimpact.core.holdings import Fate, declare_holding

declare_holding(
    model=Version,
    title=_("Textes écrits pour le programme"),
    of=("by",),
    fields={"at": _("Date"), "number": _("Version"), "title_fr": _("Titre en français"), "title_en": _("Titre en anglais")},
    fate=Fate.NAMELESS,
    why=_("Ces textes appartiennent au programme : ils restent, sans votre nom."),
)
