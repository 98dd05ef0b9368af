"""Moving a file along its states, with its history."""

from django.db import transaction

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts
from frenchimpact.calls.models import Application, Step
from frenchimpact.core import clock
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
