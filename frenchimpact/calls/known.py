"""What the programme already knows about an applicant, so that nobody is asked twice (L. 113-12 CRPA)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls.models import Answer
from frenchimpact.core import clock, identifiers
from frenchimpact.core.errors import Text
from frenchimpact.design import words
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project, Stage
from frenchimpact.projects.queries import passport_lines, passport_questions
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.queries import word


@dataclass(frozen=True)
class Known:
    """One answer that exists already, where it comes from, and of when it is."""

    value: str
    source: str
    note: str


ORGANISATION_READS: dict[str, tuple[Text, Callable[[Organisation], str]]] = {
    "organisation.name": (gettext_lazy("Structure : nom"), lambda one: one.name),
    "organisation.siren": (gettext_lazy("Structure : SIREN"), lambda one: identifiers.show(one.siren) if one.siren else ""),
    "organisation.rna": (gettext_lazy("Structure : numéro RNA"), lambda one: one.rna),
    "organisation.legal_form": (
        gettext_lazy("Structure : forme juridique"),
        lambda one: word(Term.Scheme.LEGAL_CATEGORY, one.legal_category) if one.legal_category else "",
    ),
    "organisation.kind": (gettext_lazy("Structure : type"), lambda one: str(Organisation.Kind(one.kinds[0]).label)),
    "organisation.address": (gettext_lazy("Structure : adresse"), lambda one: one.address),
    "organisation.commune": (gettext_lazy("Structure : commune"), lambda one: place_words(one.commune) if one.commune else ""),
    "organisation.website": (gettext_lazy("Structure : site"), lambda one: one.website),
    "organisation.email": (gettext_lazy("Structure : courriel"), lambda one: one.email),
    "organisation.phone": (gettext_lazy("Structure : téléphone"), lambda one: one.phone),
    "organisation.description": (gettext_lazy("Structure : présentation"), lambda one: one.description),
}
PROJECT_READS: dict[str, tuple[Text, Callable[[Project], str]]] = {
    "project.name": (gettext_lazy("Projet : nom"), lambda one: one.name),
    "project.problem": (gettext_lazy("Projet : problème"), lambda one: one.problem),
    "project.answer": (gettext_lazy("Projet : réponse"), lambda one: one.answer),
    "project.stage": (gettext_lazy("Projet : étape"), lambda one: str(Stage(one.stage).label)),
    "project.places": (gettext_lazy("Projet : lieux"), lambda one: ", ".join(place_words(place) for place in one.places.all())),
}
PASSPORT = "project.passport."


def sources() -> list[tuple[str, Text]]:
    """Everywhere a question may take its answer from, for those who write forms."""
    passport = [(PASSPORT + key, format_lazy("{} {}", gettext_lazy("Projet :"), label)) for key, label in passport_questions().items()]
    return [
        *((key, words) for key, (words, _read) in ORGANISATION_READS.items()),
        *((key, words) for key, (words, _read) in PROJECT_READS.items()),
        *passport,
    ]


def known_answers(organisation: Organisation, project: Project | None) -> dict[str, Known]:
    """Every answer that a form may take, by `known_from`."""
    note = _("Fiche de la structure, à jour du %(on)s") % {"on": words.day((organisation.confirmed_at or organisation.updated_at).date())}
    found = {
        key: Known(value, Answer.Source.ORGANISATION, note)
        for key, (_words, read) in ORGANISATION_READS.items()
        if (value := read(organisation))
    }
    if project is None:
        return found
    day = words.day(clock.date_of(project.confirmed_at))
    note = _("Fiche du projet, à jour du %(on)s") % {"on": day}
    found |= {key: Known(value, Answer.Source.PROJECT, note) for key, (_words, read) in PROJECT_READS.items() if (value := read(project))}
    for line in passport_lines(project):
        if line.answer is not None:
            day = words.day(clock.date_of(line.answer.confirmed_at))
            note = _("Passeport du projet, réponse du %(on)s") % {"on": day}
            found[PASSPORT + line.question.key] = Known(str(line.answer.value), Answer.Source.PROJECT, note)
    return found
