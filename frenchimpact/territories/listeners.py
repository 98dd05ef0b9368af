"""What territories do when a label is given."""

from frenchimpact.core.facts import listens
from frenchimpact.labels.facts import LabelGranted
from frenchimpact.labels.models import Label
from frenchimpact.territories import actions


@listens(LabelGranted)
def follow_granted_label(fact: LabelGranted) -> None:
    """The space of its territory opens."""
    # A demonstration that starts over forgets labels whose fact is still waiting.
    label = Label.objects.select_related("kind", "organisation").filter(pk=fact.label_id).first()
    if label is not None:
        actions.follow_label(label=label)
