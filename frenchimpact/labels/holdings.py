"""What people did in the life of labels."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.labels.models import Control, ControlRound, KindVersion, LabelEvent, Procedure, Renewal

_STAYS = _("L’histoire d’un label reste due à tous ; elle est gardée sans votre nom.")

declare_holding(
    model=LabelEvent,
    title=_("Étapes de la vie d’un label"),
    of=("by",),
    fields={"label__reference": _("Label"), "what": _("Étape"), "reasons": _("Motifs"), "at": _("Date")},
    fate=Fate.NAMELESS,
    why=_STAYS,
)
declare_holding(
    model=Renewal,
    title=_("Renouvellements de labels"),
    of=("filed_by", "decided_by"),
    fields={
        "label__reference": _("Label"),
        "record": _("Bilan"),
        "changes": _("Changements"),
        "filed_at": _("Déposé le"),
        "reasons": _("Motifs"),
        "decided_at": _("Décidé le"),
    },
    fate=Fate.NAMELESS,
    why=_STAYS,
)
declare_holding(
    model=Procedure,
    title=_("Procédures de retrait de labels"),
    of=("opened_by", "replied_by", "decided_by"),
    fields={
        "label__reference": _("Label"),
        "grounds": _("Griefs"),
        "reply": _("Réponse"),
        "reasons": _("Motifs"),
        "opened_at": _("Ouverte le"),
        "decided_at": _("Décidée le"),
    },
    fate=Fate.NAMELESS,
    why=_STAYS,
)
declare_holding(
    model=ControlRound,
    title=_("Contrôles de labels tirés au sort"),
    of=("drawn_by",),
    fields={"question": _("Question"), "drawn_at": _("Date")},
    fate=Fate.NAMELESS,
    why=_STAYS,
)
declare_holding(
    model=Control,
    title=_("Réponses aux contrôles de labels"),
    of=("replied_by", "concluded_by"),
    fields={
        "label__reference": _("Label"),
        "reply": _("Réponse"),
        "replied_at": _("Répondu le"),
        "reasons": _("Motifs"),
        "concluded_at": _("Conclu le"),
    },
    fate=Fate.NAMELESS,
    why=_STAYS,
)
declare_holding(
    model=KindVersion,
    title=_("Types de label écrits"),
    of=("by",),
    fields={"kind__fr": _("Label"), "number": _("Version"), "at": _("Date")},
    fate=Fate.NAMELESS,
    why=_STAYS,
)
