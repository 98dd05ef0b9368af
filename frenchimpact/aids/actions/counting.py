"""How often an aid is opened and asked for, by day: numbers, nothing about anyone."""

from django.db import connection

from frenchimpact.aids.models import Aid
from frenchimpact.core import clock


def _add(aid: Aid, column: str) -> None:
    """One more today; two visitors at once both count."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO aids_aidday (aid_id, "on", views_count, clicks_count) VALUES (%s, %s, %s, %s)'  # noqa: S608 - names of ours
            f' ON CONFLICT (aid_id, "on") DO UPDATE SET {column} = aids_aidday.{column} + 1',
            [aid.pk, clock.today(), int(column == "views_count"), int(column == "clicks_count")],
        )


def count_view(*, aid: Aid) -> None:
    """Its sheet was opened."""
    _add(aid, "views_count")


def count_click(*, aid: Aid) -> None:
    """Someone went to ask for it."""
    _add(aid, "clicks_count")
