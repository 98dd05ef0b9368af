"""What people did to support projects."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.support.models import Contact, Diagnosis, ParticipantMove, Promotion, Step, Support, SupportMember

_kept = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("L’histoire d’un accompagnement reste au projet et à la structure ; elle est gardée sans votre nom."),
)
_PROJECT = _("Projet")
_kept(
    model=Support,
    title=_("Accompagnements que vous avez demandés"),
    of=("requested_by",),
    fields={"reference": _("Référence"), "project__name": _PROJECT, "text": _("Texte"), "requested_at": _("Date")},
)
_kept(
    model=SupportMember,
    title=_("Projets que vous accompagnez"),
    of=("user",),
    fields={"support__project__name": _PROJECT, "role": _("Rôle"), "since": _("Depuis"), "until": _("Jusqu’à")},
)
_kept(
    model=Diagnosis,
    title=_("Diagnostics que vous avez écrits"),
    of=("by",),
    fields={"support__project__name": _PROJECT, "summary": _("Texte"), "at": _("Date")},
)
_kept(
    model=Step,
    title=_("Jalons et recommandations que vous avez écrits"),
    of=("created_by",),
    fields={"support__project__name": _PROJECT, "title": _("Titre"), "created_at": _("Date")},
)
_kept(
    model=Contact,
    title=_("Échanges que vous avez notés"),
    of=("by",),
    fields={"support__project__name": _PROJECT, "text": _("Texte"), "on": _("Date")},
)
_kept(
    model=Promotion,
    title=_("Promotions que vous avez ouvertes"),
    of=("opened_by",),
    fields={"cohort__title": _("Session"), "opened_at": _("Date")},
)
_kept(
    model=ParticipantMove,
    title=_("Avancées de projets dans une promotion"),
    of=("by",),
    fields={"participant__project__name": _PROJECT, "reason": _("Pourquoi"), "at": _("Date")},
)
