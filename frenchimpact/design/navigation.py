"""Where one can go from anywhere. A destination whose page does not exist here is left out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frenchimpact.design import audit


@dataclass(frozen=True)
class Destination:
    """A named page. `path` is its French address; `covers` are the beginnings of addresses that belong to it.

    `role`: only offered to those who act in that role of the programme at the moment.
    `is_for` says whom it is shown to, when it is not for everyone.
    `part`: in the signed-in space, the entry of the menu that it belongs to (a key of PARTS); the pages of a part are tabs of each other.
    `group`: in a part of many pages, the tab that it belongs to; the pages of the group that is open are tabs below.
    `rank` orders that menu, smallest first.
    `counts` is the kind of notices whose number, when some are not read, stands beside its words.
    """

    words: str | Promise
    path: str
    covers: tuple[str, ...] = ()
    icon: str = ""
    role: str = ""
    part: str = ""
    group: str | Promise = ""
    rank: int = 50
    is_for: Callable[[Any], bool] | None = None
    counts: str = ""


@dataclass(frozen=True)
class Link:
    """A destination as it stands on this page."""

    words: str | Promise
    href: str
    is_current: bool = False
    icon: str = ""
    counts: str = ""


@dataclass(frozen=True)
class Group:
    """Destinations under one title, for the site map."""

    words: str | Promise
    links: list[Link] = field(default_factory=list)


MAIN = (
    Destination(
        _("Trouver"),
        "/financements/",
        ("/financements/", "/accompagnement/", "/programmes/", "/outils/", "/evenements/", "/solutions/", "/offres/", "/demandes/"),
    ),
    Destination(_("Ce qui existe pour moi"), "/pour-moi/", ("/pour-moi/",)),
    Destination(_("Annuaire et carte"), "/annuaire/", ("/annuaire/", "/structures/", "/projets/", "/maillage/")),
    Destination(_("Label et territoires"), "/label/", ("/label/", "/labels/", "/appels/", "/verifier/", "/territoires/")),
    Destination(_("Lever un frein"), "/freins/", ("/freins/",)),
    Destination(_("Mesurer son impact"), "/methodes/", ("/methodes/", "/calculer/", "/impact/")),
    Destination(_("Observatoire"), "/observatoire/", ("/observatoire/",)),
    Destination(_("Déclarer un projet"), "/projets/declarer/", ("/projets/declarer/",)),
)
OWN = (
    Destination(_("Mon espace"), "/mon-espace/"),
    Destination(_("Se connecter"), "/connexion/"),
    Destination(_("Essayer avec un compte de démonstration"), "/demo/"),
)
MORE = (
    Destination(_("Territoires"), "/territoires/"),
    Destination(_("Événements"), "/evenements/"),
    Destination(_("Solutions à reprendre"), "/solutions/"),
    Destination(_("Offres"), "/offres/"),
    Destination(_("Demandes"), "/demandes/"),
    Destination(_("Trouver un accompagnement"), "/accompagnement/"),
    Destination(_("Programmes"), "/programmes/"),
    Destination(_("Outils"), "/outils/"),
    Destination(_("Maillage : où rien ne répond"), "/maillage/"),
    Destination(_("Données ouvertes"), "/donnees/"),
    Destination(_("Publié par d’autres instances"), "/ailleurs/"),
    Destination(_("Interface pour les programmes (API)"), "/api/v1/docs"),
    Destination(_("Statistiques d’usage"), "/stats/"),
    Destination(_("Aide"), "/aide/"),
    Destination(_("Actualités"), "/actualites/"),
    Destination(_("Plan du site"), "/plan/"),
    Destination(_("Affichage : couleurs, taille, clavier"), "/affichage/"),
    Destination(_("Écoconception"), "/ecoconception/"),
    Destination(_("Composants de l’interface"), "/ui/"),
)
# The signed-in person's own pages; rooms add theirs in `apps.ready()`.
SPACE = [
    Destination(_("Mon espace"), "/mon-espace/", icon="house", rank=0),
    Destination(_("Notifications"), "/mon-espace/notifications/", icon="bell", rank=60),
    Destination(_("Réglages"), "/mon-espace/reglages/", ("/mon-espace/reglages/", "/mon-espace/profil/"), part="account", rank=100),
    Destination(_("Casquettes"), "/mon-espace/casquettes/", part="account", rank=101),
    Destination(_("Mon journal"), "/mon-espace/journal/", part="account", rank=105),
]
# What gathers several of them under one entry, where the first of them stands, so that the menu stays short: words and icon.
PARTS: dict[str, tuple[str | Promise, str]] = {
    "projects": (_("Mes projets"), "lightbulb"),
    "programme": (_("Programme"), "kanban"),
    "account": (_("Mon compte"), "sliders"),
}


@dataclass(frozen=True)
class Written:
    """A public page that somebody wrote here: its name, its French address, the day when it changed."""

    words: str
    path: str
    changed: str = ""


# What rooms add to the map of the site, under a title: read each time, since people write it. Each declares its own in `apps.ready()`.
WRITTEN: list[tuple[str | Promise, Callable[[], Iterable[Written]]]] = []


def written() -> list[Written]:
    """All of them."""
    return [page for _title, pages in WRITTEN for page in pages()]


# The law asks that the state stand on the home page: it is read from the audit.
STATES: dict[str, str | Promise] = {
    "total": _("Accessibilité : totalement conforme"),
    "partial": _("Accessibilité : partiellement conforme"),
    "none": _("Accessibilité : non conforme"),
}
LEGAL = (
    Destination(STATES[audit.state()], "/accessibilite/"),
    Destination(_("Mentions légales"), "/mentions-legales/"),
    Destination(_("Données personnelles"), "/donnees-personnelles/"),
    Destination(_("Cookies"), "/cookies/"),
    Destination(_("Algorithmes"), "/algorithmes/"),
    Destination(_("Conditions d’utilisation"), "/cgu/"),
)


@lru_cache(maxsize=512)
def _address(path: str, language: str) -> str | None:
    with translation.override(language):
        for candidate in (in_language(path, language), path):
            try:
                resolve(candidate)
            except Resolver404:
                continue
            return candidate
    return None


def address(path: str) -> str | None:
    """The address of that page in the current language; None when no room answers there."""
    return _address(path, translation.get_language() or settings.LANGUAGE_CODE)


def named(name: str) -> str | None:
    """The address of a view by its name; None when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def plain(path: str) -> str:
    """The French twin of an address."""
    for code, _words in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and (path == f"/{code}" or path.startswith(f"/{code}/")):
            return path[len(code) + 1 :] or "/"
    return path


