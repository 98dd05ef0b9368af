"""What rooms above tell this one: links on the page where an applicant follows a file, labels that an organisation holds."""

from collections.abc import Callable

from frenchimpact.calls.models import Application
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone

type Shown = Callable[[Anyone, Application], list[tuple[str, str]]]
type Held = Callable[[Organisation, str], list[str]]

_shown: list[Shown] = []
_held: list[Held] = []


def show_when_following(shown: Shown) -> None:
    """Declare links for that page: `shown(user, application)` gives pairs (words, address). Called in `apps.ready()`."""
    _shown.append(shown)


def shown_when_following(user: Anyone, application: Application) -> list[tuple[str, str]]:
    """The links that other rooms declared, in their order."""
    return [link for shown in _shown for link in shown(user, application)]


def tell_labels_held(held: Held) -> None:
    """Declare a register: `held(organisation, kind)` gives the references of the labels that the organisation holds today.

    `kind` is the code of a kind of labels; empty means any. Called in `apps.ready()`.
    """
    _held.append(held)


def labels_held(organisation: Organisation, kind: str) -> list[str] | None:
    """The labels that the organisation holds; None when no register was declared."""
    return [reference for held in _held for reference in held(organisation, kind)] if _held else None
