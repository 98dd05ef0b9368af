"""What territories do when a label is given."""

from frenchimpact.core.facts import listens
from frenchimpact.labels.facts import LabelGranted
from frenchimpact.labels.models import Label
from frenchimpact.territories import actions


@listens(LabelGranted)
def follow_granted_label(fact: LabelGranted) -> None:
    """The space of its territory opens."""
    actions.follow_label(label=Label.objects.select_related("kind", "organisation").get(pk=fact.label_id))
