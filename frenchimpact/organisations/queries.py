"""Reading organisations: one by its address, those that a new one may repeat, those that a person acts for."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from frenchimpact.core import clock
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place, Postcode
from frenchimpact.journal import queries as journal
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Membership, Organisation

# Below this, two names are not worth asking about.
_ALIKE = 0.45


def find_organisation(user: rules.Anyone, slug: str) -> Organisation:
    """The organisation of that address, among those that the person may see. Raises Http404."""
    found = (
        rules.visible_organisations(user)
        .select_related("commune__department", "commune__region", "commune__epci", "confirmed_by")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def organisations_for(user: rules.Anyone) -> QuerySet[Organisation]:
    """Those that the person belongs to today, by name."""
    return Organisation.objects.filter(pk__in=rules.memberships_of(user).values("organisation")).order_by("name_fold", "pk")


def members_for(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it today, those who may manage it first."""
    order = Case(
        When(role=Membership.Role.ADMIN, then=0), When(role=Membership.Role.EDITOR, then=1), default=2, output_field=IntegerField()
    )
    return organisation.memberships.filter(until__isnull=True).select_related("user").order_by(order, "user__full_name", "pk")


def similar_organisations(
    user: rules.Anyone,
    *,
    name: str = "",
    commune: Place | None = None,
    siren: str = "",
    siret: str = "",
    rna: str = "",
    besides: int | None = None,
    limit: int = 5,
) -> list[Organisation]:
    """Those that it may already be: same number first, then a name much alike, in the same commune or department before elsewhere.

    Each carries `likeness` (0 to 1) and `is_same_number`.
    """
    same = Q(pk__in=[])
    if siret:
        same |= Q(siret=siret) | Q(siren=siret[:9], siret="")
    if siren:
        same |= Q(siren=siren)
    if rna:
        same |= Q(rna=rna)
    folded = fold(name)
    rows: QuerySet[Any] = rules.visible_organisations(user).select_related("commune__department")
    if besides:
        rows = rows.exclude(pk=besides)
    likeness: Any = TrigramSimilarity("name_fold", folded) if folded else Value(0.0)
    rows = rows.annotate(likeness=likeness, is_same_number=Case(When(same, then=True), default=False))
    alike = Q(name_fold__trigram_similar=folded, likeness__gte=_ALIKE) if folded else Q(pk__in=[])
    near: Any = Value(0)
    if commune is not None:
        near = Case(
            When(commune=commune, then=2),
            When(commune__department=commune.department_id, then=1),
            default=0,
            output_field=IntegerField(),
        )
        # The same words elsewhere in France are common: only a nearly identical name counts there.
        alike &= Q(commune=commune) | Q(commune__department=commune.department_id) | Q(commune__isnull=True) | Q(likeness__gte=0.8)
    return list(rows.annotate(near=near).filter(same | alike).order_by("-is_same_number", "-near", F("likeness").desc(), "pk")[:limit])


def was_public(organisation: Organisation) -> bool:
    """Whether a sheet that is not public was so before: someone took it off."""
    return journal.entries_for(organisation).filter(fact="organisations.OrganisationUnpublished").exists()


def find_sheet(user: rules.Anyone, slug: str) -> Organisation:
    """The organisation of that public address: one that the person may see, or one that was public and says so. Raises Http404."""
    found = Organisation.objects.select_related("commune__department", "commune__region", "confirmed_by").filter(slug=slug).first()
    if found is None or not (found.is_published or is_visible(user, found) or was_public(found)):
        raise Http404
    return found


def is_visible(user: rules.Anyone, organisation: Organisation) -> bool:
    """Whether the person may read the sheet."""
    return organisation.is_published or rules.visible_organisations(user).filter(pk=organisation.pk).exists()


@dataclass(frozen=True)
class Freshness:
    """Whether the sheet keeps its owner's promise: when it was confirmed, and until when that holds."""

    confirmed_at: dt.datetime | None
    due_on: dt.date | None

    @property
    def is_late(self) -> bool:
        """Whether it is time to look at it again. A sheet that nobody ever confirmed promised nothing."""
        return self.due_on is not None and self.due_on < clock.today()


def freshness(organisation: Organisation) -> Freshness:
    """What the owner's promise says today."""
    if organisation.confirmed_at is None:
        return Freshness(None, None)
    on = timezone.localdate(organisation.confirmed_at)
    months = on.year * 12 + on.month - 1 + organisation.freshness_months
    year, month = divmod(months, 12)
    last_day = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return Freshness(organisation.confirmed_at, dt.date(year, month + 1, min(on.day, last_day)))


def commune_words(place: Place) -> str:
    """A commune with its department: namesakes are many."""
    return f"{place.name} ({place.department.code})" if place.department else place.name


_NAMED = re.compile(r"(.+?)\s*\(([0-9]{2,3}|2[AB])\)", re.IGNORECASE)


def communes_like(text: str, limit: int = 8) -> list[Place]:
    """The communes that a text typed without help may mean: one when it is sure."""
    text = clean_line(text)
    rows = Place.objects.filter(level=Place.Level.COMMUNE, is_current=True).select_related("department").order_by("-population", "pk")
    if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", text.upper()):
        coded = list(rows.filter(code=text.upper())[:1])
        served = list(rows.filter(pk__in=Postcode.objects.filter(postcode=text).values("place"))[:limit])
        return served or coded
    named = _NAMED.fullmatch(text)
    if named:
        rows = rows.filter(department__code=named[2].upper())
        text = named[1]
    folded = fold(text)
    if not folded:
        return []
    return list(rows.filter(name_fold=folded)[:limit]) or list(rows.filter(name_fold__startswith=folded)[:limit])


EXPORT_COLUMNS = (
    "nom", "siren", "siret", "rna", "categorie_juridique", "type", "commune", "adresse", "site", "courriel", "description", "themes",
    "publication", "id_source",
)  # fmt: skip
# The columns of `import_organisations`, so that what comes out may come back in. A sheet that no source numbered is named by its address.
EXPORT_SQL = """
SELECT o.name, o.siren, o.siret, o.rna, o.legal_category, array_to_string(o.kinds, '|'), COALESCE(c.code, ''), o.address, o.website,
  o.email, o.description, array_to_string(o.themes, '|'), CASE WHEN o.is_published THEN 'oui' ELSE 'non' END,
  CASE WHEN o.source_key = '' THEN 'slug:' || o.slug ELSE o.source_key END
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
"""
PUBLIC_EXPORT_SQL = EXPORT_SQL + "WHERE o.is_published ORDER BY o.id"


def export_rows(*, is_public_only: bool = True) -> Iterator[tuple[str, ...]]:
    """Every organisation under the columns of the import, as a stream. Must run inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(PUBLIC_EXPORT_SQL if is_public_only else EXPORT_SQL + "ORDER BY o.id")
        yield from cursor
