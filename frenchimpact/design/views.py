"""Pages that say what went wrong, the display settings, and the gallery of components."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.design.forms import DisplayForm
from frenchimpact.design.shell import Shell

A_YEAR = 60 * 60 * 24 * 365


@open_door
def display(request: HttpRequest) -> HttpResponse:
    """Colours and shortcuts, without a script and without an account."""
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            response = redirect(f"{request.path}?fait=oui")
            _remember(response, "theme", form.cleaned_data["theme"], default="auto")
            _remember(response, "raccourcis", "oui" if form.cleaned_data["shortcuts"] == "yes" else "non", default="oui")
            return response
    else:
        shell = Shell(request)
        form = DisplayForm(initial={"theme": shell.theme or "auto", "shortcuts": "yes" if shell.has_shortcuts else "no"})
    context = {"form": form, "saved": "fait" in request.GET and not form.is_bound}
    return render(request, "design/display.html", context, status=422 if form.is_bound else 200)


def _remember(response: HttpResponse, name: str, value: str, *, default: str) -> None:
    """Keep a choice in the browser; the usual choice needs no cookie."""
    if value == default:
        response.delete_cookie(name, samesite="Lax")
    else:
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "design/refusal.html", {"message": ""}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: what is missing and who can give it."""
    return render(request, "design/refusal.html", {"message": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or was copied."""
    return render(request, "design/refusal.html", {"message": ""}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: ways out."""
    return render(request, "design/refusal.html", {"message": ""}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: an incident number, and where to write."""
    return render(request, "design/refusal.html", {"message": ""}, status=500)
