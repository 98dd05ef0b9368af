"""Locking what an action judges; naming many rows at once."""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Model, Q
from django.db.models.expressions import RawSQL


def lock[M: Model](row: M) -> M:
    """The same row, read again and held until the transaction ends."""
    # Not type(row): the person of a request is a lazy stand-in.
    return row.__class__._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def among(keys: Iterable[int]) -> RawSQL:
    """These keys as one parameter, for `filter(application_id__in=among(keys))`.

    Past fifty parameters the driver reads the text of the statement again each time, which costs more than the statement.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def is_among(field: str, keys: Iterable[int]) -> Q:
    """The same as a condition, for one side of an « or »: there, `among` would leave indexes aside and read the whole table."""
    return Q(
        Func(F(field), RawSQL("%s::bigint[]", [list(keys)]), template="%(expressions)s", arg_joiner=" = ANY", output_field=BooleanField())
    )
