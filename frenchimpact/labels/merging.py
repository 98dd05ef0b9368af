"""Labels follow the sheet of their holder; one that the kept sheet holds already stays with the absorbed one."""

from frenchimpact.labels.models import Label
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation

_LIVE = ["active", "observed", "suspended"]


@moves(Label)
def move_labels(kept: Organisation, absorbed: Organisation) -> list[int]:
    """Gives the labels moved."""
    held = set(Label.objects.filter(organisation=kept, status__in=_LIVE, territory="").values_list("kind_id", flat=True))
    moved = []
    for label in Label.objects.filter(organisation=absorbed).order_by("pk"):
        if label.status in _LIVE and not label.territory and label.kind_id in held:
            continue
        Label.objects.filter(pk=label.pk).update(organisation=kept)
        moved.append(label.pk)
    return moved


@moves_back(Label)
def move_labels_back(kept: Organisation, absorbed: Organisation, moved: list[int]) -> None:
    """Those still there."""
    Label.objects.filter(pk__in=moved, organisation=kept).update(organisation=absorbed)
