"""Adding and keeping an organisation's sheet. Its public page belongs to the atlas."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_words
from frenchimpact.journal.actions import once
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.forms import OrganisationForm, shown
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.views.asking import person, sheet_url
from frenchimpact.organisations.views.registry import looked_up, prefilled


@door(rules.can_create_organisation, reason=gettext_lazy("Connectez-vous pour ajouter une structure : vous pourrez tenir sa fiche à jour."))
@once
def organisation_add(request: HttpRequest) -> HttpResponse:
    """Add a structure. Those that it may already be are proposed first."""
    initial, chosen = prefilled(request) if request.method == "GET" else ({}, {})
    form = OrganisationForm(request.POST or None, initial={"freshness_months": 12, **initial})
    alike: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        keys = ("name", "commune", "siren", "siret", "rna")
        if not request.POST.get("sure"):
            alike = queries.similar_organisations(request.user, **{key: values[key] for key in keys})
        if not alike:
            try:
                organisation = actions.create_organisation(by=person(request), **values)
            except Refusal as refusal:
                explain(form, refusal)
            else:
                messages.success(request, _("La structure est ajoutée. Vous pouvez modifier sa fiche à tout moment."))
                return redirect(sheet_url(organisation))
    found = looked_up(request)
    context = {"form": form, "alike": alike, "words": place_words, "found": found, "chosen": chosen}
    status = 422 if form.errors else 200
    return render(request, "organisations/add.html", context, part="registry" if found["asked"] else None, status=status)


@door(rules.can_edit_organisation, find=queries.find_organisation)
def organisation_edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Change the sheet. What someone else changed meanwhile is shown beside one's own text."""
    conflicts: list[tuple[str, str, str]] = []
    author = ""
    version = organisation.version
    form = OrganisationForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            actions.update_organisation(
                organisation=organisation,
                changes=changes,
                by=person(request),
                version=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else None,
                seen=form.seen(),
            )
        except Stale as stale:
            theirs, mine = cast(dict[str, Any], stale.theirs), cast(dict[str, Any], stale.mine)
            conflicts = [(str(form.fields[name].label), shown(name, theirs[name]), shown(name, mine[name])) for name in theirs]
            author = _author(request, organisation, list(theirs))
            form, version = _again(request, organisation, list(theirs)), stale.version
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect(sheet_url(organisation))
    context = {
        "form": form,
        "organisation": organisation,
        "version": version,
        "conflicts": conflicts,
        "author": author,
        "sheet": sheet_url(organisation),
    }
    return render(request, "organisations/edit.html", context, status=409 if conflicts else 422 if form.errors else 200)


def _author(request: HttpRequest, organisation: Organisation, names: list[str]) -> str:
    """Who changed these fields meanwhile, and when."""
    change = queries.last_change(organisation, names)
    if change is None:
        return ""
    at = date_format(timezone.localtime(change.at), "DATETIME_FORMAT")
    if change.by_id == request.user.pk:
        return _("Vous-même, ailleurs, le %(at)s") % {"at": at}
    return _("%(who)s, le %(at)s") % {"who": change.by or _("La plateforme"), "at": at}


def _again(request: HttpRequest, organisation: Organisation, names: list[str]) -> OrganisationForm:
    """The form with what the person typed, now that they have both texts before their eyes."""
    organisation.refresh_from_db()
    fresh = OrganisationForm(organisation=organisation)
    data = request.POST.copy()
    for name in names:
        value = fresh[name].value()
        data.setlist(fresh.add_initial_prefix(name), [str(one) for one in value] if isinstance(value, list) else [str(value or "")])
    form = OrganisationForm(data, organisation=organisation)
    form.is_valid()
    return form


@require_POST
@door(rules.can_edit_organisation, find=queries.find_organisation)
def organisation_confirm(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Everything is up to date: one click."""
    actions.confirm_organisation(organisation=organisation, by=person(request))
    messages.success(request, _("Merci : la fiche est confirmée à la date d’aujourd’hui."))
    return redirect(sheet_url(organisation))


@require_POST
@door(rules.can_edit_organisation, find=queries.find_organisation)
def organisation_publication(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Show the sheet to everyone, or take it off the public pages."""
    if request.POST.get("publication") == "oui":
        actions.publish_organisation(organisation=organisation, by=person(request))
        messages.success(request, _("La fiche est publique."))
    else:
        actions.unpublish_organisation(organisation=organisation, by=person(request))
        messages.success(request, _("La fiche n’est plus publique. Son équipe la voit toujours."))
    return redirect(sheet_url(organisation))
