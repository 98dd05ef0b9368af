"""What several people change: nobody writes over words that they have not read."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from frenchimpact.core.errors import Stale
from frenchimpact.territories.queries.said import seal_of


def still_as_seen(seen: int | None, theirs: Mapping[str, str], mine: Mapping[str, str]) -> None:
    """Raises Stale, with the fields that differ, when what is there is not what the page showed.

    `seen` is the seal of what it showed; None judges nothing.
    """
    now = seal_of(theirs)
    differ = [label for label in theirs if theirs[label] != mine[label]]
    if seen is None or seen == now or not differ:
        return
    raise Stale(
        _("Quelqu’un a modifié ces champs entre-temps : comparez, puis enregistrez de nouveau."),
        mine="\n".join(f"{label} : {mine[label] or '–'}" for label in differ),
        theirs="\n".join(f"{label} : {theirs[label] or '–'}" for label in differ),
        version=now,
    )
