"""What people did with committed money."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.commitments.models import Commitment, Entry, Envelope, GrantsImport, GrantsTrial, Vehicle
from frenchimpact.core.holdings import Fate, declare_holding

_keep_nameless = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Les comptes de l’argent engagé restent dus à tous ; ils sont gardés sans votre nom.")
)

_keep_nameless(
    model=Commitment,
    title=_("Engagements financiers enregistrés"),
    of=("created_by",),
    fields={"reference": _("Référence"), "beneficiary_name": _("Bénéficiaire"), "created_at": _("Date")},
)
_keep_nameless(
    model=Entry,
    title=_("Écritures du registre des engagements"),
    of=("by",),
    fields={"commitment__reference": _("Engagement"), "kind": _("Écriture"), "note": _("Note"), "recorded_at": _("Date")},
)
_keep_nameless(model=Envelope, title=_("Enveloppes ouvertes"), of=("created_by",), fields={"name": _("Nom"), "created_at": _("Date")})
_keep_nameless(
    model=Vehicle, title=_("Fonds et programmes ajoutés"), of=("created_by",), fields={"name": _("Nom"), "created_at": _("Date")}
)
_keep_nameless(
    model=GrantsImport, title=_("Fichiers de subventions importés"), of=("by",), fields={"file_name": _("Fichier"), "at": _("Date")}
)
declare_holding(
    model=GrantsTrial,
    title=_("Fichiers de subventions envoyés, pas encore importés"),
    of=("by",),
    fields={"file_name": _("Fichier"), "at": _("Date")},
    fate=Fate.DELETED,
    why=_("Un fichier envoyé et jamais importé est oublié au bout d’une semaine, ou avec votre compte."),
)
