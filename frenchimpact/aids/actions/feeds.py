"""Sources that are read regularly: asked politely, left in peace for longer and longer while they answer garbage or nothing."""

import datetime as dt
import hashlib
import tempfile
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.harvest import harvest
from frenchimpact.aids.harvest.files import open_feed
from frenchimpact.aids.harvest.paging import Gathered, gather
from frenchimpact.aids.models import Run, Source
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.fetching import Guard, Unreachable, is_followable, pause_after, status_words
from frenchimpact.core.rows import lock
from frenchimpact.core.tables import NotATable

SECONDS, LARGEST = 60.0, 60_000_000
type Opening = Callable[[], Guard]


def guard() -> Guard:
    """The door by which feeds are read."""
    return Guard(end=time.monotonic() + SECONDS, largest=LARGEST)


@transaction.atomic
def add_source(*, name: str, url: str, shape: str, licence: str, every_hours: int, by: User) -> Source:
    """A feed to read from now on. Raises Incomplete when its name is taken or its address cannot be read."""
    code = slugify(name)[:60]
    if not code or Source.objects.filter(code=code).exists():
        raise Incomplete(_("Cette source ne peut pas être ajoutée."), {"name": _("Une source porte déjà ce nom. Choisissez-en un autre.")})
    if not is_followable(url):
        words = _("L’adresse d’un flux est publique : https://, puis le nom du site, sans port ni mot de passe.")
        raise Incomplete(_("Cette source ne peut pas être ajoutée."), {"url": words})
    return Source.objects.create(code=code, name=name, url=url, shape=shape, licence=licence, every_hours=every_hours)


@transaction.atomic
def pause_source(*, source: Source, is_active: bool, by: User) -> None:
    """Stop reading it, or read it again from now on."""
    source = lock(source)
    source.is_active = is_active
    if is_active:
        source.next_read_at, source.failures_count = clock.now(), 0
    source.save()


def read_due_sources(opening: Opening = guard) -> int:
    """Every active feed whose time has come, one after the other. How many were read."""
    due = Source.objects.filter(is_active=True, next_read_at__lte=clock.now()).exclude(url="").order_by("next_read_at")
    return sum(read_source(source, opening=opening) is not None for source in due[:50])


def read_source(source: Source, *, opening: Opening = guard) -> Run | None:
    """Ask one feed what it gives now. None when it says that nothing changed."""
    asked = {"If-None-Match": source.etag} if source.etag else {}
    if source.last_modified:
        asked["If-Modified-Since"] = source.last_modified
    run = Run(source=source, started_at=clock.now())
    try:
        answer = opening().ask(source.url, headers=asked, redirections=3)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            _settle(source)
            return None
        if answer.status != HTTPStatus.OK:
            return _fail(source, run, status_words(answer.status))
        gathered = gather(answer, lambda url: opening().ask(url, redirections=3))
        run.digest = hashlib.sha256(gathered.content).hexdigest()
        _take(source, run, gathered)
    except Unreachable as error:
        return _fail(source, run, str(error.told))
    except (NotATable, Refusal) as error:
        return _fail(source, run, str(error))
    # The print of a first page says nothing of the others.
    told: Mapping[str, str] = {} if gathered.is_paged else answer.headers
    _settle(source, etag=told.get("etag", "")[:200], last_modified=told.get("last-modified", "")[:80])
    return run


def _take(source: Source, run: Run, gathered: Gathered) -> None:
    if gathered.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise NotATable(
            _("Le site répond par une page web, pas par des aides : l’adresse du flux a peut-être changé, ou demande une connexion.")
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.code
        path.write_bytes(gathered.content)
        feed = open_feed(path, shape=source.shape)
        feed.is_whole = gathered.is_whole
        harvest(feed, source=source, started=run)


def _settle(source: Source, **told: str) -> None:
    """It answered: the next reading is at its rhythm."""
    now = clock.now()
    values = {"read_at": now, "next_read_at": now + dt.timedelta(hours=source.every_hours), "failures_count": 0, **told}
    Source.objects.filter(pk=source.pk).update(**values)


def _fail(source: Source, run: Run, words: str) -> Run:
    """It did not: nothing of ours changes, and it is left in peace for longer."""
    run.ended_at, run.error = clock.now(), words[:500].replace("\x00", "?")
    run.save()
    count = source.failures_count + 1
    pause = pause_after(count, source.every_hours)
    Source.objects.filter(pk=source.pk).update(failures_count=min(count, 1000), next_read_at=clock.now() + pause)
    return run
