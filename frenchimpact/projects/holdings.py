"""What a person wrote, read and decided about projects."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Consequence, Fate, declare_holding, foresee
from frenchimpact.projects.actions import stale_declarations
from frenchimpact.projects.models import (
    Declaration,
    InformationRequest,
    PassportAnswer,
    Project,
    Qualification,
    Reading,
    StageChange,
    TeamInvitation,
    TeamMember,
)


def _declarations(person: Any) -> QuerySet[Declaration]:
    address = Q(email__iexact=person.email) | Q(resume_sent_to__iexact=person.email)
    return Declaration.objects.filter(Q(author=person.pk) | address)


def _invitations(person: Any) -> QuerySet[TeamInvitation]:
    return TeamInvitation.objects.filter(Q(email__iexact=person.email) | Q(invited_by=person.pk))


def _forget_invitations(person: Any) -> int:
    count = _invitations(person).count()
    TeamInvitation.objects.filter(email__iexact=person.email).delete()
    TeamInvitation.objects.filter(invited_by=person.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    return count


def _leave_teams(person: Any) -> int:
    held = TeamMember.objects.filter(user=person.pk)
    held.filter(until=None).update(until=clock.now())
    return held.update(is_shown=False)


def _unsign(model: type[Project | Declaration | Reading], person: Any) -> None:
    """Take the person's name out of the marks that say who typed a field last."""
    name = str(person)
    rows: QuerySet[Any] = model._default_manager.annotate(marks_text=Cast("marks", TextField()))
    for row in rows.filter(marks_text__contains=json.dumps(name, ensure_ascii=False)).select_for_update():
        marks = row.marks
        for mark in marks.values():
            if mark.get("by") == name:
                mark["by"] = ""
        row.save(update_fields=["marks"])


def _forget_declarations(person: Any) -> int:
    """Drafts go; of a declaration that became a project, only the link to it stays."""
    count = _declarations(person).count()
    _declarations(person).filter(project=None).delete()
    _declarations(person).update(email="", resume_sent_to="", author=None)
    _unsign(Declaration, person)
    return count


def _projects(person: Any) -> QuerySet[Project]:
    return Project.objects.filter(created_by=person.pk)


def _unsign_projects(person: Any) -> int:
    _unsign(Project, person)
    return _projects(person).count()


def _unsign_readings(person: Any) -> int:
    """A reading that was never sent goes back to others; a sent one stays, as every decision does."""
    _unsign(Reading, person)
    Reading.objects.filter(reader=person.pk, sent_at=None).delete()
    return Reading.objects.filter(reader=person.pk).count()


@foresee
def left_alone(person: Any) -> Iterator[Consequence]:
    """Projects that nobody could lead any more, drafts that would be lost, and readings under way."""
    for held in TeamMember.objects.filter(user=person.pk, until=None, role=TeamMember.Role.LEAD).select_related("project"):
        others = TeamMember.objects.filter(project=held.project, until=None, role=TeamMember.Role.LEAD).exclude(user=person.pk)
        if not others.exists():
            words = _("Plus personne ne pourra conduire le projet {reference}, « {name} ». Confiez-le d’abord à quelqu’un.")
            url = reverse("projects:project_team", args=[held.project.reference])
            yield Consequence(format_lazy(words, reference=held.project.reference, name=held.project.name), url)
    drafts = _declarations(person).filter(project=None).count()
    if drafts:
        yield Consequence(
            ngettext("%(n)s déclaration commencée est perdue.", "%(n)s déclarations commencées sont perdues.", drafts) % {"n": drafts}
        )
    readings = Reading.objects.filter(reader=person.pk, sent_at=None).count()
    if readings:
        back = ngettext("%(n)s lecture en cours revient à l’équipe.", "%(n)s lectures en cours reviennent à l’équipe.", readings)
        yield Consequence(back % {"n": readings}, reverse("projects:reading_queue"))


