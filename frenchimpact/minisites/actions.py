"""A partner's site: opened, changed, taken off line by the programme, put back, closed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.minisites import facts
from frenchimpact.minisites.colours import COMFORT, LEAST, contrast, ink_on, is_colour, nearest, nearest_ground
from frenchimpact.minisites.models import Listed, Site
from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies.queries import unknown_codes

MOST_SITES = 10
# What is said of a site, and what holds when nothing is.
_SAID: dict[str, Any] = {
    "title": "",
    "words": "",
    "has_logo": True,
    "accent": "#0b5a4a",
    "ground": "#ffffff",
    "lists": [],
    "text": "",
    "theme": "",
    "place": None,
}


def colour_problems(accent: str, ground: str) -> dict[str, Text]:
    """What is wrong with two colours, by field, each with one that would do."""
    wrong: dict[str, Text] = {}
    shape = _("Écrivez une couleur comme #0b5a4a.")
    wrong |= {name: shape for name, colour in (("accent", accent), ("ground", ground)) if not is_colour(colour)}
    if wrong:
        return wrong
    read = contrast(ink_on(ground), ground)
    if read < COMFORT:
        words = _("Le texte s’y lirait mal (%(found)s : 1). Prenez un fond plus franc, par exemple %(colour)s.")
        return {"ground": words % _told(read, nearest_ground(ground))}
    found = contrast(accent, ground)
    if found < LEAST:
        words = _("Le contraste avec le fond est de %(found)s : 1, il faut 4,5 : 1. La plus proche qui convient : %(colour)s.")
        return {"accent": words % _told(found, nearest(accent, ground))}
    return {}


def _told(ratio: float, colour: str) -> dict[str, str]:
    # Rounded down: a contrast that is refused is never told as one that is asked.
    return {"found": f"{int(ratio * 10) / 10:.1f}".replace(".", ","), "colour": colour}


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    """Raises Incomplete."""
    wrong = colour_problems(said["accent"], said["ground"])
    if not said["title"]:
        wrong["title"] = _("Écrivez un titre.")
    if not said["lists"] or not set(said["lists"]) <= set(Listed.values):
        wrong["lists"] = _("Choisissez au moins une liste.")
    if said["theme"] and unknown_codes("theme", [said["theme"]]):
        wrong["theme"] = _("Choisissez un thème du programme.")
    if wrong:
        raise Incomplete(_("Corrigez ce qui est signalé."), wrong)
    return said


def _address(title: str) -> str:
    """The first that nobody has: « grand-chambery », then « grand-chambery-2 »."""
    root = slugify(title)[:50].strip("-") or "site"
    taken = set(Site.objects.filter(slug__startswith=root).values_list("slug", flat=True))
    return next(one for number in range(1, len(taken) + 2) if (one := root if number == 1 else f"{root}-{number}") not in taken)


@transaction.atomic
def open_site(*, organisation: Organisation, by: User | None, lists: Sequence[str], **said: Any) -> Site:
    """Put it online. Raises Incomplete with what is wrong of each field, Refusal past ten."""
    organisation = lock(organisation)
    whole = _checked(_SAID | said | {"lists": list(dict.fromkeys(lists))})
    if not organisation.is_published:
        raise Refusal(_("La structure n’est pas dans l’annuaire : son mini-site ne pourrait être en ligne."))
    if organisation.sites.exclude(state=Site.State.CLOSED).count() >= MOST_SITES:
        raise Refusal(_("Dix mini-sites au plus : fermez ceux qui ne servent plus."))
    site = Site.objects.create(organisation=organisation, slug=_address(whole["title"]), **whole)
    announce(facts.SiteOpened(organisation_id=organisation.pk, site_id=site.pk), by=by)
    return site


@transaction.atomic
def change_site(*, site: Site, by: User | None, **said: Any) -> Site:
    """Its words, its colours, its query; never its address. Raises Incomplete, or Refusal when it is over."""
    site = lock(site)
    if site.state == Site.State.CLOSED:
        raise Refusal(_("Ce mini-site est fermé. Ouvrez-en un autre."))
    for name, value in _checked({name: getattr(site, name) for name in _SAID} | said).items():
        setattr(site, name, value)
    site.changed_at = clock.now()
    site.save()
    announce(facts.SiteChanged(organisation_id=site.organisation_id, site_id=site.pk), by=by)
    return site


_TOLD = {"suspend": facts.SiteSuspended, "restore": facts.SiteRestored, "close": facts.SiteClosed}


@transaction.atomic
def move_site(*, site: Site, verb: str, by: User | None, reason: str = "") -> Site:
    """Suspend it, saying why; put it back; close it. Raises Refusal, or Incomplete without a reason."""
    site = lock(site)
    state = Site.FLOW.step(verb, site.state)
    if verb == "suspend" and not reason:
        raise Incomplete(_("Dites pourquoi."), {"reason": _("Dites pourquoi : ceux qui tiennent le mini-site le lisent.")})
    site.state, site.reason, site.changed_at = state, reason if verb == "suspend" else "", clock.now()
    site.save(update_fields=["state", "reason", "changed_at"])
    announce(_TOLD[verb](organisation_id=site.organisation_id, site_id=site.pk), by=by)
    return site
