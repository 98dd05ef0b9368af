"""What people wrote about programmes and tools."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.resources.models import Admission, Programme, Tool, ToolAlert, ToolOpinion, ToolUse

_kept = partial(declare_holding, fate=Fate.NAMELESS, why=_("La fiche appartient à la structure ; elle est gardée sans votre nom."))
_sheet = {"reference": _("Référence"), "title": _("Nom"), "created_at": _("Date")}
_kept(model=Programme, title=_("Programmes que vous avez écrits ou suivis"), of=("contact", "created_by"), fields=_sheet)
_kept(model=Tool, title=_("Outils que vous avez écrits ou suivis"), of=("contact", "created_by"), fields=_sheet)
_kept(
    model=Admission,
    title=_("Projets que vous avez notés comme entrés dans un programme"),
    of=("by",),
    fields={"intake__programme__title": _("Programme"), "name": _("Projet"), "since": _("Date")},
)
_kept(
    model=ToolUse,
    title=_("Outils que votre projet utilise, dits par vous"),
    of=("by",),
    fields={"tool__title": _("Outil"), "project__name": _("Projet"), "since": _("Date")},
)
_gone = partial(declare_holding, fate=Fate.DELETED, why=_("C’est effacé."), of=("by",))
_gone(
    model=ToolOpinion,
    title=_("Avis que vous avez donnés sur des outils"),
    fields={"tool__title": _("Outil"), "why": _("Pourquoi"), "at": _("Date")},
)
_gone(model=ToolAlert, title=_("Outils que vous avez signalés"), fields={"tool__title": _("Outil"), "at": _("Date")})
