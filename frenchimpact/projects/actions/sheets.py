"""The sheet of a project: declared, edited field by field, moved from stage to stage, published with consent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import facts, messages
from frenchimpact.projects.forms import SheetForm, clean_one
from frenchimpact.projects.models import (
    PassportAnswer,
    Project,
    ProjectPlace,
    ReferenceCounter,
    SectionAudience,
    Stage,
    StageChange,
    TeamMember,
)
from frenchimpact.projects.sections import AUDIENCES, SECTIONS


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a declaration says, cleaned."""

    name: str
    problem: str
    answer: str
    themes: Sequence[str]
    places: Sequence[Place]
    stage: str
    publics: Sequence[str] = ()
    sdgs: Sequence[int] = ()
    organisation: Organisation | None = None
    structure_name: str = ""
    is_need: bool = False
    has_publication_consent: bool = False
    is_demo: bool = False
    passport: Mapping[str, Any] = field(default_factory=dict)


def next_reference(year: int) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    return f"P-{year}-{take_numbers(ReferenceCounter, year=year):04d}"


# Addresses that lead elsewhere under /projets/.
RESERVED = {"declarer", "rejoindre", "carte", "comparer", "nouveau", "modifier"}


def free_slug(name: str, reference: str) -> str:
    """An address made of the name; of the reference as well when another project, or a page of ours, has it."""
    slug = slugify(fold(name))[:60].strip("-") or "projet"
    is_free = slug not in RESERVED and not Project.objects.filter(slug=slug).exists()
    return slug if is_free else f"{slug}-{reference.lower()}"


@transaction.atomic
def declare_project(*, sheet: Sheet, by: User) -> Project:
    """A person says that a project exists, and becomes its first lead. It waits for its readers."""
    if sheet.is_need and sheet.organisation is not None:
        raise Refusal(_("Un besoin sans porteur n’a pas de structure. Retirez la structure, ou déclarez un projet."))
    reference = next_reference(clock.today().year)
    project = Project.objects.create(
        reference=reference,
        slug=free_slug(sheet.name, reference),
        name=sheet.name,
        stage=Stage.NEED if sheet.is_need else sheet.stage,
        is_need=sheet.is_need,
        organisation=sheet.organisation,
        problem=sheet.problem,
        answer=sheet.answer,
        themes=list(sheet.themes),
        publics=list(sheet.publics),
        sdgs=list(sheet.sdgs),
        has_publication_consent=sheet.has_publication_consent,
        created_by=by,
        is_demo=sheet.is_demo,
    )
    ProjectPlace.objects.bulk_create([ProjectPlace(project=project, place=place) for place in sheet.places])
    StageChange.objects.create(project=project, stage=project.stage, by=by)
    TeamMember.objects.create(project=project, user=by, role=TeamMember.Role.LEAD)
    answers = {**sheet.passport, **({"structure_name": sheet.structure_name} if sheet.structure_name else {})}
    PassportAnswer.objects.bulk_create(
        [PassportAnswer(project=project, key=key, value=value, source=PassportAnswer.Source.TYPED, by=by) for key, value in answers.items()]
    )
    announce(facts.ProjectDeclared(project_id=project.pk), by=by)
    messages.tell_declared(project, by)
    messages.tell_readers(project)
    return project


def sheet_values(project: Project) -> dict[str, Any]:
    """The fields of the sheet as forms write them."""
    return {
        "name": project.name,
        "problem": project.problem,
        "answer": project.answer,
        "themes": list(project.themes),
        "publics": list(project.publics),
        "sdgs": [str(number) for number in project.sdgs],
        "places": [one.place.key for one in project.project_places.select_related("place")],
    }


@transaction.atomic
def save_sheet(*, project: Project, changes: Mapping[str, Change], by: User, page: str = "") -> Saved:
    """The team changes fields of the sheet. What somebody else changed in between comes back as a conflict.

    A field that is not understood is refused with words and stays as it was; the others are saved.
    """
    project = lock(project)
    cleaned: dict[str, Change] = {}
    errors: dict[str, Any] = {}
    form = SheetForm(is_need=project.is_need)
    for name, change in changes.items():
        value, error = clean_one(form, name, change.value)
        if error:
            errors[name] = error
        else:
            cleaned[name] = Change(value, change.version)
    answers = sheet_values(project)
    saved = take(answers, project.marks, cleaned, by=str(by), writer=page or f"user:{by.pk}")
    saved.errors.update(errors)
    if saved.changed:
        for name in saved.changed - {"places", "sdgs"}:
            setattr(project, name, answers[name])
        if "sdgs" in saved.changed:
            project.sdgs = [int(number) for number in answers["sdgs"]]
        if "places" in saved.changed:
            _set_places(project, answers["places"])
        project.updated_at = clock.now()
        project.version += 1
        project.save()
        announce(facts.SheetChanged(project_id=project.pk, fields=sorted(saved.changed)), by=by)
    return saved


