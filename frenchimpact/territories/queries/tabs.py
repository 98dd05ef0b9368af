"""The frame of a territory's space and what rooms above add to it: tabs, and sections of the public sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories import rules
from frenchimpact.territories.models import Challenge, Territory
from frenchimpact.territories.queries.territories import label_of

type Tab = tuple[str, Callable[[], Text]]

_TABS: list[Tab] = [
    ("territories:territory_space", lambda: _("Tableau de bord")),
    ("territories:challenges", lambda: _("Défis")),
    ("territories:plan", lambda: _("Plan")),
    ("territories:indicators", lambda: _("Indicateurs")),
    ("territories:commitments", lambda: _("Promesses")),
    ("territories:collective", lambda: _("Collectif")),
    ("territories:meetings", lambda: _("Réunions")),
    ("territories:reviews", lambda: _("Bilans")),
    ("territories:support", lambda: _("Soutien")),
]


@dataclass(frozen=True)
class Section:
    """A section that a room above adds to the public sheet: the template that writes it, and what it reads (None: nothing to show)."""

    template: str
    read: Callable[[Territory], Any]


_SECTIONS: list[Section] = []
# By template, what is read for the public page of a challenge.
_CHALLENGE_SECTIONS: dict[str, Callable[[Challenge], Any]] = {}


def declare_tab(view: str, words: Callable[[], Text], *, after: str) -> None:
    """Add a tab: the name of its first page, which takes the territory's reference alone. Said once, when a room opens."""
    names = [name for name, _words in _TABS]
    if view not in names:
        _TABS.insert(names.index(after) + 1, (view, words))


def declare_section(template: str, read: Callable[[Territory], Any]) -> None:
    """Add a section to the public sheet, after the challenges. The template is given `found`, what `read` found."""
    section = Section(template, read)
    if section.template not in [one.template for one in _SECTIONS]:
        _SECTIONS.append(section)


def sections_of(territory: Territory) -> list[tuple[str, Any]]:
    """The sections of its sheet that rooms above have something for: (template, what they read)."""
    read = [(section.template, section.read(territory)) for section in _SECTIONS]
    return [(template, found) for template, found in read if found is not None]


def declare_challenge_section(template: str, read: Callable[[Challenge], Any]) -> None:
    """Add a section to the public page of a challenge, before what exists elsewhere. The template is given `found`, what `read` found;
    `found.projects`, the keys of the projects that it shows, keeps them from being shown again below."""
    _CHALLENGE_SECTIONS[template] = read


def challenge_sections_of(challenge: Challenge) -> list[tuple[str, Any]]:
    """The sections of its page that rooms above have something for: (template, what they read)."""
    read = [(template, found_of(challenge)) for template, found_of in _CHALLENGE_SECTIONS.items()]
    return [(template, found) for template, found in read if found is not None]


def space_frame(user: Anyone, territory: Territory, current: str) -> dict[str, Any]:
    """What `territories/space.html` shows around each page; `current` is the tab under which the page is."""
    return {
        "territory": territory,
        "tabs": [(words(), reverse(name, args=[territory.reference]), name == current, None) for name, words in _TABS],
        "label": label_of(territory),
        "can_run": rules.can_run(user, territory),
    }
