"""Other instances and their reports, for those who run the programme."""

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.federation.models import Harvest, Peer, Record
from frenchimpact.federation.rules import can_federate
from frenchimpact.organisations.rules import Anyone


def peers() -> QuerySet[Peer]:
    """All of them, with how many things of theirs are published there now, and how many of these are here already."""
    live = Q(records__gone_at=None)
    here = live & ~Q(records__organisation=None, records__method=None)
    return Peer.objects.annotate(
        live_count=Count("records", filter=live & Q(records__isnull=False)), here_count=Count("records", filter=here)
    )


def find_peer(user: Anyone, code: str) -> Peer:
    """One of them, for who runs the programme. Raises Http404."""
    found = peers().filter(code=code).first() if can_federate(user) else None
    if found is None:
        raise Http404(_("Cette instance n’existe pas, ou vous n’y avez pas accès."))
    return found


def harvests_of(peer: Peer, count: int = 20) -> list[Harvest]:
    """Its latest readings."""
    return list(peer.harvests.select_related("asked_by").order_by("-started_at", "-pk")[:count])


def find_harvest(user: Anyone, code: str, number: int) -> Harvest:
    """One reading of an instance. Raises Http404."""
    found = find_peer(user, code).harvests.filter(pk=number).select_related("peer", "asked_by").first()
    if found is None:
        raise Http404(_("Cette lecture n’existe pas."))
    return found


def counts_by_kind(peer: Peer) -> list[tuple[str, int, int, int]]:
    """By kind: its words, how many are shown, how many are here already, how many are gone."""
    here = ~Q(organisation=None, method=None)
    rows = {
        row["kind"]: row
        for row in peer.records.order_by()
        .values("kind")
        .annotate(
            live=Count("pk", filter=Q(gone_at=None)),
            here=Count("pk", filter=Q(gone_at=None) & here),
            gone=Count("pk", filter=~Q(gone_at=None)),
        )
    }
    none = {"live": 0, "here": 0, "gone": 0}
    said = [(kind, rows.get(kind.value, none)) for kind in Record.Kind]
    return [(str(kind.label), row["live"] - row["here"], row["here"], row["gone"]) for kind, row in said]


def edited_of(peer: Peer) -> list[Record]:
    """What somebody here corrected or took down."""
    touched = ~Q(edited_fields=[]) | ~Q(hidden_at=None)
    return list(peer.records.filter(touched).order_by(F("edited_at").desc(nulls_last=True), "pk")[:50])
