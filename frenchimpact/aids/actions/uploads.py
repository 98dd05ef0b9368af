"""A file of aids sent by an operator: tried first, then taken."""

import datetime as dt
import gzip
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.catalogue import withdraw_aid
from frenchimpact.aids.actions.harvest import harvest
from frenchimpact.aids.fields import BY_PERSON
from frenchimpact.aids.harvest.columns import exact_columns, guessed_columns
from frenchimpact.aids.harvest.files import open_feed, table_of
from frenchimpact.aids.models import Aid, Run, Source
from frenchimpact.core import clock
from frenchimpact.core.columns import Column, columns_of, kept, told_of
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock
from frenchimpact.core.tables import NotATable

LARGEST = 20_000_000
KEPT_FOR = dt.timedelta(days=7)


def keep_file(*, source: Source, name: str, content: bytes) -> Run:
    """Keep a file for a week, until its columns are said and it is tried. Raises NotATable for one that is none."""
    run = Run(source=source, started_at=clock.now(), file_name=name[:200], content=gzip.compress(content), is_dry=True)
    with _file(run) as path:
        table_of(path, is_told=True)
    run.save()
    return run


def columns_in(run: Run, sheet: str = "") -> tuple[list[Column], str, tuple[str, ...]]:
    """The columns of its file with what each seems to be, the sheet that was read, and the others. None of JSON. Raises NotATable."""
    with _file(run) as path:
        table = table_of(path, sheet or run.sheet, is_told=True)
        if table is None:
            return [], "", ()
        return columns_of(table, guessed_columns(table.header), exact_columns(table.header)), table.sheet, table.other_sheets


def tell_columns(*, run: Run, sheet: str, chosen: Mapping[int, str], by: User) -> None:
    """Write down what a person said of the columns of that sheet, then try the file anew. Raises NotATable, OutOfTurn."""
    with transaction.atomic():
        run = lock(run)
        run.sheet, run.columns = sheet[:200], kept(chosen)
        run.save(update_fields=["sheet", "columns"])
    try_file(run=run, by=by)


def try_file(*, run: Run, by: User) -> None:
    """What the file would do: nothing is written but the trial. Raises NotATable, Refusal."""
    run.refusals.all().delete()
    with _file(run) as path:
        _read(run, path, run, is_dry_run=True, by=by)


def take_file(*, run: Run, by: User) -> Run:
    """Do what a trial announced. Raises OutOfTurn when the file is no longer there, or was taken."""
    with transaction.atomic():
        run = lock(run)
        if not run.is_dry or run.content is None:
            raise OutOfTurn(
                _("Ce fichier n’est plus là : il a déjà été pris, ou l’essai date de plus d’une semaine. Envoyez-le de nouveau.")
            )
        taken = Run(source=run.source, started_at=clock.now(), file_name=run.file_name, sheet=run.sheet, columns=run.columns)
        with _file(run) as path:
            _read(taken, path, run, is_dry_run=False, by=by)
        run.content = None
        run.save(update_fields=["content"])
    return taken


def _read(run: Run, path: Path, said: Run, *, is_dry_run: bool, by: User) -> None:
    feed = open_feed(path, sheet=said.sheet, told=told_of(said.columns))
    harvest(feed, source=run.source, started=run, is_dry_run=is_dry_run, by=by)


@contextmanager
def _file(run: Run) -> Iterator[Path]:
    if run.content is None:
        raise NotATable(_("Ce fichier n’est plus là : envoyez-le de nouveau."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aides"
        path.write_bytes(gzip.decompress(bytes(run.content)))
        yield path


def forget_trials() -> int:
    """Files tried and never taken."""
    return Run.objects.filter(content__isnull=False, started_at__lt=clock.now() - KEPT_FOR).update(content=None)


@transaction.atomic
def settle_gone(*, aid: Aid, is_kept: bool, by: User) -> None:
    """An aid that its source no longer gives: still true without it, or over."""
    aid = lock(aid)
    if aid.gone_at is None:
        raise OutOfTurn(_("Cette aide n’attend plus de réponse."))
    aid.gone_at = None
    if is_kept:
        aid.origins["source"] = {"from": BY_PERSON, "at": clock.now().isoformat()}
        aid.checked_at = clock.now()
    aid.save(update_fields=["gone_at", "origins", "checked_at"])
    if not is_kept:
        withdraw_aid(aid=aid, reason=_("Sa source ne la donne plus."), by=by)
