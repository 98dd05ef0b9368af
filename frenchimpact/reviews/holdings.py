"""What a person judged, declared and decided: kept as the law asks, without their account behind it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.reviews.models import (
    Appeal,
    Assignment,
    Ballot,
    Batch,
    Decision,
    Declaration,
    Expertise,
    Juror,
    Jury,
    Letter,
    Minutes,
    Recusal,
    Review,
    Signature,
    Trial,
)

_FILE = _("Candidature")
_PROVEN = _("Un jury doit pouvoir prouver comment il a jugé : la ligne reste, sans votre nom.")

declare_holding(
    model=Jury,
    title=_("Jurys que vous avez créés"),
    of=("created_by",),
    fields={"cohort__title": _("Session"), "created_at": _("Créé le")},
    fate=Fate.NAMELESS,
    why=_("Le jury appartient au programme ; il reste, sans votre nom."),
)
declare_holding(
    model=Juror,
    title=_("Jurys dont vous êtes membre, ou que vous avez nommés"),
    of=("user", "appointed_by"),
    fields={"jury__cohort__title": _("Session"), "quality": _("Qualité"), "mandate_from": _("Du"), "mandate_until": _("Au")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Declaration,
    title=_("Liens d’intérêts que vous avez déclarés"),
    of=("juror__user",),
    fields={"application__reference": _FILE, "nature": _("Lien"), "words": _("Précision"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Recusal,
    title=_("Déports"),
    of=("juror__user", "by", "lifted_by"),
    fields={"because_of__reference": _FILE, "reason": _("Raison"), "at": _("Le"), "lifted_at": _("Levé le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Assignment,
    title=_("Dossiers confiés à évaluer"),
    of=("juror__user", "by"),
    fields={"application__reference": _FILE, "at": _("Le"), "ended_at": _("Retiré le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Review,
    title=_("Avis que vous avez rendus"),
    of=("juror__user",),
    fields={"application__reference": _FILE, "opinion": _("Avis"), "question": _("Question"), "sent_at": _("Rendu le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Trial,
    title=_("Dossiers d’essai que vous avez donnés à un jury"),
    of=("by",),
    fields={"application__reference": _FILE, "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_("L’essai appartient au jury ; il reste, sans votre nom."),
)


def _expertises(person: User) -> QuerySet[Expertise]:
    """Those asked of the person's address, and those that they asked."""
    return Expertise.objects.filter(Q(email__iexact=person.email) | Q(asked_by=person.pk))


def _erase_expertises(person: User) -> int:
    """An expert has no account: their name and address stand in the row itself."""
    mine = list(Expertise.objects.filter(email__iexact=person.email))
    for one in mine:
        Expertise.objects.filter(pk=one.pk).update(name=gettext("Personne effacée"), email=f"effacee-{one.pk}@invalid")
    return len(mine)


declare_holding(
    model=Expertise,
    title=_("Avis d’expert que vous avez donnés ou demandés"),
    rows=_expertises,
    erase=_erase_expertises,
    fields={"application__reference": _FILE, "name": _("Personne"), "opinion": _("Avis"), "sent_at": _("Rendu le")},
    fate=Fate.CLEARED,
    why=_PROVEN,
)
declare_holding(
    model=Ballot,
    title=_("Votes en séance"),
    of=("juror__user",),
    fields={"passage__application__reference": _FILE, "choice": _("Vote"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Minutes,
    title=_("Procès-verbaux établis"),
    of=("by",),
    fields={"session__jury__cohort__title": _("Session"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Signature,
    title=_("Procès-verbaux signés"),
    of=("juror__user",),
    fields={"minutes__session__jury__cohort__title": _("Session"), "dissent": _("Réserve"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_PROVEN,
)
declare_holding(
    model=Batch,
    title=_("Lots de décisions préparés, envoyés ou publiés"),
    of=("created_by", "sent_by", "published_by"),
    fields={"cohort__title": _("Session"), "created_at": _("Créé le"), "sent_at": _("Envoyé le"), "published_at": _("Publié le")},
    fate=Fate.NAMELESS,
    why=_("Les décisions appartiennent au programme ; elles restent, sans votre compte."),
)
declare_holding(
    model=Decision,
    title=_("Décisions que vous avez prises"),
    of=("decided_by",),
    fields={"application__reference": _FILE, "outcome": _("Décision"), "signed_quality": _("En qualité de"), "decided_at": _("Le")},
    fate=Fate.NAMELESS,
    why=_("Une décision porte le nom et la qualité de qui la signe (article L. 212-1 du CRPA) : elle reste telle quelle."),
)
declare_holding(
    model=Letter,
    title=_("Courriers de décision relus"),
    of=("read_by",),
    fields={"decision__application__reference": _FILE, "subject": _("Objet"), "read_at": _("Relu le")},
    fate=Fate.NAMELESS,
    why=_("Le courrier reste, sans votre compte."),
)
declare_holding(
    model=Appeal,
    title=_("Réponses et recours contre une décision"),
    of=("by",),
    fields={"decision__application__reference": _FILE, "kind": _("Nature"), "text": _("Texte"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_("Le recours appartient à la structure qui candidate ; il reste, sans votre nom."),
)
