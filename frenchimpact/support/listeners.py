"""What supports do when something happened: the other side is told; the projects of a promotion go with their files."""

from frenchimpact.calls.facts import ApplicationMoved, ApplicationPostponed, ApplicationSubmitted, ApplicationWithdrawn
from frenchimpact.calls.models import Application
from frenchimpact.core.facts import listens
from frenchimpact.support import facts, messages
from frenchimpact.support.actions.promotions import follow_file, leave_other_waves
from frenchimpact.support.models import Step, Support


@listens(facts.SupportMoved)
def tell_the_other_side(fact: facts.SupportMoved) -> None:
    """By a notice and a mail."""
    support = Support.objects.select_related("project", "structure", "requested_by").get(pk=fact.support_id)
    messages.tell_moved(support, fact.verb)


@listens(facts.StepWritten)
def tell_the_team(fact: facts.StepWritten) -> None:
    """A recommendation to the team, when it is new."""
    step = Step.objects.select_related("support__project", "support__structure").filter(pk=fact.step_id).first()
    if step is not None and step.is_for_project and step.state == Step.State.TODO and step.kind == Step.Kind.ADVICE:
        messages.tell_step(step.support, step.pk, step.title)


def _file(key: int) -> Application | None:
    # It may be erased with the person who wrote it before this is heard.
    return Application.objects.filter(pk=key).first()


@listens(ApplicationSubmitted)
def take_candidate(fact: ApplicationSubmitted) -> None:
    """A file of a wave that has a promotion."""
    if file := _file(fact.application_id):
        follow_file(application=file)


@listens(ApplicationMoved)
def take_decision(fact: ApplicationMoved) -> None:
    """It was granted, refused, judged again: once the applicant was told."""
    if file := _file(fact.application_id):
        follow_file(application=file)


@listens(ApplicationWithdrawn)
def take_withdrawal(fact: ApplicationWithdrawn) -> None:
    """Its team took it back."""
    if file := _file(fact.application_id):
        follow_file(application=file)


@listens(ApplicationPostponed)
def take_postponed(fact: ApplicationPostponed) -> None:
    """It is judged with another wave."""
    if file := _file(fact.application_id):
        leave_other_waves(application=file)
        follow_file(application=file)
