"""Aids that may be the same, found when they come in; a person says whether they are."""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.catalogue import change_aid, merge_aids
from frenchimpact.aids.models import Aid, Twin
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock

# How alike titles must be, from 0 to 1.
LIKENESS = 0.6
# Fields that may be taken from the aid that goes.
CHOICES = ("title", "promise", "description", "eligibility", "steps", "apply_url", "source_url", "contact", "amounts_note")
_FIND = """
INSERT INTO aids_twin (first_id, second_id, likeness, state, found_at)
SELECT least(f.id, o.id), greatest(f.id, o.id), max(round(1000 * similarity(f.title_fold, o.title_fold))), 'open', %(now)s
FROM aids_aid f JOIN aids_aid o ON o.title_fold %% f.title_fold AND o.id <> f.id AND o.status = 'published'
LEFT JOIN aids_terms tf ON tf.aid_id = f.id LEFT JOIN aids_terms ot ON ot.aid_id = o.id
WHERE f.id = ANY(%(ids)s) AND f.status = 'published'
  AND (f.funder_id = o.funder_id OR (f.funder_name <> '' AND core_fold(f.funder_name) = core_fold(o.funder_name))
    OR tf.places && ot.places_up OR ot.places && tf.places_up)
  AND f.generic_id IS DISTINCT FROM o.id AND o.generic_id IS DISTINCT FROM f.id
  AND (f.generic_id IS NULL OR f.generic_id IS DISTINCT FROM o.generic_id)
GROUP BY 1, 2 ON CONFLICT (first_id, second_id) DO NOTHING
"""


@transaction.atomic
def find_twins(ids: Collection[int]) -> int:
    """Compare these aids with all the published ones: titles alike, and the same funder or a common ground. Pairs settled stay so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKENESS)])
        cursor.execute(_FIND, {"ids": list(ids), "now": clock.now()})
        return int(cursor.rowcount)


def _take(twin: Twin) -> Twin:
    twin = lock(twin)
    if twin.state != Twin.State.OPEN:
        raise OutOfTurn(_("Quelqu’un a déjà répondu pour ces deux aides."))
    return twin


@transaction.atomic
def merge_twin(*, twin: Twin, kept: Aid, take: Collection[str], by: User) -> None:
    """They are the same: the one kept takes these fields from the other, whose address then leads to it."""
    twin = _take(twin)
    gone = twin.second if kept.pk == twin.first_id else twin.first
    values = {name: getattr(gone, name) for name in CHOICES if name in take}
    if values:
        change_aid(aid=kept, by=by, values=values)
    merge_aids(kept=kept, gone=gone, by=by)
    _close(twin, Twin.State.SAME, by)
    # What was open about the one that is gone has no object any more.
    others = Twin.objects.filter(state=Twin.State.OPEN)
    for side in ("first", "second"):
        others.filter(**{side: gone}).update(state=Twin.State.SAME, closed_at=clock.now(), closed_by=by)


@transaction.atomic
def tell_twins_apart(*, twin: Twin, by: User) -> None:
    """They are two aids: the pair is not proposed again."""
    _close(_take(twin), Twin.State.DIFFERENT, by)


def _close(twin: Twin, state: Twin.State, by: User) -> None:
    twin.state, twin.closed_at, twin.closed_by = state, clock.now(), by
    twin.save()
