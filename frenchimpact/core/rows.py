"""Locking what an action judges."""

from django.db.models import Model


def lock[M: Model](row: M) -> M:
    """The same row, read again and held until the transaction ends."""
    # Not type(row): the person of a request is a lazy stand-in.
    return row.__class__._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
