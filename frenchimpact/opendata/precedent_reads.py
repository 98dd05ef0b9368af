"""Published answers, from rows to what the API shows."""

from typing import Annotated, Literal

from django.conf import settings
from django.db.models import Q, QuerySet
from ninja import Field

from frenchimpact.barriers.models import OutcomeKind, Precedent
from frenchimpact.barriers.queries.near import grounds_of, ranked
from frenchimpact.geo.queries import within
from frenchimpact.opendata.filters import Code, Page, Theme, like
from frenchimpact.opendata.precedent_shapes import NormOut, PrecedentOut
from frenchimpact.opendata.reads import checked_theme, place_in
from frenchimpact.opendata.shapes import PlaceName

SHOWN = (Precedent.State.VALID, Precedent.State.EXPIRED, Precedent.State.SUPERSEDED)
# A sentence brings at most so many, as on the page.
CLOSEST = 150


class PrecedentFilters(Page):
    """`q` is a sentence in everyday words: the closest answers, in the order of their number."""

    EARLIER = {"outcome": "issue"}

    q: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    theme: Theme = ""
    issue: OutcomeKind | None = None
    etat: Annotated[Literal["toutes", ""], Field(description="`toutes`: those that are no longer in force too.")] = ""
    outcome: Annotated[OutcomeKind | None, Field(**like("issue"))] = None
    state: Annotated[Literal["valid", "expired", "superseded"] | None, Field(description="Those in force by default.")] = None
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""


def shown_precedents() -> QuerySet[Precedent]:
    """What was published and not withdrawn, with what the API shows of it."""
    found = Precedent.objects.filter(state__in=SHOWN).defer("words").select_related("superseded_by", "barrier", "created_by")
    return found.prefetch_related("places__place", "norm_links__norm", "authors__user")


def precedents(filters: PrecedentFilters) -> QuerySet[Precedent]:
    """Answers that match. Raises Http404 for a theme or a code that does not exist."""
    found = shown_precedents()
    if filters.state or not filters.etat:
        found = found.filter(state=filters.state or Precedent.State.VALID)
    if filters.issue:
        found = found.filter(outcome=filters.issue.value)
    if checked_theme(filters.theme):
        found = found.filter(themes__contains=[filters.theme])
    if place := place_in(filters):
        here = Q(places=None) | Q(places__place__in=grounds_of(place)) | within(place, "places__place__")
        found = found.filter(pk__in=Precedent.objects.filter(here).values("pk"))
    if filters.q.strip():
        found = found.filter(pk__in=[pk for pk, _score in ranked(filters.q, place, limit=CLOSEST)])
    return found.order_by("pk")


def precedent_out(row: Precedent) -> PrecedentOut:
    """An answer as the API shows it."""
    return PrecedentOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        situation=row.situation,
        question=row.question,
        answer=row.answer,
        outcome=row.outcome,
        nature=row.nature,
        themes=row.themes,
        before=row.before,
        after=row.after,
        conditions=row.conditions,
        limits=row.limits,
        legal_basis=row.legal_basis,
        norms=[NormOut(text=one.norm.text, article=one.norm.article, url=one.norm.url or None) for one in row.norm_links.all()],
        places=[PlaceName(id=one.place.key, name=one.place.name) for one in row.places.all()],
        barrier=row.barrier.reference if row.barrier else None,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        authors=row.writer_names,
        status=row.state,
        superseded_by=row.superseded_by.reference if row.superseded_by else None,
        checked_on=row.checked_on,
        valid_until=row.valid_until,
        published_at=row.published_at,
        url=f"{settings.BASE_URL}/freins/{row.slug}/",
        demo=row.is_demo,
    )
