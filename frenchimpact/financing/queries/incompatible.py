"""Pairs of aids that do not go together, as those who write them see them."""

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.aids.rules import editable_aids
from frenchimpact.financing.models import IncompatibleAids
from frenchimpact.organisations.rules import Anyone, is_operator


def pairs_of(user: Anyone) -> QuerySet[IncompatibleAids]:
    """Those that the person may write: of an aid of theirs; all of them for operators. Those in force first."""
    rows = IncompatibleAids.objects.select_related("first__funder", "second__funder")
    if not is_operator(user):
        own = editable_aids(user).values("pk")
        rows = rows.filter(Q(first__in=own) | Q(second__in=own))
    return rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk")


def find_pair(user: Anyone, pk: int) -> IncompatibleAids:
    """One of them, or Http404."""
    found = pairs_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette incompatibilité n’existe pas, ou n’est pas à vous."))
    return found
