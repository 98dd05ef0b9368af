"""Files of grants that a person sent: those that wait, and what the others did."""

import gzip

from django.db.models import QuerySet
from django.http import Http404

from frenchimpact.commitments.models import GrantsImport, GrantsTrial
from frenchimpact.organisations.rules import Anyone


def find_trial(user: Anyone, number: int) -> GrantsTrial:
    """A file that the person sent and that waits. Raises Http404."""
    found = GrantsTrial.objects.filter(by=user.pk, pk=number).select_related("by").first() if user.is_authenticated else None
    if found is None:
        raise Http404
    return found


def trials_of(user: Anyone) -> QuerySet[GrantsTrial]:
    """Those that the person sent and did not bring in."""
    return GrantsTrial.objects.filter(by=user.pk).defer("content")


def imports_of(user: Anyone) -> QuerySet[GrantsImport]:
    """What the files that the person brought in did, the last first."""
    return GrantsImport.objects.filter(by=user.pk).defer("refused")


def find_import(user: Anyone, number: int) -> GrantsImport:
    """One of them. Raises Http404."""
    found = GrantsImport.objects.filter(by=user.pk, pk=number).first() if user.is_authenticated else None
    if found is None:
        raise Http404
    return found


def refused_lines(run: GrantsImport) -> bytes:
    """The lines that it refused, as a table to mend. Raises Http404."""
    if not run.refused:
        raise Http404
    return gzip.decompress(bytes(run.refused))