declare_holding(
    model=Project,
    title=_("Projets que vous avez déclarés"),
    rows=_projects,
    fields={
        "reference": _("Référence"),
        "name": _("Nom"),
        "problem": _("Problème"),
        "answer": _("Réponse"),
        "status": _("État"),
        "submitted_at": _("Déposé le"),
    },
    fate=Fate.CLEARED,
    why=_("Les projets restent à leur équipe et à leur structure. Votre nom n’y figure plus."),
    erase=_unsign_projects,
)
declare_holding(
    model=Declaration,
    title=_("Déclarations commencées"),
    rows=_declarations,
    fields={"created_at": _("Commencée le"), "answers": _("Réponses"), "email": _("Adresse électronique")},
    fate=Fate.CLEARED,
    why=_("Les déclarations qui ne sont pas déposées sont supprimées."),
    erase=_forget_declarations,
)
declare_holding(
    model=TeamMember,
    title=_("Équipes de projet"),
    of=("user",),
    fields={
        "project__reference": _("Projet"),
        "role": _("Rôle"),
        "is_shown": _("Nom public"),
        "since": _("Depuis"),
        "until": _("Jusqu’au"),
    },
    fate=Fate.CLEARED,
    why=_("Vous quittez ces équipes, et votre nom n’est plus public."),
    erase=_leave_teams,
)
declare_holding(
    model=TeamInvitation,
    title=_("Invitations dans une équipe"),
    rows=_invitations,
    fields={"project__reference": _("Projet"), "email": _("Adresse invitée"), "role": _("Rôle"), "created_at": _("Date")},
    fate=Fate.CLEARED,
    why=_("Les invitations reçues sont supprimées ; celles que vous avez envoyées ne peuvent plus servir."),
    erase=_forget_invitations,
)
declare_holding(
    model=PassportAnswer,
    title=_("Réponses du passeport de projet"),
    of=("by",),
    fields={"project__reference": _("Projet"), "key": _("Question"), "value": _("Réponse"), "at": _("Date")},
    fate=Fate.NAMELESS,
    why=_("Les réponses restent au projet, sans votre nom."),
)
declare_holding(
    model=StageChange,
    title=_("Étapes notées"),
    of=("by",),
    fields={"project__reference": _("Projet"), "stage": _("Étape"), "on": _("Le"), "note": _("Note")},
    fate=Fate.NAMELESS,
    why=_("L’histoire du projet reste, sans votre nom."),
)
declare_holding(
    model=Qualification,
    title=_("Décisions de qualification"),
    of=("closed_by",),
    fields={"project__reference": _("Projet"), "outcome": _("Décision"), "reasons": _("Motifs"), "closed_at": _("Date")},
    fate=Fate.NAMELESS,
    why=_("Une décision reste due à ceux qu’elle concerne ; elle est gardée sans votre nom."),
)
declare_holding(
    model=Reading,
    title=_("Lectures de projets"),
    of=("reader",),
    fields={
        "qualification__project__reference": _("Projet"),
        "opinion": _("Avis"),
        "comment": _("Commentaire"),
        "grid": _("Grille"),
        "sent_at": _("Envoyée le"),
    },
    fate=Fate.CLEARED,
    why=_("Les lectures envoyées restent, sans votre nom ; celles qui ne le sont pas sont supprimées."),
    erase=_unsign_readings,
)
declare_holding(
    model=InformationRequest,
    title=_("Compléments demandés ou donnés"),
    of=("asked_by", "answered_by"),
    fields={
        "qualification__project__reference": _("Projet"),
        "question": _("Question"),
        "answer": _("Réponse"),
        "asked_at": _("Demandé le"),
        "answered_at": _("Répondu le"),
    },
    fate=Fate.NAMELESS,
    why=_("Questions et réponses restent au dossier du projet, sans votre nom."),
)
declare_ending(
    "projects.drafts", title=_("Déclarations commencées et jamais envoyées"), after=_("Trente jours sans y toucher"), due=stale_declarations
)
