"""Open methods, from rows to what the API shows."""

from typing import Annotated

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field

from frenchimpact.methods import queries
from frenchimpact.methods.models import MethodVersion
from frenchimpact.opendata.filters import Page, Theme, Words, like
from frenchimpact.opendata.method_shapes import IndicatorOut, MethodOut
from frenchimpact.opendata.reads import checked_theme


class MethodFilters(Page):
    """The same names as in the addresses of the pages."""

    EARLIER = {"sdg": "odd"}

    q: Words = ""
    theme: Theme = ""
    odd: Annotated[int | None, Field(ge=1, le=17, description="A goal of sustainable development.")] = None
    sdg: Annotated[int | None, Field(ge=1, le=17, **like("odd"))] = None


def methods(filters: MethodFilters) -> QuerySet[MethodVersion]:
    """The version in force of each method that matches. Raises Http404 for a theme that does not exist."""
    found = queries.latest_versions()
    if checked_theme(filters.theme):
        found = found.filter(domain=filters.theme)
    if filters.odd:
        found = found.filter(sdgs__contains=[filters.odd])
    if filters.q.strip():
        found = found.filter(pk__in=[one.pk for one in queries.latest_saying(filters.q)])
    return found.order_by("pk")


def find_method(id: str) -> MethodVersion:
    """« sroi », or one version of it: « sroi@1.0.0 ». Raises Http404."""
    slug, _at, number = id.partition("@")
    published = MethodVersion.objects.filter(method__slug=slug, state__in=["published", "withdrawn"]).select_related("method__owner")
    found = published.filter(number=number).first() if number else (published.filter(state="published").first() or published.first())
    if found is None:
        raise Http404(_("Aucune méthode publiée ne porte cet identifiant."))
    return found


def method_out(version: MethodVersion) -> MethodOut:
    """A method as the API shows it."""
    content = version.content
    return MethodOut(
        id=version.method.slug,
        version=version.number,
        pinned=str(version),
        title=version.title_fr,
        title_en=version.title_en,
        summary=content["summary"]["fr"],
        domain=version.domain,
        sdgs=version.sdgs,
        evidence=version.evidence,
        licence=content["licence"],
        authors=content["authors"],
        maintainer=content["maintainer"],
        owner=version.method.owner.slug if version.method.owner else None,
        derived_from=content["derived_from"],
        indicators=[
            IndicatorOut(id=one["id"], version=one["version"], name=one["name"]["fr"], unit=one["unit"], aggregation=one["aggregation"])
            for one in content["indicators"]
        ],
        computes=bool(content["steps"]),
        status=version.state,
        published_at=version.published_at,
        swhid=version.swhid,
        url=settings.BASE_URL + reverse("methods:version", args=[version.method.slug, version.number]),
        content_url=settings.BASE_URL + reverse("methods:data", args=[version.method.slug, version.number]),
        archive_url=settings.BASE_URL + reverse("methods:archive", args=[version.method.slug, version.number]),
        demo=version.method.is_demo,
    )
