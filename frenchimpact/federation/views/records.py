"""What other instances publish, for everyone: the list, a page each, and its source plainly said."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.design.incidents import gone
from frenchimpact.federation import lists
from frenchimpact.federation.actions.records import edit_record, hide_record
from frenchimpact.federation.forms import RecordForm
from frenchimpact.federation.models import Record
from frenchimpact.federation.queries.records import find_own_record, find_record
from frenchimpact.federation.rules import can_federate
from frenchimpact.journal.actions import once
from frenchimpact.vocabularies.queries import word


@open_door
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponseBase:
    """What other instances publish and that is not here, with its filters and its files."""
    asked = lists.ElsewhereList(request.GET)
    if asked.format == "atom":
        return _atom(asked)
    if asked.format:
        return _file(asked)
    return render(request, "federation/elsewhere.html", {"asked": asked})


def _atom(asked: lists.ElsewhereList) -> HttpResponseBase:
    entries = [
        {
            "nom": one.title,
            "adresse_fiche": settings.BASE_URL + reverse("federation:record", args=[one.pk]),
            "date": clock.date_of(one.changed_at).isoformat(),
            "description": _("%(name)s – source : %(url)s") % {"name": one.peer.name, "url": one.url},
            "themes": one.themes,
        }
        for one in asked.shown
    ]
    title, address = _("Ce que publient d’autres instances"), settings.BASE_URL + asked.url(format="atom")
    lines = atom_text(entries, title=title, address=address, ways={}, language=get_language() or "fr")
    return StreamingHttpResponse(lines, content_type=lists.FORMATS["atom"])


def _file(asked: lists.ElsewhereList) -> HttpResponseBase:
    cells = lists.record_cells(asked.rows)
    lines = csv_text(cells, columns=lists.COLUMNS) if asked.format == "csv" else json_text(cells)
    response = StreamingHttpResponse(lines, content_type=lists.FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="ailleurs-{clock.today().isoformat()}.csv"'
    return response


@require_safe
@door(find=find_record, visitors=True)
def record(request: HttpRequest, found: Record) -> HttpResponseBase:
    """One thing of another instance; the address of one that is here leads to it; of one that is gone, says so."""
    may_edit = can_federate(request.user)
    if found.organisation is not None and found.hidden_at is None and not may_edit:
        return redirect("atlas:organisation", found.organisation.slug)
    if found.gone_at is not None:
        words = _("« %(title)s » venait de %(instance)s, qui ne le publie plus depuis le %(on)s. Sa page y était : %(url)s")
        said = {"title": found.title, "instance": found.peer.name, "on": date_format(found.gone_at, "DATE_FORMAT"), "url": found.url}
        return gone(request, words % said)
    if found.hidden_at is not None and not may_edit:
        words = _("« %(title)s » n’est plus montré ici. %(instance)s, d’où il vient, le publie peut-être encore : %(url)s")
        return gone(request, words % {"title": found.title, "instance": found.peer.name, "url": found.url})
    told = {"record": found, "themes": [(code, word("theme", code)) for code in found.themes], "more": _more(found), "may_edit": may_edit}
    return render(request, "federation/record.html", told)


def _more(found: Record) -> list[tuple[str, str, Any]]:
    """What else the instance says, in the words of our pages; codes of theirs stand as they are."""
    words = {
        "commune_nom": _("Commune"),
        "adresse": _("Adresse"),
        "nature": _("Nature"),
        "reste": _("Reste"),
        "precision_prix": _("Prix"),
        "debut": _("Du"),
        "fin": _("Au"),
        "conditions": _("Conditions"),
        "issue": _("Issue"),
        "situation": _("Situation"),
        "base_juridique": _("Base juridique"),
        "limites": _("Limites"),
        "decide_le": _("Décidé le"),
        "version": _("Version"),
        "licence": _("Licence"),
        "auteurs": _("Auteurs"),
    }
    rows = [(label, found.content[name].replace("|", ", "), None) for name, label in words.items() if found.content.get(name)]
    numbers = [("SIRET", found.siret), ("SIREN", "" if found.siret else found.siren), ("RNA", found.rna), ("SWHID", found.swhid)]
    return rows + [(label, value, None) for label, value in numbers if value]


@require_http_methods(["GET", "POST"])
@door(find=find_own_record)
@once
def record_edit(request: HttpRequest, found: Record) -> HttpResponseBase:
    """Correct what the instance says; its next readings leave it."""
    form = RecordForm(request.POST if request.method == "POST" else None, record=found)
    if form.is_bound and form.is_valid():
        try:
            edit_record(record=found, changes=form.cleaned_data, by=_person(request))
            messages.success(request, _("C’est enregistré. Les prochaines moissons ne le changeront pas."))
            return redirect("federation:record", found.pk)
        except Refusal as refusal:
            explain(form, refusal)
    return render(request, "federation/record_edit.html", {"record": found, "form": form}, status=422 if form.errors else 200)


@require_POST
@door(find=find_own_record)
def record_hide(request: HttpRequest, found: Record) -> HttpResponseRedirect:
    """Take it from what is shown here, or put it back."""
    is_hidden = "hide" in request.POST
    hide_record(record=found, is_hidden=is_hidden, by=_person(request))
    messages.success(request, _("Cette fiche n’est plus montrée ici.") if is_hidden else _("Cette fiche est montrée de nouveau."))
    return redirect("federation:record", found.pk)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
