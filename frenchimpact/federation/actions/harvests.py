"""Reading another instance: its catalogue, then each file that it names; a report of each reading.

An instance that does not answer, or answers garbage, withdraws nothing. What it publishes is read by kinds: a file that is cut is left
as a whole, the others are taken.
"""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.fetching import Answer, Guard, Unreachable, pause_after, status_words
from frenchimpact.core.rows import alone
from frenchimpact.federation import facts
from frenchimpact.federation.actions.peers import LOST_AFTER
from frenchimpact.federation.actions.records import Reading, show_followers
from frenchimpact.federation.models import Harvest, Peer, Record, Refusal
from frenchimpact.federation.reading.catalogues import DATASETS, PATH, Damaged, files_in, origin_of
from frenchimpact.federation.reading.guards import Opening, guard
from frenchimpact.federation.reading.rows import rows_in
from frenchimpact.labels.queries import published_keys


def harvest_due(opening: Opening = guard) -> int:
    """Every active instance whose time has come, one after the other. How many were read."""
    count = 0
    for peer in Peer.objects.filter(is_active=True, next_read_at__lte=clock.now()).order_by("next_read_at")[:50]:
        try:
            harvest_peer(peer, opening=opening)
        except OutOfTurn:
            # Somebody asked for it meanwhile.
            continue
        count += 1
    return count


def harvest_asked(harvest_id: int, *, is_sure: bool = False, opening: Opening = guard) -> None:
    """The reading that somebody asked for; nothing when it is done already."""
    harvest = Harvest.objects.filter(pk=harvest_id, ended_at=None).select_related("peer").first()
    if harvest is not None:
        harvest_peer(harvest.peer, harvest=harvest, is_sure=is_sure, opening=opening)


def harvest_peer(peer: Peer, *, harvest: Harvest | None = None, is_sure: bool = False, opening: Opening = guard) -> Harvest:
    """Read the instance now. Raises OutOfTurn when it is being read."""
    with alone("federation.peer", peer.pk, _("Cette instance est déjà en cours de lecture : son compte rendu arrive.")):
        lost = peer.harvests.filter(ended_at=None, started_at__lt=clock.now() - LOST_AFTER)
        lost.update(ended_at=clock.now(), error=_("La lecture a été interrompue."))
        run = harvest or Harvest(peer=peer)
        run.started_at = clock.now()
        run.save()
        try:
            answer = _ask(opening(), peer.url + PATH, accept="application/ld+json, application/json")
            files = files_in(answer.content, answer.url)
        except Unreachable as error:
            return _fail(peer, run, str(error.told))
        except Damaged as error:
            return _fail(peer, run, str(error))
        refused, is_read = _take_files(peer, run, files, is_sure=is_sure, opening=opening)
        if not is_read:
            return _fail(peer, run, run.warning)
        return _close(peer, run, refused, _keys(peer, opening))


def _ask(asking: Guard, url: str, *, accept: str = "application/json") -> Answer:
    """What is there. Raises Unreachable for anything but a whole answer."""
    answer = asking.ask(url, headers={"Accept": accept}, redirections=3)
    if answer.status != HTTPStatus.OK:
        raise Unreachable(f"{url}: {answer.status}", status_words(answer.status))
    return answer


def _take_files(peer: Peer, run: Harvest, files: dict[Record.Kind, str], *, is_sure: bool, opening: Opening) -> tuple[list[Refusal], bool]:
    """Each kind in a transaction of its own: the lines refused, and whether any file could be read."""
    refused: list[Refusal] = []
    troubles: list[str] = []
    is_read = False
    for kind in DATASETS:
        words = ""
        if kind not in files:
            words = _("elle ne publie pas ce jeu ; rien n’en est retiré ici.")
        else:
            try:
                words = _take_file(peer, run, kind, files[kind], refused, is_sure=is_sure, opening=opening)
                is_read = True
            except Unreachable as error:
                words = str(error.told)
            except Damaged as error:
                words = str(error)
            except DatabaseError as error:
                words = _("la base a refusé une ligne : %s") % str(error).splitlines()[0][:200]
        if words:
            troubles.append(_("%(kind)s : %(words)s") % {"kind": kind.label, "words": words})
    run.warning = "\n".join(troubles)
    return refused, is_read


def _take_file(peer: Peer, run: Harvest, kind: Record.Kind, url: str, refused: list[Refusal], *, is_sure: bool, opening: Opening) -> str:
    """Every row of a file, or none. Gives what a person should know."""
    answer = _ask(opening(), url)
    if origin_of(answer.url) != origin_of(url):
        raise Damaged(_("le fichier renvoie à un autre site : il n’est pas lu."))
    reading = Reading(peer, kind, run.started_at)
    with transaction.atomic():
        reading.take(rows_in(answer.content))
        words = reading.withdraw(is_sure=is_sure)
    for name in ("read", "new", "changed", "same", "refused", "withdrawn", "recognised"):
        setattr(run, f"{name}_count", getattr(run, f"{name}_count") + getattr(reading, name))
    refused += reading.refusals
    return words


def _keys(peer: Peer, opening: Opening) -> dict[str, Any]:
    """The name and the keys under which it signs; nothing when they cannot be read: those known before still count."""
    try:
        answer = _ask(opening(), f"{peer.url}/.well-known/did.json")
        did, keys = published_keys(answer.content.decode("utf-8", "replace"))
    except Unreachable:
        return {}
    return {"did": did, "keys": keys, "keys_at": clock.now()} if keys else {}


@transaction.atomic
def _close(peer: Peer, run: Harvest, refused: list[Refusal], keys: dict[str, Any]) -> Harvest:
    """The report, and when it is read again."""
    now = clock.now()
    run.ended_at = now
    run.save()
    Refusal.objects.bulk_create([Refusal(harvest=run, kind=one.kind, line=one.line, key=one.key, reason=one.reason) for one in refused])
    show_followers(peer)
    values = {"read_at": now, "next_read_at": now + dt.timedelta(hours=peer.every_hours), "failures_count": 0, **keys}
    Peer.objects.filter(pk=peer.pk).update(**values)
    if run.new_count or run.changed_count or run.withdrawn_count:
        fact = facts.PeerHarvested(
            peer_id=peer.pk,
            harvest_id=run.pk,
            new_count=run.new_count,
            changed_count=run.changed_count,
            withdrawn_count=run.withdrawn_count,
        )
        announce(fact, by=run.asked_by)
    return run


def _fail(peer: Peer, run: Harvest, words: str) -> Harvest:
    """Nothing of it changes here, and it is left in peace for longer."""
    run.ended_at, run.error, run.warning = clock.now(), words[:2000].replace("\x00", "?"), ""
    run.save()
    count = peer.failures_count + 1
    later = clock.now() + pause_after(count, peer.every_hours)
    Peer.objects.filter(pk=peer.pk).update(failures_count=min(count, 1000), next_read_at=later)
    return run
