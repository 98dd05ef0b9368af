"""A file of grants sent by the page: its columns are said, what it would do is read, then it is brought in."""

import datetime as dt
import gzip
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.commitments.actions.numbers import ask_numbers
from frenchimpact.commitments.imports.columns import SCHEMA, guess_by_content, guess_of, mapping_of
from frenchimpact.commitments.imports.giving import grants_of, looks_like_json
from frenchimpact.commitments.imports.run import Outcome, import_grants, sheet_of_grants
from frenchimpact.commitments.models import GrantsImport, GrantsTrial
from frenchimpact.commitments.rules import committers_of
from frenchimpact.core import clock
from frenchimpact.core.columns import Column, columns_of, kept, told_of
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock
from frenchimpact.core.tables import NotATable
from frenchimpact.organisations.queries import with_number_to_confirm, with_proven_number
from frenchimpact.organisations.rules import is_operator

LARGEST = 8 * 1024 * 1024
KEPT_FOR = dt.timedelta(days=7)
# Files that one person may have waiting: the oldest leave.
MOST_KEPT = 10


def keep_trial(*, name: str, content: bytes, by: User) -> GrantsTrial:
    """Keep a file until its columns are said and it is brought in. Raises NotATable for one that is none."""
    if len(content) > LARGEST:
        raise NotATable(_("Ce fichier dépasse 8 Mo : envoyez-le année par année, ou confiez-le à l’opérateur du programme."))
    trial = GrantsTrial(by=by, file_name=name[:200], content=gzip.compress(content, 6))
    with _file(trial) as path:
        if looks_like_json(path):
            for _grant in grants_of(path):
                pass
        else:
            sheet_of_grants(path, "", is_told=True)
    trial.save()
    kept_ones = GrantsTrial.objects.filter(by=by).values_list("pk", flat=True)[:MOST_KEPT]
    GrantsTrial.objects.filter(by=by).exclude(pk__in=list(kept_ones)).delete()
    return trial


def columns_in(trial: GrantsTrial, sheet: str = "") -> tuple[list[Column], str, tuple[str, ...]]:
    """Its columns with what each seems to be, the sheet that was read, and the others. None of a 360Giving file. Raises NotATable."""
    with _file(trial) as path:
        if looks_like_json(path):
            return [], "", ()
        table = sheet_of_grants(path, sheet or trial.sheet, is_told=True)
        guessed, sure = guess_of(table.header), mapping_of(table.header)
        named = {SCHEMA[ours]: place for ours, place in guessed.items()}
        found = columns_of(table, named, {SCHEMA[ours]: place for ours, place in sure.items()})
        return guess_by_content(found), table.sheet, table.other_sheets


@transaction.atomic
def tell_columns(*, trial: GrantsTrial, sheet: str, chosen: Mapping[int, str]) -> None:
    """Write down what a person said of the columns of that sheet."""
    trial = lock(trial)
    trial.sheet, trial.columns = sheet[:200], kept(chosen)
    trial.save(update_fields=["sheet", "columns"])


def try_trial(*, trial: GrantsTrial) -> Outcome:
    """What bringing it in would do; nothing is written. Raises NotATable."""
    with _file(trial) as path:
        return _import(trial, path, is_dry_run=True)


def take_trial(*, trial: GrantsTrial) -> GrantsImport:
    """Bring it in, once, and keep its refused lines with what it did. Raises NotATable, OutOfTurn."""
    with transaction.atomic():
        trial = lock(trial)
        if GrantsTrial.objects.filter(pk=trial.pk).delete()[0] == 0:
            raise OutOfTurn(_("Ce fichier a déjà été importé."))
        with _file(trial) as path:
            outcome = _import(trial, path, is_dry_run=False)
            assert outcome.run_id is not None  # noqa: S101  only a dry run has none
            run = GrantsImport.objects.get(pk=outcome.run_id)
            if outcome.refused_path:
                run.refused = gzip.compress(outcome.refused_path.read_bytes())
                run.save(update_fields=["refused"])
    return run


def forget_trials() -> int:
    """Files sent and never brought in."""
    return GrantsTrial.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()[0]


def _import(trial: GrantsTrial, path: Path, *, is_dry_run: bool) -> Outcome:
    mine = None if is_operator(trial.by) else set(with_proven_number(committers_of(trial.by)).values_list("siren", flat=True))
    if mine is not None:
        ask_numbers(with_number_to_confirm(committers_of(trial.by)))
    return import_grants(
        path,
        by=trial.by,
        is_dry_run=is_dry_run,
        file_name=trial.file_name,
        funders=mine,
        sheet=trial.sheet,
        told=told_of(trial.columns),
    )


@contextmanager
def _file(trial: GrantsTrial) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subventions"
        try:
            path.write_bytes(gzip.decompress(bytes(trial.content)))
        except (OSError, zlib.error, EOFError) as error:
            raise NotATable(_("Ce fichier ne se lit plus : envoyez-le de nouveau.")) from error
        yield path
