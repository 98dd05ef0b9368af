"""Background work: asking the scanner, erasing bytes, sweeping."""

import datetime as dt
import uuid

from django.conf import settings
from django.tasks import task

from frenchimpact.core import clock
from frenchimpact.core.queue import every
from frenchimpact.files import actions, scanner, vault
from frenchimpact.files.models import StoredFile


@task
def scan_file(file_id: int) -> None:
    """Ask the scanner about one file. When it does not answer, the queue tries again, later and later."""
    file = StoredFile.objects.filter(pk=file_id, state=StoredFile.State.RECEIVED).first()
    if file is None or not settings.CLAMAV_SOCKET:
        return
    try:
        with vault.read(vault.place(file.key)) as content:
            verdict = scanner.scan(content)
    except scanner.ScannerUnavailable as error:
        actions.note_scan_trouble(file=file, trouble=str(error))
        raise
    if verdict.threat:
        actions.quarantine_file(file=file, threat=verdict.threat)
    elif verdict.trouble:
        actions.note_scan_trouble(file=file, trouble=verdict.trouble)
    else:
        actions.clear_file(file=file)


@every("23 * * * *")
@task
def scan_waiting() -> None:
    """Ask again about the files that have waited for more than an hour: a scanner set late, or down for long."""
    if not settings.CLAMAV_SOCKET:
        return
    late = StoredFile.objects.filter(state=StoredFile.State.RECEIVED, received_at__lt=clock.now() - dt.timedelta(hours=1))
    for file_id in late.order_by("received_at", "pk").values_list("pk", flat=True)[:1000]:
        scan_file.enqueue(file_id)


@task
def erase_bytes(key: str) -> None:
    """Remove the bytes of a deleted file; tried again as long as the storage does not answer."""
    vault.erase(uuid.UUID(hex=key))


@task
def erase_pieces(key: str, count: int) -> None:
    """Remove the pieces of an upload that is finished or given up."""
    vault.erase_pieces(uuid.UUID(hex=key), count)


@every("11 3 * * *")
@task
def sweep() -> None:
    """Once a night, remove what nobody needs any more."""
    actions.sweep_files()
