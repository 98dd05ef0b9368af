"""A file of aids sent by an operator: tried first, then taken."""

import datetime as dt
import gzip
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.catalogue import BY_PERSON, withdraw_aid
from frenchimpact.aids.actions.harvest import harvest
from frenchimpact.aids.harvest.files import open_feed
from frenchimpact.aids.models import Aid, Run, Source
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock

LARGEST = 20_000_000
KEPT_FOR = dt.timedelta(days=7)


def try_file(*, source: Source, name: str, content: bytes, by: User) -> Run:
    """What the file would do: nothing is written but the trial, with the file for a week. Raises NotATable, Refusal."""
    run = Run(source=source, started_at=clock.now(), file_name=name[:200], content=gzip.compress(content))
    _read(run, content, is_dry_run=True, by=by)
    return run


def take_file(*, run: Run, by: User) -> Run:
    """Do what a trial announced. Raises OutOfTurn when the file is no longer there, or was taken."""
    with transaction.atomic():
        run = lock(run)
        if not run.is_dry or run.content is None:
            raise OutOfTurn(
                _("Ce fichier n’est plus là : il a déjà été pris, ou l’essai date de plus d’une semaine. Envoyez-le de nouveau.")
            )
        content = gzip.decompress(bytes(run.content))
        run.content = None
        run.save(update_fields=["content"])
        taken = Run(source=run.source, started_at=clock.now(), file_name=run.file_name)
        _read(taken, content, is_dry_run=False, by=by)
    return taken


def _read(run: Run, content: bytes, *, is_dry_run: bool, by: User) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aides"
        path.write_bytes(content)
        harvest(open_feed(path), source=run.source, started=run, is_dry_run=is_dry_run, has_report=False, by=by)


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
