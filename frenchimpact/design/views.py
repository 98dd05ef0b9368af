"""Service pages: display, site map, how the product is made. What the law asks for is written by the operator: see `content`."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.design import navigation, notices
from frenchimpact.design.forms import DisplayForm
from frenchimpact.design.shell import Shell
from frenchimpact.design.words import number

A_YEAR = 60 * 60 * 24 * 365


@open_door
def display(request: HttpRequest) -> HttpResponse:
    """Colours, size of text, movements and shortcuts, without a script and without an account."""
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            response = redirect(f"{request.path}?fait=oui")
            _remember(response, "theme", form.cleaned_data["theme"], default="auto")
            _remember(response, "taille", form.cleaned_data["size"], default="usual")
            _remember(response, "animations", form.cleaned_data["motion"], default="auto")
            _remember(response, "raccourcis", "oui" if form.cleaned_data["shortcuts"] == "yes" else "non", default="oui")
            return response
    else:
        shell = Shell(request)
        usual = {"size": shell.size or "usual", "motion": "none" if shell.is_still else "auto"}
        form = DisplayForm(initial={"theme": shell.theme or "auto", "shortcuts": "yes" if shell.has_shortcuts else "no", **usual})
    context = {"form": form, "saved": "fait" in request.GET and not form.is_bound}
    return render(request, "design/display.html", context, status=422 if form.is_bound else 200)


def _remember(response: HttpResponse, name: str, value: str, *, default: str) -> None:
    """Keep a choice in the browser; the usual choice needs no cookie."""
    if value == default:
        response.delete_cookie(name, samesite="Lax")
    else:
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)


@open_door
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page that one can reach from anywhere, and those that were written here."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    groups = [
        navigation.Group(
            _("Le programme"), [navigation.Link(_("Accueil"), navigation.address("/") or "/"), *navigation.links(navigation.MAIN)]
        ),
        navigation.Group(_("Mon espace"), navigation.links(navigation.OWN)),
        navigation.Group(_("Services"), navigation.links(navigation.MORE)),
        navigation.Group(_("Ce que la loi demande"), navigation.links(navigation.LEGAL)),
    ]
    for title, pages in navigation.WRITTEN:
        groups.append(navigation.Group(title, [navigation.Link(one.words, navigation.in_language(one.path, language)) for one in pages()]))
    return render(request, "design/service/site_map.html", {"groups": [group for group in groups if group.links]})


@open_door
def sobriety(request: HttpRequest) -> HttpResponse:
    """What a page weighs, as measured by the tests of this very version."""
    weights = notices.weights()
    rows = [[one["path"], number(one["kilobytes"]), number(one["requests"]), number(one["nodes"])] for one in weights]
    return render(request, "design/service/sobriety.html", {"weights": weights, "weight_rows": rows})
