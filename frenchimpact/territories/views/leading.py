"""Who carries the territory, how it decides, where it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.geo.queries import place_chooser, places_by_keys, typed_place, vintage
from frenchimpact.journal.actions import once
from frenchimpact.territories import actions as room
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import leading as actions
from frenchimpact.territories.forms.collective import DescriptionForm, LeadForm, PerimeterForm, SuccessorForm
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.collective import heirs_of
from frenchimpact.territories.queries.said import description_words, seal_of
from frenchimpact.territories.views.collective import TAB, home
from frenchimpact.territories.views.pages import asking_page, seen_in, stale_of
from frenchimpact.territories.views.spaces import person


def _label_words() -> str:
    rights = _("Les droits suivent aussitôt : la nouvelle structure écrit, l’ancienne reste membre.")
    return f"{rights} {_('Le titulaire du label, lui, ne change pas ici : seul le programme le décide.')}"


def _lead_page(request: HttpRequest, territory: Territory, *, title: str, text: str, button: str) -> HttpResponseBase:
    members = [one for one in heirs_of(territory) if one.pk != territory.lead_id]
    form = LeadForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid() and (lead := form.organisation()) is not None:
        values = {name: form.cleaned_data[name] for name in ("since", "reason")}
        try:
            actions.change_lead(territory=territory, lead=lead, by=person(request), **values)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("%(name)s porte désormais le territoire.") % {"name": lead.name})
            # Whoever gave the territory over may have no other way in.
            still = rules.visible_spaces(request.user).filter(pk=territory.pk).exists()
            return redirect(home(territory) if still else "territories:territory_spaces")
    notices = [] if members else [_("Aucun autre membre n’a de fiche dans l’annuaire. Ajoutez d’abord la structure au collectif.")]
    return asking_page(request, territory, form, tab=TAB, title=title, button=button, back=home(territory), text=text, notices=notices)


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def lead_change(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Another member carries the territory."""
    return _lead_page(request, territory, title=_("Changer de chef de file"), text=_label_words(), button=_("Changer de chef de file"))


@require_http_methods(["GET", "POST"])
@door(rules.can_take_over, find=queries.find_space)
@once
def lead_takeover(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """The lead is gone: its successor, or an operator, says who carries the territory now."""
    lead = territory.lead
    if lead is None:
        text = _("Personne ne porte ce territoire aujourd’hui.")
    elif lead.closed_on is not None:
        text = _("%(name)s est fermée.") % {"name": lead.name}
    else:
        text = _("%(name)s n’a plus personne qui puisse l’administrer.") % {"name": lead.name}
    return _lead_page(
        request, territory, title=_("Prendre la suite du chef de file"), text=f"{text} {_label_words()}", button=_("Prendre la suite")
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def successor_name(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Who would take over."""
    members = [one for one in heirs_of(territory) if one.pk != territory.lead_id]
    initial = {"successor": str(territory.successor_id or "")}
    form = SuccessorForm(request.POST or None, members=members, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_successor(territory=territory, successor=form.organisation(), by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(home(territory))
    text = _("Si le chef de file ferme ou n’a plus d’administrateur, cette structure pourra prendre la suite elle-même, sans attendre.")
    title, back = _("Désigner qui prendrait la suite"), home(territory)
    return asking_page(request, territory, form, tab=TAB, title=title, button=_("Enregistrer"), back=back, text=text)


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def collective_edit(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Governance and contact."""
    initial = {name: getattr(territory, name) for name in ("governance", "contact_name", "contact_email")}
    form, stale, seen = DescriptionForm(request.POST or None, initial=initial), None, seen_in(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_collective(territory=territory, by=person(request), seen=seen, **form.cleaned_data)
        except Refusal as refusal:
            stale = stale_of(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(home(territory))
    title, shown = _("Gouvernance et contact"), seen or seal_of(description_words(territory))
    button, back = _("Enregistrer"), home(territory)
    return asking_page(request, territory, form, tab=TAB, title=title, button=button, back=back, seen=shown, stale=stale)


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def perimeter_edit(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """The official units of the perimeter, and words for the rest."""
    kept = [link.place.key for link in queries.places_of(territory)]
    form = PerimeterForm(request.POST or None, initial={"places": kept, "words": territory.perimeter_words})
    typed = typed_place(request.POST.get("lieu", ""))
    keys = typed.added_to(request.POST.getlist("places")) if request.method == "POST" else kept
    if request.method == "POST" and "search" not in request.POST and not typed.problem and form.is_valid():
        room.set_perimeter(territory=territory, places=places_by_keys(keys), words=form.cleaned_data["words"], by=person(request))
        messages.success(request, _("Le périmètre est enregistré."))
        return redirect(home(territory))
    text = _("Un territoire n’est pas une collectivité : il réunit les lieux qu’il faut. Ceux qui partent restent dans son histoire.")
    return asking_page(
        request,
        territory,
        form,
        tab=TAB,
        title=_("Périmètre"),
        button=_("Enregistrer le périmètre"),
        back=home(territory),
        text=text,
        template="perimeter",
        chooser=place_chooser(keys, typed),
        edition=vintage(),
        status=422 if typed.problem else 200,
    )
