"""What stands around every page: the programme's name, the ways to go, the person, the language, the display.

Other rooms add to it through `core.pages.CONTEXTS`: `unread_count` (things waiting in the inbox) and, on the request, `hat`
(as whom the person acts). Both may be absent.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from frenchimpact.core import looking, read_only
from frenchimpact.design import navigation
from frenchimpact.design.navigation import Link

THEMES = ("light", "dark")
SIZES = {"large", "larger"}
# Each language names itself, whatever the language of the page.
OWN_NAMES = {"fr": "Français", "en": "English"}


@dataclass(frozen=True)
class Language:
    """A language in which this page can be read."""

    code: str
    name: str
    href: str
    is_current: bool


class Shell:
    """The frame of one page; each part is worked out only if the page shows it."""

    def __init__(self, request: HttpRequest | None, *, knows_person: bool = True) -> None:
        self.request = request
        self.knows_person = knows_person
        self.programme: str = settings.PROGRAMME_NAME
        self.contact: str = settings.PROGRAMME_CONTACT
        self.operator: str = settings.OPERATOR_NAME
        self.operator_status: str = settings.OPERATOR_LEGAL_STATUS
        self.state_mark: str = settings.BRAND_STATE_MARK
        self.is_demo: bool = settings.DEMO_MODE
        self.is_read_only = read_only.is_whole()
        self.looking = looking.current()
        self.path = request.path if request else "/"
        self.home = navigation.address("/") or "/"
        cookies = request.COOKIES if request else {}
        self.theme = cookies.get("theme", "") if cookies.get("theme") in THEMES else ""
        self.size = cookies.get("taille", "") if cookies.get("taille") in SIZES else ""
        self.is_still = cookies.get("animations") == "none"
        self.has_shortcuts = cookies.get("raccourcis") != "non"

    @cached_property
    def query(self) -> str:
        """What follows the path in the address, with its question mark."""
        query = self.request.META.get("QUERY_STRING", "") if self.request else ""
        return f"?{query}" if query else ""

    @cached_property
    def sought(self) -> str:
        """What was searched, shown again in the search box."""
        return self.request.GET.get("q", "")[:200] if self.request else ""

    @cached_property
    def person(self) -> Any:
        """The person signed in, or None."""
        user = getattr(self.request, "user", None) if self.knows_person else None
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def hat(self) -> Any:
        """As whom the person acts, or None."""
        return getattr(self.request, "hat", None)

    @cached_property
    def languages(self) -> list[Language]:
        """This page, with its query, in each language."""
        current = translation.get_language()
        return [
            Language(code, OWN_NAMES.get(code, code), navigation.in_language(self.path, code) + self.query, code == current)
            for code, _words in settings.LANGUAGES
        ]

    @cached_property
    def canonical(self) -> str:
        """The full address of this page, without its query."""
        return f"{settings.BASE_URL}{self.path}"

    def absolute(self, href: str) -> str:
        """A full address."""
        return f"{settings.BASE_URL}{href}"

    @cached_property
    def main(self) -> list[Link]:
        """The main navigation."""
        return navigation.links(navigation.MAIN, self.path)

    @cached_property
    def more(self) -> list[Link]:
        """The service pages at the bottom."""
        return navigation.links(navigation.MORE, self.path)

    @cached_property
    def space(self) -> tuple[list[Link], list[navigation.Tabs]]:
        """The menu of the signed-in person's own pages; the rows of tabs of the part that is open."""
        role = getattr(self.hat, "role", "")
        mine = [one for one in navigation.SPACE if one.role in {"", role} and (one.is_for is None or one.is_for(self.person))]
        return navigation.space(mine, self.path)

    @cached_property
    def legal(self) -> list[Link]:
        """The pages that the law asks for."""
        return navigation.links(navigation.LEGAL, self.path)

    @cached_property
    def sign_in(self) -> str | None:
        """Where to sign in and then come back here."""
        href = navigation.named(settings.LOGIN_URL) or navigation.address("/connexion/")
        if href is None or self.path == href:
            return href
        return f"{href}?{urlencode({'next': self.path + self.query})}"

    @cached_property
    def sign_out(self) -> str | None:
        """Where to send the sign-out form."""
        return navigation.named("accounts:sign_out") or navigation.address("/deconnexion/")

    def address(self, path: str) -> str | None:
        """The address of a page in this language; None when it does not exist."""
        return navigation.address(path)


def shell_context(request: HttpRequest | None) -> dict[str, Any]:
    """The frame, as part of a template's context."""
    return {"shell": Shell(request)}
