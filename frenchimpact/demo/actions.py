"""Moving the demonstration's clock, and starting it over."""

import datetime as dt
import io
import logging
from collections.abc import Iterator

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.queue import REGULAR
from frenchimpact.demo import queries, seed
from frenchimpact.demo.models import Ahead

log = logging.getLogger(__name__)
LIMIT = dt.timedelta(days=3650)
# Reference data stays: loading it again would only take time.
KEPT_ROOMS = {"geo", "vocabularies"}
# What stands among what people write, and comes with the platform all the same.
REFERENCE = ("load_methods", "load_labels", "load_territories", "load_barriers", "load_financing")


def advance_clock(*, days: int) -> list[str]:
    """Live so many days later: what was due in between is done now. Gives the regular tasks that failed. Raises Refusal."""
    with transaction.atomic():
        row, _made = Ahead.objects.select_for_update().get_or_create(pk=1)
        if days < 1 or row.offset + dt.timedelta(days=days) > LIMIT:
            raise Refusal(_("L’horloge avance d’un jour au moins, et de dix ans au plus."))
        row.offset += dt.timedelta(days=days)
        row.save()
        with connection.cursor() as cursor:
            # The queue lives in real time: what was planned comes nearer by as much.
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - make_interval(days => %s)"
                " WHERE status = 'todo' AND scheduled_at IS NOT NULL",
                [days],
            )
    failed = []
    token = clock.shift(queries.offset())
    try:
        for path in sorted(REGULAR):
            try:
                with transaction.atomic():
                    import_string(path).func()
            except Exception:
                log.exception("regular task %s", path)
                failed.append(path)
    finally:
        clock.restore(token)
    return failed


def start_over() -> Iterator[Text]:
    """Forget everything but the reference data, then write the demonstration again. Gives each step as it ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [
            connection.ops.quote_name(model._meta.db_table)
            for model in apps.get_models(include_auto_created=True)
            if model.__module__.startswith("frenchimpact.") and model._meta.app_label not in KEPT_ROOMS and model._meta.managed
        ]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
        cursor.execute(f"TRUNCATE {', '.join([*sorted(tables), 'django_session'])} RESTART IDENTITY")
    yield _("Les données ajoutées depuis sont effacées.")
    for command in (name for name in REFERENCE if name in _commands()):
        call_command(command, stdout=io.StringIO())
    for name, words in seed.MODULES.items():
        if seed.load(name):
            yield words
    commands = {"reindex"} & set(_commands())
    for command in commands:
        call_command(command)
        yield _("La recherche est à jour.")


def _commands() -> list[str]:
    from django.core.management import get_commands

    return list(get_commands())
