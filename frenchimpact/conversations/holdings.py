"""What people wrote to each other."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.conversations.models import Message, ReadMark
from frenchimpact.core.holdings import Fate, declare_holding

declare_holding(
    model=Message,
    title=_("Messages que vous avez écrits"),
    of=("by",),
    fields={"at": _("Date"), "thread__title": _("À propos de"), "side": _("Pour"), "text": _("Texte")},
    fate=Fate.NAMELESS,
    why=_(
        "Ce que vous avez écrit reste à ceux à qui vous l’avez écrit, sans votre nom :"
        " seul reste ce pour quoi vous écriviez (un projet, une structure)."
    ),
)
declare_holding(
    model=ReadMark,
    title=_("Ce que vous avez lu de vos conversations"),
    of=("person",),
    fields={"thread__title": _("À propos de"), "at": _("Lu le")},
    fate=Fate.DELETED,
    why=_("Personne n’a plus à savoir jusqu’où vous aviez lu."),
)
