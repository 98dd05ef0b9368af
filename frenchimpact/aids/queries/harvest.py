"""Sources of aids, their readings, and pairs that may be the same aid."""

import gzip

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from frenchimpact.aids.models import Aid, Run, Source, Twin
from frenchimpact.aids.rules import can_moderate
from frenchimpact.organisations.rules import Anyone


def sources() -> QuerySet[Source]:
    """Every source, with how many aids it gave, and how many wait for a person."""
    given = Count("aids", filter=~Q(aids__status=Aid.Status.MERGED))
    return Source.objects.annotate(aids_count=given, gone_count=Count("aids", filter=Q(aids__gone_at__isnull=False)))


def find_source(user: Anyone, code: str) -> Source:
    """One source, for those who run the programme. Raises Http404."""
    found = sources().filter(code=code).first() if can_moderate(user) else None
    if found is None:
        raise Http404
    return found


def runs_of(source: Source, limit: int = 15) -> list[Run]:
    """Its last readings, without the files that they hold."""
    return list(Run.objects.filter(source=source).defer("content", "refused").prefetch_related("refusals")[:limit])


def find_run(user: Anyone, code: str, number: int) -> Run:
    """One reading of a source. Raises Http404."""
    found = Run.objects.filter(source=find_source(user, code), pk=number).select_related("source").first()
    if found is None:
        raise Http404
    return found


def refused_lines(run: Run) -> bytes:
    """The lines that it refused, as a table to mend and send again. Raises Http404."""
    if not run.refused:
        raise Http404
    return gzip.decompress(bytes(run.refused))


def gone_aids(source: Source) -> QuerySet[Aid]:
    """The aids that it no longer gives."""
    return Aid.objects.filter(source=source, gone_at__isnull=False).order_by("gone_at", "pk")


def find_gone(user: Anyone, code: str, reference: str) -> Aid:
    """One of them. Raises Http404."""
    found = gone_aids(find_source(user, code)).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def open_twins() -> QuerySet[Twin]:
    """Pairs that nobody settled, the most alike first."""
    return Twin.objects.filter(state=Twin.State.OPEN).select_related("first__funder", "second__funder")


def find_twin(user: Anyone, number: int) -> Twin:
    """One pair. Raises Http404."""
    found = Twin.objects.select_related("first__funder", "second__funder", "first__source", "second__source").filter(pk=number).first()
    if found is None or not can_moderate(user):
        raise Http404
    return found
