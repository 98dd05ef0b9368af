"""What people did for the impact of projects."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.impact.models import Change, ChangeEdition

_of_the_team = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("La théorie du changement reste à l’équipe du projet ; elle est gardée sans votre nom.")
)

_of_the_team(
    model=Change,
    title=_("Théories du changement que vous avez modifiées"),
    of=("changed_by",),
    fields={"project__name": _("Projet"), "question": _("Question"), "changed_at": _("Date")},
)
_of_the_team(
    model=ChangeEdition,
    title=_("Théories du changement que vous avez publiées"),
    of=("by",),
    fields={"change__project__name": _("Projet"), "number": _("Version"), "at": _("Date")},
)
