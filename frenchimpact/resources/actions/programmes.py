"""Programmes are written, published, checked again and withdrawn; their intakes are announced, and who comes in is noted."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.resources import facts
from frenchimpact.resources.actions.sheets import COMMON, new_sheet, step, write_fields
from frenchimpact.resources.models import Admission, Intake, Programme, ProgrammePlace

FIELDS = (*COMMON, "kind", "who", "selection", "languages", "months", "price", "price_note", "is_remote")


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in FIELDS if name in fields}


@transaction.atomic
def prepare_programme(*, organisation: Organisation, by: User | None, places: Sequence[Place] = (), **fields: Any) -> Programme:
    """A draft. `fields` are FIELDS; `places` none: everywhere."""
    programme = new_sheet(Programme, organisation=organisation, by=by, fields=_kept(fields))
    programme.save()
    _place(programme, places)
    announce(facts.ProgrammeWritten(programme_id=programme.pk), by=by)
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, by: User, places: Sequence[Place] | None = None, **fields: Any) -> Programme:
    """Its sheet. Raises Refusal."""
    programme = lock(programme)
    write_fields(programme, _kept(fields))
    programme.save()
    if places is not None:
        _place(programme, places)
    announce(facts.ProgrammeWritten(programme_id=programme.pk), by=by)
    return programme


def _place(programme: Programme, places: Sequence[Place]) -> None:
    programme.places.exclude(place__in=places).delete()
    there = set(programme.places.values_list("place", flat=True))
    ProgrammePlace.objects.bulk_create(ProgrammePlace(programme=programme, place=place) for place in places if place.pk not in there)


@transaction.atomic
def move_programme(*, programme: Programme, verb: str, by: User | None, reason: str = "") -> Programme:
    """Publish, withdraw or restore. Raises Refusal or Incomplete."""
    programme = lock(programme)
    step(programme, verb, reason)
    programme.save()
    announce(facts.ProgrammeMoved(programme_id=programme.pk, verb=verb, state=programme.state), by=by)
    return programme


@transaction.atomic
def check_programme(*, programme: Programme, by: User) -> None:
    """It still holds."""
    programme = lock(programme)
    programme.checked_on = clock.today()
    programme.save(update_fields=["checked_on"])
    announce(facts.ProgrammeWritten(programme_id=programme.pk), by=by)


@transaction.atomic
def announce_intake(
    *,
    programme: Programme,
    by: User | None,
    starts_on: dt.date | None = None,
    apply_until: dt.date | None = None,
    seats: int | None = None,
) -> Intake:
    """A day when projects come in, or all the year round without `starts_on`. Raises Incomplete."""
    programme = lock(programme)
    if starts_on and apply_until and apply_until > starts_on:
        words = _("On candidate avant l’entrée : choisissez une date plus tôt.")
        raise Incomplete(words, {"apply_until": words})
    if programme.intakes.filter(starts_on=starts_on, closed_on=None).exists():
        words = _("Cette entrée est déjà annoncée : fermez-la d’abord pour la refaire.")
        raise Incomplete(words, {"starts_on": words})
    intake = Intake.objects.create(programme=programme, starts_on=starts_on, apply_until=apply_until, seats=seats)
    announce(facts.ProgrammeWritten(programme_id=programme.pk), by=by)
    return intake


@transaction.atomic
def close_intake(*, intake: Intake, by: User) -> None:
    """Nobody may ask for it any more; who came in stays."""
    intake = lock(intake)
    if intake.closed_on is not None:
        raise Refusal(_("Cette entrée est déjà fermée."))
    intake.closed_on = clock.today()
    intake.save(update_fields=["closed_on"])
    announce(facts.ProgrammeWritten(programme_id=intake.programme_id), by=by)


@transaction.atomic
def admit(*, intake: Intake, name: str, by: User | None, project: Project | None = None) -> Admission:
    """A project comes in and holds a seat. Raises Refusal when none is left, Incomplete when nobody is named."""
    name = clean_line(name or (project.name if project else ""))[:200]
    if not name:
        words = _("Dites quel projet entre : sa référence, ou son nom.")
        raise Incomplete(words, {"name": words})
    if project is not None and intake.admissions.filter(project=project, given_back_on=None).exists():
        words = _("Ce projet est déjà entré.")
        raise Incomplete(words, {"name": words})
    try:
        with transaction.atomic():
            admission = Admission.objects.create(intake=intake, project=project, name=name, by=by)
    except IntegrityError as error:
        if "intake_within_seats" in str(error):
            raise Refusal(_("Toutes les places de cette entrée sont prises : rendez-en une, ou annoncez une autre entrée.")) from error
        raise
    announce(facts.ProjectAdmitted(programme_id=intake.programme_id, admission_id=admission.pk, is_in=True), by=by)
    return admission


@transaction.atomic
def give_back(*, admission: Admission, by: User) -> None:
    """It leaves before the end: its seat is free again."""
    admission = lock(admission)
    if admission.given_back_on is not None:
        raise Refusal(_("Cette place est déjà rendue."))
    admission.given_back_on = clock.today()
    admission.save(update_fields=["given_back_on"])
    announce(facts.ProjectAdmitted(programme_id=admission.intake.programme_id, admission_id=admission.pk, is_in=False), by=by)
