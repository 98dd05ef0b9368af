"""Calculations that a project keeps."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.impact import facts
from frenchimpact.impact.models import KeptCalculation
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.queries import Sent
from frenchimpact.projects.models import Project

MOST_KEPT = 200


@transaction.atomic
def keep_calculation(*, project: Project, version: MethodVersion, year: int, query: str, sent: Sent, by: User) -> KeptCalculation:
    """The whole of a calculation; the same kept again is the one that is there. Raises Refusal past two hundred."""
    project = lock(project)
    kept = project.calculations.filter(removed_at=None)
    if there := kept.filter(method_version=version, year=year, query=query).first():
        return there
    if kept.count() >= MOST_KEPT:
        raise Refusal(_("Deux cents calculs au plus : retirez ceux qui ne servent plus."))
    made = KeptCalculation.objects.create(
        project=project,
        method_version=version,
        year=year,
        query=query,
        results=[[one.name, one.told] for one in sent.results],
        headline=sent.headline,
        range=sent.range,
        by=by,
    )
    announce(facts.CalculationKept(project_id=project.pk, calculation_id=made.pk), by=by)
    return made


@transaction.atomic
def remove_calculation(*, calculation: KeptCalculation, by: User) -> None:
    """It is no longer listed; values that came from it stay."""
    calculation = lock(calculation)
    if calculation.removed_at is None:
        calculation.removed_at = clock.now()
        calculation.save(update_fields=["removed_at"])
        announce(facts.CalculationRemoved(project_id=calculation.project_id, calculation_id=calculation.pk), by=by)
