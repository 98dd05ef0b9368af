"""Which other instances are read, and how often."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.fetching import is_followable
from frenchimpact.core.rows import lock
from frenchimpact.federation import facts
from frenchimpact.federation.models import Harvest, Peer
from frenchimpact.federation.reading.catalogues import origin_of

# A reading that never ended: its worker was killed, and another one may begin.
LOST_AFTER = dt.timedelta(hours=2)


@transaction.atomic
def add_peer(*, name: str, url: str, every_hours: int, by: User | None) -> Peer:
    """Read the instance at that address from now on. Raises Incomplete for an address that is not one of a public site, or is known."""
    site = _site(url)
    code = slugify(name)[:60]
    taken = _("Cette instance est déjà moissonnée, sous le nom « %s ».")
    known = Peer.objects.filter(url=site).first()
    if known is not None:
        raise _refused(url=taken % known.name)
    if not code or Peer.objects.filter(code=code).exists():
        raise _refused(name=_("Une instance porte déjà ce nom. Choisissez-en un autre."))
    peer = Peer.objects.create(code=code, name=name, url=site, every_hours=every_hours, created_by=by)
    announce(facts.PeerAdded(peer_id=peer.pk), by=by)
    return peer


def _site(url: str) -> str:
    """The address without its path. Raises Incomplete."""
    site = origin_of(url.strip())
    if site in {origin_of(one) for one in (settings.BASE_URL, *settings.FORMER_BASE_URLS)}:
        raise _refused(url=_("Cette adresse est celle de cette instance."))
    if site not in settings.FEDERATION_ORIGINS and not is_followable(f"{site}/"):
        words = _(
            "L’adresse d’une instance est celle d’un site public : https://, puis son nom (https://impact.exemple.fr)."
            " Pour celle d’un réseau privé ou de cette machine, qui tient le serveur la nomme dans FEDERATION_ORIGINS."
        )
        raise _refused(url=words)
    return site


def _refused(**missing: str) -> Incomplete:
    return Incomplete(_("Cette instance ne peut pas être ajoutée."), missing)


@transaction.atomic
def pause_peer(*, peer: Peer, is_active: bool, by: User) -> None:
    """Stop reading it, or read it again from now on. What was taken stays shown, with the day when it was last seen."""
    peer = lock(peer)
    peer.is_active = is_active
    if is_active:
        peer.next_read_at, peer.failures_count = clock.now(), 0
    peer.save()
    announce(facts.PeerPaused(peer_id=peer.pk, is_active=is_active), by=by)


@transaction.atomic
def ask_harvest(*, peer: Peer, by: User | None, is_sure: bool = False) -> Harvest:
    """Read it as soon as a worker can. `is_sure`: what it no longer gives goes, however much that is. Raises OutOfTurn."""
    from frenchimpact.federation.tasks import harvest_now  # tasks call actions

    peer = lock(peer)
    if peer.harvests.filter(ended_at=None, started_at__gte=clock.now() - LOST_AFTER).exists():
        raise OutOfTurn(_("Cette instance est déjà en cours de lecture : son compte rendu arrive."))
    harvest = Harvest.objects.create(peer=peer, asked_by=by)
    given: dict[str, Any] = {"harvest_id": harvest.pk, "is_sure": is_sure}
    harvest_now.enqueue(**given)
    return harvest
