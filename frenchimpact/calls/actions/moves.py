"""Moving a file along its states, with its history."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, messages
from frenchimpact.calls.models import Application, Cohort, Step
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock


def note_step(application: Application, verb: str, by: User | None, note: str = "") -> Application:
    """Move a locked file by a verb of its flow and write it in its history. Raises OutOfTurn."""
    application.state = Application.FLOW.step(verb, application.state)
    application.updated_at = clock.now()
    Step.objects.create(application=application, verb=verb, state=application.state, by=by, note=note)
    return application


@transaction.atomic
def move_application(*, application: Application, verb: str, by: User | None, note: str = "") -> Application:
    """The programme moves a file: `review`, `hear`, `adjourn`, `grant`, `refuse`, `wait`, or an earlier check.

    For the rooms above: a jury's session or a decision calls this and nothing else. `note` is read by the applicant.
    Raises OutOfTurn when the move is not legal from where the file stands.
    """
    application = lock(application)
    note_step(application, verb, by, note)
    application.save(update_fields=["state", "updated_at"])
    announce(facts.ApplicationMoved(application_id=application.pk, verb=verb, state=application.state), by=by)
    return application


@transaction.atomic
def postpone_application(*, application: Application, cohort: Cohort, by: User) -> Application:
    """A file is judged with another wave of its call, where it stands: a jury put it off. Its people are told.

    Raises Refusal for its own wave, or one of another call.
    """
    application = lock(application)
    if cohort.call_id != application.call_id or cohort.pk == application.cohort_id:
        raise Refusal(_("Choisissez une autre session du même appel."))
    application.cohort, application.updated_at = cohort, clock.now()
    application.save(update_fields=["cohort", "updated_at"])
    announce(facts.ApplicationPostponed(application_id=application.pk, cohort_id=cohort.pk), by=by)
    messages.tell_postponed(application)
    return application
