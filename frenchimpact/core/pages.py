"""Pages: Jinja2 behind Django's template interface, whole or by part, with the components at hand as `ui`.

Every room's templates live in `<room>/templates/<room>/`. The skin in force is a folder of the design
room that is searched before the common one, so that rooms only ever name components.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jinja2
from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import TemplateDoesNotExist, engines
from django.template.backends.base import BaseEngine
from django.template.backends.jinja2 import Template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

# Each room may add functions and filters for templates, in `apps.ready()`.
GLOBALS: dict[str, Any] = {
    "url": lambda name, *args, **kwargs: reverse(name, args=args, kwargs=kwargs),
    # A page names some twenty files, whose addresses last as long as the process.
    "static": cache(static),
}
FILTERS: dict[str, Any] = {}
# Functions from a request (None for mail) to values that every page needs; each room may add one, in `apps.ready()`.
CONTEXTS: list[Callable[[HttpRequest | None], dict[str, Any]]] = []


class Pages(BaseEngine):
    """Jinja2 engine: strict about undefined names, autoescaping, translations, skins."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        params.pop("OPTIONS")
        super().__init__(params)
        folders = [Path(config.path) / "templates" for config in apps.get_app_configs() if config.name.startswith("frenchimpact.")]
        skin = Path(apps.get_app_config("design").path) / "skins" / settings.BRAND_SKIN
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(skin), *map(str, folders)]),
            # Everything is escaped but the plain text of mail.
            autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=settings.DEBUG,
            cache_size=1000,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        self.env.policies["ext.i18n.trimmed"] = True
        self.env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
            gettext=translation.gettext,
            ngettext=translation.ngettext,
            pgettext=translation.pgettext,
            npgettext=translation.npgettext,
            newstyle=True,
        )
        self.env.globals.update(GLOBALS)
        self.env.filters.update(FILTERS)
        # Named before it is filled, so that components may use one another.
        self.env.globals["ui"] = components = SimpleNamespace()
        self._fill(components)

    def _fill(self, components: SimpleNamespace) -> None:
        """Every macro of `design/components/*.html`, by name; then those of `design/skin/`, which the skin in force puts in their place."""
        folders = ("design/components/", "design/skin/")
        names = self.env.list_templates(filter_func=lambda name: name.startswith(folders))
        for name in sorted(names, key=lambda name: (name.startswith(folders[1]), name)):
            for macro, value in vars(self.env.get_template(name).module).items():
                if isinstance(value, jinja2.runtime.Macro):
                    setattr(components, macro, value)

    def get_template(self, template_name: str) -> Template:
        """The template of that name. Raises TemplateDoesNotExist."""
        try:
            return Template(self.env.get_template(template_name), cast(Any, self))
        except jinja2.TemplateNotFound as error:
            raise TemplateDoesNotExist(template_name, backend=self) from error

    def from_string(self, template_code: str) -> Template:
        """A template from its text."""
        return Template(self.env.from_string(template_code), cast(Any, self))


def engine() -> Pages:
    """The one engine of our pages."""
    for candidate in engines.all():
        if isinstance(candidate, Pages):
            return candidate
    raise RuntimeError("TEMPLATES has no Pages engine")


def text_of(request: HttpRequest | None, template: str, context: Mapping[str, Any], part: str | None = None) -> str:
    """A template's text; with `part`, only that block of it. `request` is None for mail."""
    values: dict[str, Any] = {"request": request, "lang": translation.get_language() or settings.LANGUAGE_CODE}
    if request is not None:
        values["csrf_token"] = token = SimpleLazyObject(lambda: get_token(request))
        # Lazy: a page without a form asks for no token, and so sets no cookie.
        values["csrf_input"] = SimpleLazyObject(lambda: Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token))
        values["messages"] = SimpleLazyObject(lambda: list(get_messages(request)))
    for extra in CONTEXTS:
        values.update(extra(request))
    values.update(context)
    jinja_template = engine().env.get_template(template)
    if part is None:
        return jinja_template.render(values)
    return "".join(jinja_template.blocks[part](jinja_template.new_context(values)))


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page; or, when htmx asks for it and `part` names it, that block of the same template alone."""
    htmx = getattr(request, "htmx", None)
    fragment = part if part and htmx and not htmx.history_restore_request else None
    response = HttpResponse(text_of(request, template, context or {}, fragment), status=status)
    if part:
        response["Vary"] = "HX-Request"
    return response
