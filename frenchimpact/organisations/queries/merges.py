"""Sheets that look like one, merges, and what two sheets that became one have behind them."""

from django.db.models import Q, QuerySet
from django.http import Http404

from frenchimpact.journal.models import Entry
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Alias, Duplicate, Merge, Organisation


def duplicates_to_see() -> QuerySet[Duplicate]:
    """The pairs that wait for an operator, the most alike first."""
    alive = Q(first__merged_into=None, second__merged_into=None)
    pairs = Duplicate.objects.filter(alive, state=Duplicate.State.OPEN)
    return pairs.select_related("first__commune__department", "second__commune__department")


def recent_merges() -> QuerySet[Merge]:
    """What was merged, latest first."""
    return Merge.objects.select_related("kept", "absorbed", "by")


def find_pair(user: rules.Anyone, first: int, second: int) -> tuple[Organisation, Organisation]:
    """Two sheets that stand on their own, for an operator. Raises Http404."""
    rows = {
        row.pk: row
        for row in rules.visible_organisations(user).filter(pk__in=[first, second]).select_related("commune__department", "commune__region")
    }
    if len(rows) != 2:
        raise Http404
    return rows[first], rows[second]


def find_merge(user: rules.Anyone, pk: int) -> Merge:
    """One merge, undone or not, for operators. Raises Http404."""
    found = recent_merges().select_related("undone_by").filter(pk=pk).first()
    if found is None or not rules.is_operator(user):
        raise Http404
    return found


def successor_of(slug: str) -> Organisation | None:
    """The sheet that took in the one of that address, however many merges ago; None when it stands on its own."""
    found = Organisation.objects.filter(slug=slug).only("pk", "merged_into").first()
    if found is None or found.merged_into_id is None:
        return None
    seen = {found.pk}
    while found is not None and found.merged_into_id is not None and found.merged_into_id not in seen:
        seen.add(found.merged_into_id)
        found = Organisation.objects.filter(pk=found.merged_into_id).first()
    return found


def organisation_of_number(kind: str, value: str) -> Organisation | None:
    """The sheet to which the number of a merged one leads."""
    found = Alias.objects.filter(kind=kind, value=value, organisation__merged_into=None).select_related("organisation").first()
    return found.organisation if found else None


def history_of(organisation: Organisation) -> QuerySet[Entry]:
    """Everything that happened to the sheet and to those that it took in, latest first."""
    ids, new = {organisation.pk}, {organisation.pk}
    while new:
        new = set(Organisation.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - ids
        ids |= new
    return Entry.objects.filter(subject_model="organisations.Organisation", subject_id__in=ids).select_related("by")
