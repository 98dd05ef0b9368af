"""Published answers on the desk's side (HA06): written, anonymised, validated by somebody else, read again each year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import cited, masks, precedents
from frenchimpact.barriers.actions.grounds import last_day
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.forms.precedents import PrecedentForm, ReasonForm, UntilForm
from frenchimpact.barriers.models import Barrier, Case, Mask, Precedent
from frenchimpact.barriers.queries import precedents as queries
from frenchimpact.barriers.queries.demand import find_barrier
from frenchimpact.barriers.queries.precedents import find_mask, find_written
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal, Stale, Text
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.geo.queries import TypedPlace, known_keys, place_chooser, places_by_keys, typed_place
from frenchimpact.journal.actions import once

SIZE = 25
# Fields of the form that are columns, in its order.
COLUMNS = (*(name for name in PrecedentForm.base_fields if name not in ("norms", "places", "themes")), "themes")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@door(rules.is_of_desk)
def precedent_desk_list(request: HttpRequest) -> HttpResponse:
    """What waits for somebody, then everything, by state."""
    state = request.GET.get("etat", "")
    known = ["", "draft", "review", "valid", "soon", "expired", "superseded", "withdrawn"]
    state = state if state in known else ""
    counts = queries.precedent_counts()
    words: dict[str, Text] = {"": _("Toutes"), "soon": _("À relire bientôt"), **dict(Precedent.State.choices)}
    here = reverse("barriers:precedent_desk_list")
    rows = queries.written_precedents(state)
    page = max(1, whole(request.GET.get("page", ""), 4) or 1)
    total = rows.count()
    last = max(1, -(-total // SIZE))
    page = min(page, last)

    def address(number: int) -> str:
        return f"{here}?etat={state}&page={number}" if state else f"{here}?page={number}"

    context = {
        "tabs": [(words[one], f"{here}?etat={one}" if one else here, one == state, None, counts.get(one, 0)) for one in known],
        "rows": list(rows[(page - 1) * SIZE : page * SIZE]),
        "state": state,
        "today": clock.today(),
        "is_operator": rules.can_keep_words(request.user),
        "pages": (
            address(page - 1) if page > 1 else None,
            address(page + 1) if page < last else None,
            _("Page %(page)s sur %(last)s") % {"page": page, "last": last},
        )
        if last > 1
        else None,
    }
    return render(request, "barriers/precedent_desk_list.html", context)


@require_POST
@once
@door(rules.is_of_desk)
def precedent_new(request: HttpRequest) -> HttpResponse:
    """A draft: from a case, from a barrier, or from nothing."""
    case: Case | None = None
    barrier: Barrier | None = None
    if reference := request.POST.get("case", ""):
        case = rules.readable_cases(request.user).filter(reference=reference).first()
        if case is None:
            messages.error(
                request, _("Ce cas n’existe pas, vous y êtes lié, ou vous n’avez pas encore dit si vous l’êtes : ouvrez-le d’abord.")
            )
            return redirect("barriers:precedent_desk_list")
    if reference := request.POST.get("barrier", ""):
        barrier = find_barrier(request.user, reference)
    made = precedents.draft_precedent(by=_person(request), case=case, barrier=barrier)
    messages.success(request, _("Brouillon ouvert avec ce qui est connu. Relisez chaque mot proposé au masquage."))
    return redirect("barriers:precedent_desk", made.reference)


def _initial(found: Precedent) -> dict[str, Any]:
    norms = [link.norm for link in found.norm_links.all()]
    return {**{name: getattr(found, name) for name in COLUMNS}, "norms": cited.lines_of(norms), "version": found.version}


@dataclass(frozen=True)
class Shown:
    """How the page of an answer is shown again after something typed was refused."""

    form: PrecedentForm | None = None
    version: int | None = None
    places: list[str] | None = None
    typed: TypedPlace | None = None
    refusal: Text = ""
    theirs: dict[str, Any] | None = None
    status: int = 200


def _page(request: HttpRequest, found: Precedent, shown: Shown | None = None) -> HttpResponse:
    shown = shown or Shown()
    keys = [link.place.key for link in found.places.all()] if shown.places is None else shown.places
    hidden = {mask.found: mask.replacement for mask in found.masks.all() if mask.is_hidden}
    case = found.case
    outcome = case.outcomes.first() if case else None
    user = request.user
    context = {
        "one": found,
        "form": shown.form or PrecedentForm(initial=_initial(found)),
        "version": found.version if shown.version is None else shown.version,
        "chooser": place_chooser(keys, shown.typed or TypedPlace()),
        "refusal": shown.refusal,
        "theirs": [(PrecedentForm.base_fields[name].label, value) for name, value in (shown.theirs or {}).items() if value],
        "masks": list(found.masks.all()),
        "undecided": sum(mask.is_hidden is None for mask in found.masks.all()),
        "hidden": hidden,
        "leaks": masks.leaks(found) if found.state in (Precedent.State.DRAFT, Precedent.State.REVIEW) else [],
        "original": "\n\n".join(filter(None, (case.title, case.wish, case.obstacle, outcome.answer if outcome else ""))) if case else "",
        "anonymous": masks.words_of(found),
        "checks": list(found.checks.select_related("by")[:20]),
        "useful": queries.useful_count(found),
        "comments": list(found.feedback.exclude(comment="")[:10]),
        "verbs": Precedent.FLOW.verbs(found.state),
        "is_author": user in found.writers,
        "reason_form": ReasonForm(),
        "until_form": UntilForm(initial={"valid_until": _first_until(found)}),
        "others": list(
            Precedent.objects.filter(state=Precedent.State.VALID)
            .exclude(pk=found.pk)
            .order_by("title")
            .values_list("reference", "title")[:500]
        )
        if "supersede" in Precedent.FLOW.verbs(found.state)
        else [],
        "kinds": Mask.Kind,
        "versions": list(versions_of(found)[:20]),
        "is_shown": found.state in (Precedent.State.VALID, Precedent.State.SUPERSEDED, Precedent.State.EXPIRED),
    }
    return render(request, "barriers/precedent_desk.html", context, status=shown.status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_see_draft, find=find_written)
def precedent_desk(request: HttpRequest, found: Precedent) -> HttpResponse:
    """One answer: its words, its masks, what may be done with it. Nothing typed is lost."""
    if found.case is not None and not rules.can_write_precedent(request.user, found):
        messages.info(request, _("Cette réponse vient d’un cas : dites d’abord si vous avez un lien avec qui demande."))
        return redirect("barriers:case", found.case.reference)
    if request.method != "POST":
        return _page(request, found)
    form = PrecedentForm(request.POST)
    version = whole(request.POST.get("version", ""), 9) or 0
    typed = typed_place(request.POST.get("lieu", ""))
    keys = known_keys(typed.added_to(request.POST.getlist("places")))
    if "search" in request.POST or typed.problem:
        return _page(request, found, Shown(form, version, keys, typed, status=422 if typed.problem else 200))
    if not form.is_valid():
        return _page(request, found, Shown(form, version, keys, status=422))
    values = dict(form.cleaned_data)
    norms = cited.cite(values.pop("norms"))
    try:
        values.pop("places")
        precedents.edit_precedent(precedent=found, version=version, by=_person(request), places=places_by_keys(keys), norms=norms, **values)
    except Stale as stale:
        theirs = cast(dict[str, Any], stale.theirs)
        return _page(request, found, Shown(form, stale.version, keys, refusal=stale.message, theirs=theirs, status=stale.status))
    except Refusal as refused:
        return _page(request, found, Shown(form, version, keys, refusal=refused.message, status=refused.status))
    messages.success(request, _("C’est enregistré."))
    return redirect("barriers:precedent_desk", found.reference)


@require_POST
@door(rules.can_write_precedent, find=find_written)
def precedent_mask(request: HttpRequest, found: Precedent) -> HttpResponse:
    """Decide of a proposal, of every one at once, or hide words that the assistant did not see."""
    by = _person(request)
    try:
        if request.POST.get("tout") == "masquer":
            masks.hide_all(precedent=found, by=by)
        elif key := whole(request.POST.get("masque", ""), 12):
            mask = find_mask(by, found.reference, key)
            masks.decide_mask(
                mask=mask, is_hidden=request.POST.get("verbe") != "garder", replacement=request.POST.get("remplacement", ""), by=by
            )
        else:
            masks.add_mask(precedent=found, found=request.POST.get("mots", ""), replacement=request.POST.get("remplacement", ""), by=by)
    except Refusal as refused:
        messages.error(request, str(refused.message))
    return redirect(reverse("barriers:precedent_desk", args=[found.reference]) + "#masquage")


def _first_until(found: Precedent) -> dt.date:
    """A year from now, or the end of what it rests on; today when that is over: the refusal then says so."""
    last, year = last_day(found), clock.today() + precedents.A_YEAR
    return max(min(last, year), clock.today()) if last is not None else year


def _until(request: HttpRequest) -> tuple[UntilForm, dict[str, Any]]:
    form = UntilForm(request.POST)
    return form, form.cleaned_data if form.is_valid() else {}


def _supersede(found: Precedent, request: HttpRequest) -> None:
    other = Precedent.objects.filter(reference=request.POST.get("par", "")).first()
    if other is None:
        raise Refusal(_("Choisissez la réponse qui la remplace."))
    precedents.supersede_precedent(precedent=found, by_precedent=other, by=_person(request))


def _publish(found: Precedent, request: HttpRequest) -> None:
    form, said = _until(request)
    if not said:
        raise Refusal(str(next(iter(form.errors.values()))[0]))
    precedents.publish_precedent(precedent=found, by=_person(request), valid_until=said["valid_until"])


def _confirm(found: Precedent, request: HttpRequest) -> None:
    form, said = _until(request)
    if not said:
        raise Refusal(str(next(iter(form.errors.values()))[0]))
    precedents.check_precedent(precedent=found, is_right=True, by=_person(request), **said)


# What each button does, and what is said once done.
MOVES: dict[str, tuple[Callable[[Precedent, HttpRequest], Any], Callable[[], str]]] = {
    "submit": (
        lambda found, request: precedents.submit_precedent(precedent=found, by=_person(request)),
        lambda: _("Elle part en validation. Une deuxième personne la publie."),
    ),
    "send_back": (
        lambda found, request: precedents.send_back(precedent=found, reason=request.POST.get("reason", ""), by=_person(request)),
        lambda: _("Elle est renvoyée à son auteur."),
    ),
    "publish": (_publish, lambda: _("Elle est publiée.")),
    "confirm": (_confirm, lambda: _("Elle est confirmée.")),
    "expire": (
        lambda found, request: precedents.check_precedent(
            precedent=found, is_right=False, note=request.POST.get("reason", ""), by=_person(request)
        ),
        lambda: _("Elle est marquée périmée : sa page le dit."),
    ),
    "supersede": (_supersede, lambda: _("Elle est remplacée : sa page mène à la nouvelle.")),
    "withdraw": (
        lambda found, request: precedents.withdraw_precedent(precedent=found, reason=request.POST.get("reason", ""), by=_person(request)),
        lambda: _("Elle est retirée : sa page dit pourquoi, et ne montre plus rien d’autre."),
    ),
    "correct": (
        lambda found, request: precedents.correct_precedent(precedent=found, reason=request.POST.get("reason", ""), by=_person(request)),
        lambda: _("Elle n’est plus visible : corrigez-la, puis envoyez-la en validation."),
    ),
    "rewrite": (
        lambda found, request: precedents.rewrite_precedent(precedent=found, by=_person(request)),
        lambda: _("Elle redevient un brouillon."),
    ),
}


@require_POST
@door(rules.can_write_precedent, find=find_written)
def precedent_move(request: HttpRequest, found: Precedent) -> HttpResponse:
    """One step of an answer."""
    move = MOVES.get(request.POST.get("verbe", ""))
    if move is None:
        return redirect("barriers:precedent_desk", found.reference)
    try:
        move[0](found, request)
    except Incomplete as missing:
        return _page(request, found, Shown(refusal=missing.message, status=missing.status))
    except Refusal as refused:
        return _page(request, found, Shown(refusal=refused.message, status=refused.status))
    messages.success(request, move[1]())
    return redirect("barriers:precedent_desk", found.reference)
