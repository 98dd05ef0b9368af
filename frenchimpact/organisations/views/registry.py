"""Looking a structure up in the national registry, and settling what it says of a sheet."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.identifiers import show
from frenchimpact.core.pages import render
from frenchimpact.design.picks import Typed
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations import actions, queries, registry, rules
from frenchimpact.organisations.forms import OrganisationForm
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.registry import Company, Establishment
from frenchimpact.organisations.views.asking import person, sheet_url


@dataclass(frozen=True)
class Line:
    """One place that a person may choose: an organisation at one of its addresses."""

    company: Company
    place: Establishment | None
    where: str
    known: Organisation | None

    @property
    def number(self) -> str:
        """The number that leads to it."""
        return self.place.siret if self.place else self.company.siren

    @property
    def name(self) -> str:
        """How it is called there."""
        return (self.place.name if self.place and self.place.name else "") or self.company.name

    @property
    def is_closed(self) -> bool:
        """Whether its activity ceased there."""
        return self.company.is_closed or bool(self.place and self.place.is_closed)


def why_down(down: registry.RegistryDown) -> str:
    """What to do without the registry."""
    if down.reason == "refused":
        return _("Le registre national n’a pas compris cette recherche. Écrivez un SIREN, un SIRET ou un nom.")
    return _("Le registre national ne répond pas. Remplissez la fiche vous-même : nous la vérifierons dès qu’il répondra.")


def looked_up(request: HttpRequest) -> dict[str, Any]:
    """What the registry answers to what was typed, for the page that adds a structure."""
    text = request.GET.get("registre", "")[:200].strip()
    values: dict[str, Any] = {"asked": text, "lines": [], "trouble": "", "is_demo": registry.is_demo(), "is_on": registry.is_on()}
    if not text or not registry.is_on():
        return values
    try:
        companies = registry.search(text)
    except registry.RegistryDown as down:
        return values | {"trouble": why_down(down)}
    pairs = [(company, place) for company in companies for place in company.establishments[:50] or [None]]
    known = {one.siret: one for one in rules.visible_organisations(request.user).filter(siret__in=[p.siret for _c, p in pairs if p])}
    lines = []
    for company, place in pairs:
        commune = queries.commune_of(place.commune) if place else None
        lines.append(Line(company, place, place_words(commune) if commune else "", known.get(place.siret) if place else None))
    return values | {"lines": lines, "show_number": show, "sheet_url": sheet_url}


def prefilled(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """The form's first values from the number that was chosen, and what to say about it. Asked again: nothing comes from the page."""
    number = request.GET.get("numero", "")
    if not (number.isascii() and number.isdigit() and len(number) in {9, 14}):
        return {}, {}
    try:
        found = registry.find_unit(siren=number[:9], siret=number if len(number) == 14 else "")
    except registry.RegistryDown as down:
        return {("siret" if len(number) == 14 else "siren"): number}, {"trouble": why_down(down)}
    if found is None:
        return {}, {"trouble": _("Le registre national ne connaît pas ce numéro. Vérifiez-le, ou remplissez la fiche vous-même.")}
    company, place = found
    closed = company.is_closed or bool(place and place.is_closed)
    values = queries.prefill(company, place)
    values["commune"] = Typed.of(values["commune"], values.pop("commune_key"))
    return values, {"chosen": Line(company, place, "", None), "is_closed": closed, "is_demo": registry.is_demo()}


@door(rules.can_edit_organisation, find=queries.find_organisation)
def organisation_registry(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """What the registry says of the sheet, and the means to take it or to leave it."""
    check = queries.registry_check(organisation)
    labels = {name: field.label for name, field in OrganisationForm.base_fields.items()} | {"closed_on": _("Activité cessée le")}
    rows = [(key, labels[key], ours, theirs) for key, ours, theirs in queries.open_differences(organisation, check)] if check else []
    trouble, status = "", 200
    if request.method == "POST":
        take = [key for key, *_rest in rows if request.POST.get(key) == "take"]
        try:
            actions.settle_registry(organisation=organisation, take=take, by=person(request))
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("C’est noté. Ce que vous gardez ne vous sera plus demandé."))
            return redirect(sheet_url(organisation))
    context = {
        "organisation": organisation,
        "sheet": sheet_url(organisation),
        "check": check,
        "rows": rows,
        "labels": labels,
        "trouble": trouble,
        "is_demo": registry.is_demo(),
    }
    return render(request, "organisations/registry.html", context, status=status)
