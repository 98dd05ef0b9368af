"""A page of the space that asks one thing: its title, what it will do, a form, a button and the way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal, Stale, Text
from frenchimpact.core.explained import explain
from frenchimpact.territories import rules
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.actions import key_in
from frenchimpact.territories.views.spaces import carried_out, space_page


def frame_of(request: HttpRequest, territory: Territory, page: str) -> dict[str, Any]:
    """What changes around a page for those of a party who do not enter the space: one tab, that leads nowhere else."""
    if rules.enters(request.user, territory):
        return {"is_inside": True}
    return {"is_inside": False, "tabs": [(_("Promesses"), page, True, None)]}


def asking_page(
    request: HttpRequest,
    territory: Territory,
    form: forms.Form,
    *,
    tab: str,
    title: Text,
    button: Text,
    back: str,
    text: Text = "",
    template: str = "asking",
    status: int = 200,
    seen: int | None = None,
    stale: Stale | None = None,
    **more: Any,
) -> HttpResponse:
    """The page; refused with what was typed when the form has errors.

    `seen` is the seal of what the page shows, for what several people may change; `stale` is what somebody else wrote in between.
    """
    context = {"form": form, "title": title, "button": button, "back": back, "text": text, "danger": False, "notices": [], **more}
    context |= {"seen": stale.version if stale else seen, "stale": stale}
    return space_page(request, territory, template, context, tab=tab, status=422 if form.errors else status)


def ask(
    request: HttpRequest,
    territory: Territory,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    done: Text,
    back: str,
    **page: Any,
) -> HttpResponseBase:
    """Ask for one thing, do it with what was given, and go back; what is refused comes back with why."""
    if request.method == "POST" and carried_out(form, lambda: act(form.cleaned_data)):
        messages.success(request, str(done))
        return redirect(back)
    return asking_page(request, territory, form, back=back, **page)


def seen_in(request: HttpRequest) -> int | None:
    """The seal of what the page showed, as its form sends it back; None when it sends none."""
    return key_in(request.POST.get("seen", ""), longest=10)


def stale_of(form: forms.Form, refusal: Refusal) -> Stale | None:
    """Put a refusal where the person reads it; gives what somebody else wrote in between, when that is why."""
    explain(form, refusal)
    return refusal if isinstance(refusal, Stale) else None


@dataclass(frozen=True)
class Page[Row]:
    """Some of the rows, and the way to the others."""

    rows: list[Row]
    previous_url: str | None
    next_url: str | None
    here: str

    @property
    def has_others(self) -> bool:
        """Whether there are other pages."""
        return bool(self.previous_url or self.next_url)


def page_of[Row](request: HttpRequest, rows: "Sequence[Row] | QuerySet[Any, Row]", size: int = 50) -> Page[Row]:
    """The rows of the page that the address asks for; its other words are kept."""
    found = Paginator(rows, size).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return Page(
        list(found.object_list),
        address(found.previous_page_number()) if found.has_previous() else None,
        address(found.next_page_number()) if found.has_next() else None,
        _("Page %(page)s sur %(pages)s") % {"page": found.number, "pages": found.paginator.num_pages},
    )