def in_language(path: str, language: str) -> str:
    """The same page in that language."""
    return plain(path) if language == settings.LANGUAGE_CODE else f"/{language}{plain(path)}"


def links(destinations: Iterable[Destination], here: str = "") -> list[Link]:
    """Those that exist, the most precise one that covers `here` marked as current."""
    found = [(one, href) for one in destinations if (href := address(one.path))]
    here = plain(here)
    matches = [(len(start), one) for one, _href in found for start in one.covers or (one.path,) if here.startswith(start)]
    current = max(matches, key=lambda match: match[0])[1] if matches else None
    return [Link(one.words, href, one is current, one.icon, one.counts) for one, href in found]


type Tabs = tuple[str | Promise, list[Link]]


def space(destinations: Iterable[Destination], here: str) -> tuple[list[Link], list[Tabs]]:
    """The menu of the signed-in space; then rows of tabs, each with its name: the part that is open, and the group that is open in it.

    There are none when `here` is in no part.
    """
    found = sorted((one for one in destinations if address(one.path)), key=lambda one: one.rank)
    shown = links(found, here)
    menu: list[Link] = []
    rows: list[Tabs] = []
    begun: set[str] = set()
    for one, link in zip(found, shown, strict=True):
        if not one.part:
            menu.append(link)
        elif one.part not in begun:
            begun.add(one.part)
            words, icon = PARTS[one.part]
            pages = [(other, page) for other, page in zip(found, shown, strict=True) if other.part == one.part]
            is_open = any(page.is_current for _other, page in pages)
            menu.append(Link(words, link.href, is_open, icon))
            if is_open:
                rows = [(words, _first_tabs(pages)), *_open_group(pages)]
    return menu, rows


type _Pages = list[tuple[Destination, Link]]


def _first_tabs(pages: _Pages) -> list[Link]:
    """The pages without a group, and each group where its first page stands."""
    tabs: dict[str, Link] = {}
    for one, page in pages:
        key = str(one.group) or page.href
        known = tabs.get(key)
        words, is_current = one.group or page.words, page.is_current or (known is not None and known.is_current)
        tabs[key] = Link(words, known.href if known else page.href, is_current)
    return list(tabs.values())


def _open_group(pages: _Pages) -> list[Tabs]:
    """The pages of the group that is open, when there are several."""
    group = next((one.group for one, page in pages if page.is_current), "")
    inside = [page for one, page in pages if group and str(one.group) == str(group)]
    return [(group, inside)] if len(inside) > 1 else []
