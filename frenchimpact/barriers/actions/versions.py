"""Keeping, for the desk alone, what a published text said before other words took their place."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Barrier, Experiment, PolicyNote, Precedent, TextVersion

_KINDS: dict[type[Model], TextVersion.Kind] = {
    Precedent: TextVersion.Kind.PRECEDENT,
    Experiment: TextVersion.Kind.EXPERIMENT,
    Barrier: TextVersion.Kind.BARRIER,
    PolicyNote: TextVersion.Kind.NOTE,
}


def keep_text(thing: Model, fields: Iterable[str], *, reason: str, by: User | None, **more: str) -> TextVersion:
    """What these fields say now, with why they change."""
    said = {name: getattr(thing, name) for name in fields} | more
    return TextVersion.objects.create(kind=_KINDS[type(thing)], thing_id=thing.pk, said=said, reason=reason[:500], by=by)


def versions_of(thing: Model) -> QuerySet[TextVersion]:
    """What it said before, the latest first."""
    return TextVersion.objects.filter(kind=_KINDS[type(thing)], thing_id=thing.pk).select_related("by").order_by("-at", "-pk")