def _set_places(project: Project, keys: Sequence[str]) -> None:
    places = places_by_keys(keys)
    project.project_places.exclude(place__in=places).delete()
    held = set(project.project_places.values_list("place_id", flat=True))
    ProjectPlace.objects.bulk_create([ProjectPlace(project=project, place=place) for place in places if place.pk not in held])


@transaction.atomic
def confirm_sheet(*, project: Project, by: User) -> Project:
    """The team says that everything on the sheet is still true."""
    project = lock(project)
    project.confirmed_at = clock.now()
    project.save(update_fields=["confirmed_at"])
    announce(facts.SheetConfirmed(project_id=project.pk), by=by)
    return project


@transaction.atomic
def change_stage(*, project: Project, stage: str, on: dt.date | None = None, note: str = "", by: User) -> StageChange:
    """The project reaches a stage on a date, or goes back to it. History is kept.

    A need that someone takes up becomes a project; a project never becomes a need again.
    """
    project = lock(project)
    on = on or clock.today()
    if stage not in Stage.values:
        raise Refusal(_("Cette étape n’existe pas. Choisissez une étape de la liste."))
    if on > clock.today():
        raise Incomplete(_("La date est dans le futur."), {"on": _("Écrivez la date d’aujourd’hui ou une date passée.")})
    if stage == Stage.NEED and not project.is_need:
        raise Refusal(_("Ce projet a déjà une équipe : il ne redevient pas un besoin sans porteur. Choisissez une autre étape."))
    last = project.stage_changes.order_by("on", "pk").last()
    change = StageChange.objects.create(project=project, stage=stage, on=on, note=note, by=by)
    # A date before the last change completes the past, and leaves the present as it is.
    if last is None or on >= last.on:
        project.stage = stage
        project.is_need = project.is_need and stage == Stage.NEED
        project.updated_at = clock.now()
        project.save(update_fields=["stage", "is_need", "updated_at"])
    announce(facts.StageChanged(project_id=project.pk, stage=stage), by=by)
    return change


@transaction.atomic
def set_audience(*, project: Project, section: str, audience: str, by: User) -> None:
    """The team chooses who sees a section of the sheet."""
    if section not in SECTIONS or audience not in AUDIENCES:
        raise Refusal(_("Ce choix n’existe pas. Rechargez la page."))
    project = lock(project)
    SectionAudience.objects.update_or_create(project=project, section=section, defaults={"audience": audience})
    project.updated_at = clock.now()
    project.save(update_fields=["updated_at"])
    announce(facts.AudienceChanged(project_id=project.pk, section=section, audience=audience), by=by)


@transaction.atomic
def allow_publication(*, project: Project, by: User) -> Project:
    """The team agrees that the sheet is public. A project already qualified is published at once."""
    project = lock(project)
    if not project.has_publication_consent:
        project.has_publication_consent = True
        project.save(update_fields=["has_publication_consent"])
        announce(facts.ConsentChanged(project_id=project.pk, has_consent=True), by=by)
    if Project.FLOW.can("publish", project.status):
        project = publish_project(project=project, by=by)
    return project


@transaction.atomic
def forbid_publication(*, project: Project, by: User) -> Project:
    """The team no longer wants the sheet to be public. The qualification stays."""
    project = lock(project)
    if project.status == Project.Status.PUBLISHED:
        project = unpublish_project(project=project, by=by)
    if project.has_publication_consent:
        project.has_publication_consent = False
        project.save(update_fields=["has_publication_consent"])
        announce(facts.ConsentChanged(project_id=project.pk, has_consent=False), by=by)
    return project


@transaction.atomic
def publish_project(*, project: Project, by: User | None) -> Project:
    """The sheet becomes public. Raises OutOfTurn unless qualified, Refusal without the team's consent."""
    project = lock(project)
    status = Project.FLOW.step("publish", project.status)
    if not project.has_publication_consent:
        raise Refusal(_("L’équipe n’a pas donné son accord. Demandez-le avant de publier."))
    project.status, project.published_at = status, clock.now()
    project.save(update_fields=["status", "published_at"])
    announce(facts.ProjectPublished(project_id=project.pk), by=by)
    messages.tell_published(project)
    return project


@transaction.atomic
def unpublish_project(*, project: Project, by: User | None) -> Project:
    """The sheet is withdrawn from the public; its address says so. Raises OutOfTurn unless published."""
    project = lock(project)
    project.status = Project.FLOW.step("unpublish", project.status)
    project.save(update_fields=["status"])
    announce(facts.ProjectUnpublished(project_id=project.pk), by=by)
    return project
