"""Published answers, as anyone reads them, and as the desk keeps them."""

import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from frenchimpact.barriers.models import Feedback, Mask, Precedent
from frenchimpact.barriers.rules import is_of_desk, visible_precedents
from frenchimpact.core import clock
from frenchimpact.organisations.rules import Anyone

# Read again before that many days are over.
SOON = dt.timedelta(days=30)


def find_precedent(user: Anyone, slug: str) -> Precedent:
    """An answer that the person may see, with what its page shows. Raises Http404."""
    found = (
        visible_precedents(user)
        .filter(slug=slug)
        .select_related("superseded_by", "barrier__authority")
        .prefetch_related("norm_links__norm", "places__place", "supersedes")
        .defer("words")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_answer_page(user: Anyone, slug: str) -> Precedent:
    """An answer by any address that it ever had, withdrawn or written again too. Raises Http404 for what was never public."""
    asked = Q(slug=slug) | Q(former_slugs__contains=[slug])
    known = Precedent.objects.filter(asked, published_at__isnull=False).defer("words").first()
    if known is None or known.state in (Precedent.State.VALID, Precedent.State.SUPERSEDED, Precedent.State.EXPIRED):
        return known if known is not None and known.slug != slug else find_precedent(user, slug)
    return known


def find_published(user: Anyone, slug: str) -> Precedent:
    """One that anyone reads: what visitors do from its page is for these alone. Raises Http404."""
    found = find_precedent(user, slug)
    if found.published_at is None or found.state in (Precedent.State.DRAFT, Precedent.State.REVIEW, Precedent.State.WITHDRAWN):
        raise Http404
    return found


def find_written(user: Anyone, reference: str) -> Precedent:
    """An answer on the desk's side, whatever its state. Raises Http404."""
    if not is_of_desk(user):
        raise Http404
    found = (
        Precedent.objects.filter(reference=reference)
        .select_related("case__organisation", "case__project__organisation", "case__person", "barrier", "superseded_by")
        .select_related("created_by", "validated_by")
        .prefetch_related("norm_links__norm", "places__place", "masks", "authors__user")
        .defer("words")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_mask(user: Anyone, reference: str, pk: int) -> Mask:
    """One proposal of the anonymisation of an answer. Raises Http404."""
    found = Mask.objects.filter(precedent=find_written(user, reference), pk=pk).select_related("precedent__case").first()
    if found is None:
        raise Http404
    return found


def useful_count(precedent: Precedent) -> tuple[int, int]:
    """How many say that it served them, of how many who said something."""
    counts = Feedback.objects.filter(precedent=precedent).aggregate(yes=Count("pk", filter=Q(is_useful=True)), n=Count("pk"))
    return counts["yes"], counts["n"]


def written_precedents(state: str = "") -> QuerySet[Precedent]:
    """The desk's list: what waits for somebody first."""
    found = Precedent.objects.defer("words").select_related("created_by", "validated_by").prefetch_related("authors__user")
    if state == "soon":
        return found.filter(state=Precedent.State.VALID, valid_until__lte=clock.today() + SOON).order_by("valid_until", "pk")
    return (found.filter(state=state) if state else found).order_by("-changed_at", "-pk")


def precedent_counts() -> dict[str, int]:
    """How many in each state, and how many to be read again soon."""
    counts = dict(Precedent.objects.order_by().values_list("state").annotate(n=Count("pk")))
    soon = Precedent.objects.filter(state=Precedent.State.VALID, valid_until__lte=clock.today() + SOON).count()
    return {"": sum(counts.values()), "soon": soon, **counts}
