"""Whoever receives money that a file brought in is told of it: one message for all the lines of an organisation."""

from itertools import groupby

from django.db.models import Exists, OuterRef

from frenchimpact.commitments.messages import tell_brought
from frenchimpact.commitments.models import Commitment, Entry, GrantsImport
from frenchimpact.organisations.models import Membership, Organisation


def tell_receivers(*, run: GrantsImport) -> int:
    """Tell the people of the organisations that are here of what the file created or changed for them. Gives how many organisations."""
    written = Entry.objects.filter(commitment=OuterRef("pk"), recorded_at__gte=run.at).exclude(net=0)
    held = Membership.objects.filter(organisation=OuterRef("beneficiary"), until=None)
    rows = Commitment.objects.filter(Exists(written), Exists(held), source_name=run.source_name, run__isnull=False)
    count = 0
    found = rows.order_by("beneficiary_id", "-committed_on", "pk")
    for key, its in groupby(found.iterator(chunk_size=500), key=lambda one: one.beneficiary_id):
        tell_brought(Organisation.objects.get(pk=key), list(its), run)
        count += 1
    return count
