"""What supports do when something happened: the other side is told."""

from frenchimpact.core.facts import listens
from frenchimpact.support import facts, messages
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
