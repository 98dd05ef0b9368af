"""Funders whose SIREN waits for an operator, and what helps to tell whose it is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from frenchimpact.aids.models import Aid
from frenchimpact.commitments.imports.lines import origin_of
from frenchimpact.commitments.models import Commitment
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import with_number_to_confirm
from frenchimpact.organisations.rules import Anyone

MOST = 100


@dataclass(frozen=True)
class ToConfirm:
    """A funder, the sheets that bear the same SIREN, and the other names under which money is published with it."""

    organisation: Organisation
    sheets: list[Organisation]
    names: list[str]
    # SIREN of administrations are known by their first figure.
    is_public: bool


def known_to_fund() -> Any:
    """Those that the programme knows to fund, or that give here already."""
    return (
        Exists(Aid.objects.filter(funder=OuterRef("pk"), published_at__isnull=False))
        | Exists(Label.objects.filter(organisation=OuterRef("pk"), status__in=Label.HOLDING))
        | Exists(Commitment.objects.filter(Q(funder=OuterRef("pk")) | Q(funder_vehicle__organisation=OuterRef("pk"))))
    )


def waiting_numbers() -> QuerySet[Organisation]:
    """Those who fund under a SIREN that somebody typed, oldest sheets first."""
    return with_number_to_confirm(Organisation.objects.filter(known_to_fund(), is_published=True, merged_into=None)).order_by("pk")


def numbers_to_confirm() -> list[ToConfirm]:
    """What an operator looks at before they confirm each."""
    found = []
    for one in waiting_numbers()[:MOST]:
        same = Organisation.objects.filter(siren=one.siren, merged_into=None).exclude(pk=one.pk).order_by("name", "pk")
        given = Commitment.objects.filter(funder_number__startswith=one.siren).exclude(funder=one)
        names = list(given.order_by("funder_name").values_list("funder_name", flat=True).distinct()[:5])
        found.append(ToConfirm(one, list(same[:5]), names, bool(origin_of(one.siren))))
    return found


def find_unconfirmed(_user: Anyone, slug: str) -> Organisation:
    """A sheet whose number waits, for those who run the programme. Raises Http404."""
    found = with_number_to_confirm(Organisation.objects.filter(slug=slug)).first()
    if found is None:
        raise Http404
    return found
