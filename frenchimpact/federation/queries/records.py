"""What other instances publish, as everyone reads it."""

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core.text import fold
from frenchimpact.federation.models import Peer, Record
from frenchimpact.federation.rules import can_federate, shown_records
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import within
from frenchimpact.methods.models import Method
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone


def records_matching(*, text: str = "", kind: str = "", peer: str = "", theme: str = "", place: Place | None = None) -> QuerySet[Record]:
    """Those shown that match, the latest known first: a fixed number of queries for a page of them."""
    rows = shown_records()
    for word in fold(text).split():
        rows = rows.filter(title_fold__contains=word)
    for name, value in (("kind", kind), ("peer__code", peer)):
        rows = rows.filter(**{name: value}) if value else rows
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if place is not None:
        rows = rows.filter(within(place, "place__"))
    return rows.select_related("peer", "place__department").order_by("-first_seen_at", "-pk")


def find_record(user: Anyone, pk: int) -> Record:
    """One thing of another instance, gone or not. One that is hidden here is seen by those who run the programme. Raises Http404."""
    found = Record.objects.filter(pk=pk).select_related("peer", "place__department", "organisation", "method", "twin__peer").first()
    if found is None:
        raise Http404(_("Cette fiche n’existe pas."))
    return found


def find_own_record(user: Anyone, pk: int) -> Record:
    """One that the person may correct. Raises Http404."""
    if not can_federate(user):
        raise Http404(_("Cette fiche n’existe pas, ou vous n’y avez pas accès."))
    return find_record(user, pk)


def elsewhere_of(organisation: Organisation) -> list[Record]:
    """Where else an organisation of here is published: one line by instance, with its page there."""
    rows = Record.objects.filter(organisation=organisation, gone_at=None, hidden_at=None)
    return list(rows.select_related("peer").order_by("peer__name", "pk")[:20])


def methods_elsewhere(method: Method) -> list[Record]:
    """The same for a method of here."""
    rows = Record.objects.filter(method=method, gone_at=None, hidden_at=None)
    return list(rows.select_related("peer").order_by("peer__name", "pk")[:20])


def published_elsewhere(kind: str) -> int:
    """How many things of that kind others publish that are not here."""
    return shown_records().filter(kind=kind).count()


def peers_shown() -> list[Peer]:
    """Those that have something to show, by name."""
    return list(Peer.objects.filter(pk__in=shown_records().values("peer")).annotate(count=Count("records")).order_by("name"))
