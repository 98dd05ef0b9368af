"""What rooms above add to the page where an applicant follows a file."""

from collections.abc import Callable

from frenchimpact.calls.models import Application
from frenchimpact.organisations.rules import Anyone

type Shown = Callable[[Anyone, Application], list[tuple[str, str]]]

_shown: list[Shown] = []


def show_when_following(shown: Shown) -> None:
    """Declare links for that page: `shown(user, application)` gives pairs (words, address). Called in `apps.ready()`."""
    _shown.append(shown)


def shown_when_following(user: Anyone, application: Application) -> list[tuple[str, str]]:
    """The links that other rooms declared, in their order."""
    return [link for shown in _shown for link in shown(user, application)]
