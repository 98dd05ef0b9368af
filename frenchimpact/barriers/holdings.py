"""What the desk keeps about people, and how it lets go of it."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.actions.joined import release_joined
from frenchimpact.barriers.actions.masks import FIELDS as MASKED_FIELDS
from frenchimpact.barriers.actions.masks import hide_names, known_names
from frenchimpact.barriers.actions.names import names_in
from frenchimpact.barriers.actions.report_drafts import stale_drafts
from frenchimpact.barriers.actions.same_situation import unconfirmed_situations
from frenchimpact.barriers.models import (
    Analysis,
    Asked,
    Assigned,
    Authority,
    Case,
    CaseEvent,
    Consultation,
    Experiment,
    ExperimentTerm,
    ExperimentValue,
    Hacker,
    Mask,
    Message,
    NoteLetter,
    Outcome,
    Pairing,
    PairingMeeting,
    Pause,
    PolicyNote,
    PolicyReply,
    Precedent,
    PrecedentAuthor,
    PrecedentCheck,
    ReportDraft,
    SameSituation,
    Synonym,
    TextVersion,
    Untied,
)
from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.files.actions import delete_files_of

_of_the_desk = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("L’histoire d’un frein reste due à ceux qu’il bloque ; elle est gardée sans votre nom."),
)
_AT, _TEXT, _CASE, _STATE = _("Date"), _("Texte"), _("Frein"), _("État")
GONE = "[effacé à la demande de la personne]"
CASES_FOR = dt.timedelta(days=5 * 365)
# Words to hide that are gone: one of each for an answer.
_MASKED = Concat(Value("[effacé "), Cast("pk", CharField()), Value("]"), output_field=CharField())
# An address that each row has to itself, and where nothing arrives.
_NOWHERE = Concat(Value("efface-"), Cast("pk", CharField()), Value("@invalid"), output_field=CharField())


def _cases(person: Any) -> QuerySet[Case]:
    return Case.objects.filter(Q(person=person.pk) | Q(email__iexact=person.email))


def _forget_drawn(found: QuerySet[Case]) -> None:
    """What the desk drew from these cases: words to hide, drafts, earlier words. Their names go while they are known."""
    answers = Precedent.objects.filter(case__in=found)
    Mask.objects.filter(precedent__in=answers).update(found=_MASKED, before={})
    own = Q(kind=TextVersion.Kind.PRECEDENT, thing_id__in=answers.values("pk"))
    own |= Q(kind=TextVersion.Kind.EXPERIMENT, thing_id__in=Experiment.objects.filter(outcome__case__in=found).values("pk"))
    TextVersion.objects.filter(own).update(said={}, reason=GONE)
    for case in found.select_related("person", "organisation", "project"):
        names = known_names(case)
        for draft in answers.filter(case=case, state__in=(Precedent.State.DRAFT, Precedent.State.REVIEW)).defer("words"):
            Precedent.objects.filter(pk=draft.pk).update(**{name: hide_names(getattr(draft, name), names) for name in MASKED_FIELDS})
        # A barrier, or a note about it, is drawn from several cases: only what names this one goes.
        shared = Q(kind=TextVersion.Kind.BARRIER, thing_id=case.barrier_id)
        shared |= Q(kind=TextVersion.Kind.NOTE, thing_id__in=PolicyNote.objects.filter(barriers=case.barrier_id).values("pk"))
        for version in TextVersion.objects.filter(shared) if case.barrier_id else ():
            if any(one.is_own for one in names_in("\n".join(map(str, [version.reason, *version.said.values()])), [case])):
                TextVersion.objects.filter(pk=version.pk).update(said={}, reason=GONE)


def _forget_cases(person: Any) -> int:
    """Who asked goes, with their own words; what was learnt of the rule stays. An open case is withdrawn: nobody can be answered."""
    return _forget_found(_cases(person))


def _old_cases() -> QuerySet[Case]:
    """Over for five years, and not forgotten yet."""
    return Case.objects.filter(closed_at__lt=clock.now() - CASES_FOR, forgotten_at=None)


def _forget_found(those: QuerySet[Case]) -> int:
    """The same for any cases."""
    cases = list(those.values_list("pk", flat=True))
    now = clock.now()
    found = Case.objects.filter(pk__in=cases)
    _forget_drawn(found)
    found.exclude(state__in=[Case.State.CLOSED, Case.State.DUPLICATE, Case.State.REDIRECTED]).update(
        state=Case.State.WITHDRAWN, closed_at=now, next_on=None, next_what=""
    )
    said = Message.objects.filter(case__in=cases, author=Message.Author.PERSON)
    for owner in (*found, *said):
        delete_files_of(owner=owner, by=None)
    said.update(text=GONE)
    for case in found.filter(state=Case.State.WITHDRAWN):
        release_joined(case=case)
    return found.update(
        person=None,
        name="",
        email="",
        phone="",
        title=GONE,
        wish=GONE,
        obstacle="",
        norm_words="",
        tried="",
        since_words="",
        place_words="",
        forgotten_at=now,
        changed_at=now,
    )


def _situations(person: Any) -> QuerySet[SameSituation]:
    return SameSituation.objects.filter(Q(person=person.pk) | Q(email__iexact=person.email))


def _forget_situations(person: Any) -> int:
    return _situations(person).update(person=None, email="", text="", is_told=False)


def _drafts(person: Any) -> QuerySet[ReportDraft]:
    return ReportDraft.objects.filter(email__iexact=person.email)


def _pairings(person: Any) -> QuerySet[Pairing]:
    return Pairing.objects.filter(Q(official=person.pk) | Q(email__iexact=person.email) | Q(by=person.pk))


def _forget_pairings(person: Any) -> int:
    found = _pairings(person)
    count = found.count()
    found.filter(Q(official=person.pk) | Q(email__iexact=person.email)).update(official=None, name=GONE, office="", email=_NOWHERE)
    return count


def _authorities(person: Any) -> QuerySet[Authority]:
    return Authority.objects.filter(
        Q(email__iexact=person.email) | Q(sponsor_email__iexact=person.email) | Q(secretary_email__iexact=person.email)
    )


def _forget_authorities(person: Any) -> int:
    count = _authorities(person).count()
    for name in ("sponsor_email", "secretary_email"):
        Authority.objects.filter(**{f"{name}__iexact": person.email}).update(**{name: ""})
    Authority.objects.filter(email__iexact=person.email).update(email=_NOWHERE, phone="", is_active=False)
    return count


def _asked(person: Any) -> QuerySet[Asked]:
    return Asked.objects.filter(email__iexact=person.email)


def _forget_asked(person: Any) -> int:
    return _asked(person).update(email=_NOWHERE, answered_by_name="")


def _notes(person: Any) -> QuerySet[PolicyNote]:
    return PolicyNote.objects.filter(Q(created_by=person.pk) | Q(email__iexact=person.email))


def _forget_notes(person: Any) -> int:
    count = _notes(person).count()
    PolicyNote.objects.filter(email__iexact=person.email).update(email="")
    return count


def _letters(person: Any) -> QuerySet[NoteLetter]:
    return NoteLetter.objects.filter(sender__iexact=person.email)


def _forget_letters(person: Any) -> int:
    return _letters(person).update(sender=_NOWHERE, sender_name="")


declare_holding(
    model=Case,
    title=_("Freins que vous avez signalés"),
    rows=_cases,
    fields={"reference": _("Référence"), "title": _CASE, "wish": _TEXT, "obstacle": _("Obstacle"), "state": _STATE, "received_at": _AT},
    fate=Fate.CLEARED,
    why=_("Votre nom, votre adresse et vos mots sont effacés ; un cas ouvert est retiré. Le frein reste compté."),
    erase=_forget_cases,
)
declare_holding(
    model=SameSituation,
    title=_("« Bloqué moi aussi »"),
    rows=_situations,
    fields={"text": _TEXT, "lost_days": _("Jours perdus"), "lost_euros": _("Euros perdus"), "at": _AT},
    fate=Fate.CLEARED,
    why=_("La demande reste comptée, sans vous."),
    erase=_forget_situations,
)
declare_holding(
    model=ReportDraft,
    title=_("Freins commencés et pas envoyés"),
    rows=_drafts,
    fields={"created_at": _AT, "answers": _TEXT},
    fate=Fate.DELETED,
    why=_("Ce qui n’a pas été envoyé au guichet est effacé."),
)
declare_holding(
    model=Hacker,
    title=_("Votre fiche de hacker public"),
    of=("user",),
    fields={"office": _("Service"), "most_cases": _("Freins à la fois")},
    fate=Fate.DELETED,
    why=_("Votre fiche est effacée : aucun frein ne vous est plus proposé."),
)
_cleared = partial(
    declare_holding,
    fate=Fate.CLEARED,
    why=_("Ce qui a été dit au nom d’un service reste ; votre adresse en est retirée, et plus rien n’y est envoyé."),
)
_cleared(
    model=Pairing,
    title=_("Parrainages"),
    rows=_pairings,
    fields={"name": _("Nom"), "office": _("Service"), "project__name": _("Projet"), "subject": _TEXT, "created_at": _AT},
    erase=_forget_pairings,
)
_cleared(
    model=Authority,
    title=_("Services que le guichet consulte à votre adresse"),
    rows=_authorities,
    fields={"name": _("Nom"), "email": _("Adresse électronique")},
    erase=_forget_authorities,
)
_cleared(
    model=Asked,
    title=_("Questions que le guichet vous a posées"),
    rows=_asked,
    fields={"consultation__question": _("Question"), "text": _TEXT, "answered_by_name": _("Nom"), "answered_at": _AT},
    erase=_forget_asked,
)
_cleared(
    model=PolicyNote,
    title=_("Notes aux décideurs"),
    rows=_notes,
    fields={"reference": _("Référence"), "title": _("Titre"), "email": _("Adresse électronique"), "created_at": _AT},
    erase=_forget_notes,
)
_cleared(
    model=NoteLetter,
    title=_("Mails que vous avez écrits sur une note"),
    rows=_letters,
    fields={"note__reference": _("Référence"), "text": _TEXT, "at": _AT},
    erase=_forget_letters,
)
for _model, _title, _of, _fields in (
    (Message, _("Messages écrits dans un frein"), ("by",), {"case__reference": _CASE, "text": _TEXT, "at": _AT}),
    (CaseEvent, _("Étapes de freins"), ("by",), {"case__reference": _CASE, "verb": _("Étape"), "text": _TEXT, "at": _AT}),
    (Pause, _("Pauses de freins"), ("by",), {"case__reference": _CASE, "reason": _("Raison"), "since": _AT}),
    (Analysis, _("Analyses de freins"), ("changed_by",), {"case__reference": _CASE, "changed_at": _AT}),
    (Assigned, _("Freins qui vous ont été confiés"), ("user", "by"), {"case__reference": _CASE, "state": _STATE, "proposed_at": _AT}),
    (
        Consultation,
        _("Consultations d’administrations"),
        ("asked_by",),
        {"case__reference": _CASE, "question": _("Question"), "asked_at": _AT},
    ),
    (Outcome, _("Réponses à des freins"), ("by",), {"case__reference": _CASE, "kind": _STATE, "at": _AT}),
    (
        Experiment,
        _("Expérimentations que vous suivez ou avez inscrites"),
        ("follower", "created_by"),
        {"reference": _("Référence"), "title": _("Titre"), "created_at": _AT},
    ),
    (ExperimentTerm, _("Durées d’expérimentations"), ("by",), {"experiment__reference": _("Référence"), "ends_on": _("Fin"), "at": _AT}),
    (ExperimentValue, _("Mesures d’expérimentations"), ("by",), {"indicator__name": _("Indicateur"), "value": _("Valeur"), "at": _AT}),
    (
        Precedent,
        _("Réponses publiées que vous avez écrites ou validées"),
        ("created_by", "validated_by"),
        {"reference": _("Référence"), "title": _("Titre"), "created_at": _AT},
    ),
    (
        PrecedentAuthor,
        _("Réponses publiées dans lesquelles vous avez écrit"),
        ("user",),
        {"precedent__reference": _("Référence"), "precedent__title": _("Titre"), "at": _AT},
    ),
    (PrecedentCheck, _("Réponses publiées que vous avez relues"), ("by",), {"precedent__reference": _("Référence"), "on": _AT}),
    (TextVersion, _("Textes publiés que vous avez corrigés"), ("by",), {"reason": _("Raison"), "at": _AT}),
    (PolicyReply, _("Réponses à des notes"), ("by",), {"note__reference": _("Référence"), "verdict": _STATE, "at": _AT}),
    (PairingMeeting, _("Rencontres de parrainage"), ("by",), {"pairing__name": _("Nom"), "notes": _TEXT, "on": _AT}),
    (Untied, _("Freins auxquels vous avez dit n’avoir aucun lien"), ("user",), {"case__reference": _CASE, "at": _AT}),
    (Synonym, _("Synonymes que vous avez ajoutés"), ("by",), {"words": _("Mots"), "changed_at": _AT}),
):
    _of_the_desk(model=_model, title=_title, of=_of, fields=_fields)
declare_ending("barriers.drafts", title=_("Freins commencés et jamais envoyés"), after=_("Trente jours sans y toucher"), due=stale_drafts)
declare_ending(
    "barriers.situations",
    title=_("« Je suis dans le même cas », jamais confirmé ou retiré"),
    after=_("Trente jours"),
    due=unconfirmed_situations,
)
declare_ending(
    "barriers.cases",
    title=_("Freins fermés : qui les a signalés, et ses mots"),
    after=_("Cinq ans après la fin du dossier"),
    due=_old_cases,
    end=_forget_found,
)
