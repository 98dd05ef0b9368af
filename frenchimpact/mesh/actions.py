"""The only code that writes the mesh: counting needs and answers again, noting what lists did not find."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from frenchimpact.core import clock
from frenchimpact.geo.queries import place_of
from frenchimpact.mesh.counting import COUNT
from frenchimpact.mesh.models import FEWEST, MOST_A_DAY, REMEMBERED_DAYS, Cell, Miss
from frenchimpact.offers.models import DORMANT_DAYS
from frenchimpact.organisations.models import Organisation
from frenchimpact.resources.models import Programme
from frenchimpact.vocabularies.queries import choices


@transaction.atomic
def count_again() -> None:
    """Every cell, from what the rooms hold now. Readers see the cells of before until it is done; two counts wait for each other."""
    given: dict[str, Any] = {
        "today": clock.today(),
        "now": clock.now(),
        "few": FEWEST,
        "remembered": REMEMBERED_DAYS,
        "offers_sleep": DORMANT_DAYS,
        "programmes_sleep": Programme.FRESH_DAYS,
        "support": Organisation.Kind.SUPPORT.value,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('mesh_cell'))")
        Cell.objects.all().delete()
        cursor.execute(COUNT, given)


def note_miss(source: str, theme: str, place: str) -> None:
    """A list found nothing for that theme in that place (« commune:73065 »). Both are needed: nothing else is kept."""
    found = place_of(place) if place else None
    if found is None or theme not in dict(choices("theme")):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO mesh_miss ("on", source, place_id, theme, n) VALUES (%s, %s, %s, %s, 1)'
            ' ON CONFLICT ("on", source, place_id, theme) DO UPDATE SET n = least(mesh_miss.n + 1, %s)',
            [clock.today(), source[:20], found.pk, theme, MOST_A_DAY],
        )


def forget_misses() -> int:
    """Those that no longer count."""
    gone, _by_table = Miss.objects.filter(on__lte=clock.today() - dt.timedelta(days=REMEMBERED_DAYS)).delete()
    return gone
