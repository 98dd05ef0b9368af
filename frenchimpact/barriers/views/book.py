"""The address book of services, texts of law, barriers: what the desk keeps for all its cases (HA04)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import book as actions
from frenchimpact.barriers.actions.cited import lines_of
from frenchimpact.barriers.forms.book import BarrierForm, NormForm, ServiceForm
from frenchimpact.barriers.models import Authority, Barrier, Norm
from frenchimpact.barriers.queries import book as queries
from frenchimpact.barriers.queries.costs import waiting_costs
from frenchimpact.barriers.queries.demand import demand_of_barrier, find_barrier
from frenchimpact.barriers.rules import readable_cases
from frenchimpact.barriers.views.guarded import given as given_of
from frenchimpact.barriers.views.guarded import kept_in, mark
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line, whole
from frenchimpact.geo.queries import place_words
from frenchimpact.journal.actions import once

SIZE = 50
SERVICE = ("name", "level", "place", "email", "phone", "natures", "themes", "sponsor_email", "secretary_email", "is_active")
NORM = ("text", "article", "title", "url", "level", "read_on", "repealed_on")
BARRIER = ("title", "summary", "nature", "level", "channel", "authority_id", "themes", "state")


def _of_desk(user: Any, _thing: object) -> bool:
    return rules.is_of_desk(user)


def _listed(request: HttpRequest, rows: "QuerySet[Any]", **more: Any) -> dict[str, Any]:
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    pages = (
        address(page.previous_page_number()) if page.has_previous() else None,
        address(page.next_page_number()) if page.has_next() else None,
        _("Page %(page)s sur %(last)s") % {"page": page.number, "last": page.paginator.num_pages},
    )
    shown = {"rows": list(page.object_list), "count": page.paginator.count, "pages": pages if page.paginator.num_pages > 1 else None}
    return {**shown, "q": clean_line(request.GET.get("q", ""))[:80], **more}


def _edit(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    title: Text,
    back: str,
    done: Text,
    is_masking: bool = False,
    **more: Any,
) -> HttpResponseBase:
    """One form: save it and go back, or show it again with what was typed."""
    mark(form, request)
    if request.method == "POST" and not is_masking and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            messages.success(request, str(done))
            return redirect(back)
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "barriers/book_edit.html", context, status=422 if form.errors else 200)


@require_safe
@door(rules.is_of_desk)
def services(request: HttpRequest) -> HttpResponse:
    """The address book."""
    return render(request, "barriers/services.html", _listed(request, queries.services(request.GET.get("q", ""))))


def _service(request: HttpRequest, service: Authority | None) -> HttpResponseBase:
    first = {name: getattr(service, name) for name in SERVICE} if service else {"is_active": True, "level": "state"}
    if service and service.place:
        first["place"] = place_words(service.place)
    form = ServiceForm(request.POST or None, initial=first, label_suffix="")
    return _edit(
        request,
        form,
        lambda given: actions.save_service(service=service, values=given),
        title=service.name if service else _("Ajouter un service"),
        back=reverse("barriers:services"),
        done=_("Le service est enregistré."),
        over=_("Services"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_of_desk)
@once
def service_new(request: HttpRequest) -> HttpResponseBase:
    """Add one."""
    return _service(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_of_desk, find=queries.find_service)
@once
def service_edit(request: HttpRequest, service: Authority) -> HttpResponseBase:
    """Change one, or no longer propose it: what was asked of it stays."""
    return _service(request, service)


@require_safe
@door(rules.is_of_desk)
def norms(request: HttpRequest) -> HttpResponse:
    """Texts, and the barriers that they raise."""
    return render(request, "barriers/norms.html", _listed(request, queries.norms(request.GET.get("q", ""))))


def _norm(request: HttpRequest, norm: Norm | None) -> HttpResponseBase:
    first = {name: getattr(norm, name) for name in NORM} if norm else {"level": "unknown"}
    return _edit(
        request,
        NormForm(request.POST or None, initial=first, label_suffix=""),
        lambda given: actions.save_norm(norm=norm, values=given),
        title=str(norm) if norm else _("Ajouter un texte"),
        back=reverse("barriers:norms"),
        done=_("Le texte est enregistré."),
        over=_("Textes"),
        barriers=list(queries.barriers(norm=norm)[:20]) if norm else [],
        cited=queries.cases_citing(request.user, norm) if norm else [],
        is_norm=norm is not None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_of_desk)
@once
def norm_new(request: HttpRequest) -> HttpResponseBase:
    """Add one."""
    return _norm(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_of_desk, find=queries.find_norm)
@once
def norm_edit(request: HttpRequest, norm: Norm) -> HttpResponseBase:
    """Change one, with the barriers that it raises."""
    return _norm(request, norm)


@require_safe
@door(rules.is_of_desk)
def barrier_list(request: HttpRequest) -> HttpResponse:
    """Barriers, those that gather the most cases first; of one text when it is given."""
    number = whole(request.GET.get("texte"))
    norm = Norm.objects.filter(pk=number).first() if number is not None else None
    rows = queries.barriers(request.GET.get("q", ""), norm)
    return render(request, "barriers/barrier_list.html", _listed(request, rows, norm=norm, costs=waiting_costs().count()))


def _barrier(request: HttpRequest, barrier: Barrier | None) -> HttpResponseBase:
    first: dict[str, Any] = (
        {name: getattr(barrier, name) for name in BARRIER} if barrier else {"state": "open", "nature": "inconnu", "level": "unknown"}
    )
    first["authority"] = first.pop("authority_id", None) or ""
    first["norms"] = lines_of([link.norm for link in barrier.norm_links.all()]) if barrier else ""

    def save(given: dict[str, Any]) -> Barrier:
        values = {**given, "authority_id": whole(given["authority"])}
        lines = values.pop("norms")
        del values["authority"]
        return actions.save_barrier(barrier=barrier, values=values, norms=lines, by=person(request), kept_names=kept_in(request))

    data, is_masking = given_of(request, ("title", "summary"), actions.cases_of(barrier))
    cases = readable_cases(request.user).filter(barrier=barrier).select_related("place").defer("words") if barrier else None
    return _edit(
        request,
        BarrierForm(data or None, initial=first, services=queries.services(has_old=False), label_suffix=""),
        save,
        is_masking=is_masking,
        title=barrier.title if barrier else _("Ajouter un frein"),
        back=reverse("barriers:barrier_list"),
        done=_("Le frein est enregistré."),
        over=barrier.reference if barrier else _("Freins"),
        cases=list(cases.order_by("-received_at", "-pk")[:30]) if cases is not None else [],
        demand=demand_of_barrier(barrier) if barrier else None,
        public=reverse("barriers:common_barrier", args=[barrier.reference]) if barrier else "",
        hidden_at=barrier.hidden_at if barrier else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_of_desk)
@once
def barrier_new(request: HttpRequest) -> HttpResponseBase:
    """Make one."""
    return _barrier(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_of_desk, find=find_barrier)
@once
def barrier_edit(request: HttpRequest, barrier: Barrier) -> HttpResponseBase:
    """Change one, with its cases and the demand for it."""
    return _barrier(request, barrier)
