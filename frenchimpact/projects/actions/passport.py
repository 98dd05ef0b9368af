"""The passport: answers given once, with their source and their date."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.projects import facts
from frenchimpact.projects.models import PassportAnswer, Project
from frenchimpact.projects.sections import QUESTIONS


@transaction.atomic
def answer_question(
    *,
    project: Project,
    key: str,
    value: Any,
    by: User | None,
    source: str = PassportAnswer.Source.TYPED,
    source_note: str = "",
) -> PassportAnswer:
    """An answer about the project, from now on. The earlier one stays behind it, with its own date.

    The same answer again only confirms it.
    """
    if key not in QUESTIONS:
        raise Refusal(_("Cette question n’existe pas. Rechargez la page."))
    project = lock(project)
    now = clock.now()
    current = project.passport.filter(key=key, superseded_at__isnull=True).first()
    if current is not None and current.value == value and current.source == source:
        return confirm_answer(project=project, key=key, by=by)
    if current is not None:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    answer = PassportAnswer.objects.create(
        project=project, key=key, value=value, source=source, source_note=source_note, at=now, confirmed_at=now, by=by
    )
    project.updated_at = now
    project.save(update_fields=["updated_at"])
    announce(facts.PassportAnswered(project_id=project.pk, key=key), by=by)
    return answer


@transaction.atomic
def confirm_answer(*, project: Project, key: str, by: User | None) -> PassportAnswer:
    """The team says that an answer is still true. Raises Refusal when there is no answer."""
    project = lock(project)
    answer = project.passport.filter(key=key, superseded_at__isnull=True).first()
    if answer is None:
        raise Refusal(_("Cette question n’a pas encore de réponse. Écrivez-la."))
    answer.confirmed_at = clock.now()
    answer.save(update_fields=["confirmed_at"])
    announce(facts.PassportConfirmed(project_id=project.pk, key=key), by=by)
    return answer
