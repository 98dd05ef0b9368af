"""What a person did: the trail stays, without their name."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.journal.models import Entry

declare_holding(
    model=Entry,
    title=_("Journal"),
    of=("by",),
    fields={"at": _("Date"), "acting_as": _("En tant que"), "fact": _("Fait"), "subject_model": _("Sur"), "subject_id": _("Numéro")},
    fate=Fate.NAMELESS,
    why=_("Le journal ne se réécrit pas : il dit « Personne effacée » à la place de votre nom."),
)
