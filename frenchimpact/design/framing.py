"""Pages shown inside other sites: who may frame them, the colours that the site around may choose, the lines that one pastes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.csp import CSP
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from markupsafe import Markup

from frenchimpact.core.doors import View
from frenchimpact.core.pages import render

POLICY: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": ["*"], "form-action": [CSP.NONE]}
KEPT_SECONDS = 300
# Where the script that sizes frames is: an address that others write in their pages.
SCRIPT = "/integrer/cadre.js"
# What a frame takes before its content says how tall it is.
HEIGHT = 480

# Each pair of ground and accent is readable: `tests/test_contrast.py` counts their contrast.
GROUNDS: Mapping[str, Promise] = {"": _("comme le lecteur"), "clair": _("clair"), "sombre": _("sombre")}
ACCENTS: Mapping[str, Promise] = {
    "": _("celle du programme"),
    "encre": _("encre"),
    "bleu": _("bleu"),
    "brique": _("brique"),
    "ocre": _("ocre"),
}
_THEMES = {"clair": "light", "sombre": "dark"}


@dataclass(frozen=True)
class Look:
    """The colours of a framed page, among pairs that are readable."""

    ground: str = ""
    accent: str = ""

    @property
    def theme(self) -> str:
        """As the style sheet names the ground; empty for that of the reader."""
        return _THEMES.get(self.ground, "")

    @property
    def asked(self) -> dict[str, str]:
        """As the address says it."""
        said = {"fond": self.ground, "couleur": self.accent}
        return {name: value for name, value in said.items() if value}


def read_look(given: Mapping[str, str]) -> Look:
    """The colours that the address asks for; what is not one of ours is left out."""
    ground, accent = given.get("fond", ""), given.get("couleur", "")
    return Look(ground if ground in GROUNDS else "", accent if accent in ACCENTS else "")


def framed(view: View) -> View:
    """A page that any site may frame: nothing is sent from it, nothing is kept in the browser."""

    @csp_override(POLICY)
    @xframe_options_exempt
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponseBase:
        # The page is the same for everybody: who reads it is not even looked up.
        request.user = AnonymousUser()
        try:
            response = view(request, *args, **arguments)
        except Http404:
            # The site around shows words and a way on, not the broken frame of a browser.
            context = {"look": read_look(request.GET), "whole": "/"}
            response = render(request, "design/frame_gone.html", context, status=404)
        response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        return response

    return shown


@dataclass(frozen=True)
class Pasted:
    """What one pastes to show a page of ours: its address below the site, and what it is called."""

    path: str
    title: str
    height: int = HEIGHT

    def asking(self, **asked: str) -> "Pasted":
        """The same with more in its address."""
        said = urlencode({name: value for name, value in asked.items() if value})
        return Pasted(self.path + ("&" if "?" in self.path else "?") + said, self.title, self.height) if said else self

    @property
    def script(self) -> Markup:
        """One line whose frame takes the height of what it holds."""
        line = '<script src="{}" data-cadre="{}" data-titre="{}" async></script>'
        return Markup(line).format(settings.BASE_URL + SCRIPT, settings.BASE_URL + self.path, self.title)

    @property
    def frame(self) -> Markup:
        """One line without script, of a height chosen once."""
        line = '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border: 0"></iframe>'
        return Markup(line).format(settings.BASE_URL + self.path, self.title, self.height)

    @property
    def preview(self) -> Markup:
        """The same on a page of ours, which takes no `style=`."""
        line = '<iframe class="framed framed--wide" src="{}" title="{}" height="{}" loading="lazy"></iframe>'
        return Markup(line).format(self.path, self.title, self.height)
