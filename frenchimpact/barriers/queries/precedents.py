"""Published answers, as anyone reads them."""

from django.http import Http404

from frenchimpact.barriers.models import Precedent
from frenchimpact.barriers.rules import visible_precedents
from frenchimpact.organisations.rules import Anyone


def find_precedent(user: Anyone, slug: str) -> Precedent:
    """An answer that the person may see, with what its page shows. Raises Http404."""
    found = (
        visible_precedents(user)
        .filter(slug=slug)
        .select_related("superseded_by", "barrier")
        .prefetch_related("norm_links__norm", "places__place")
        .defer("words")
        .first()
    )
    if found is None:
        raise Http404
    return found
