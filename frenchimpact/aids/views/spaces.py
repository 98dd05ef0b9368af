"""The funder's space: what waits, the aids and what becomes of them."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids import presenting, rules
from frenchimpact.aids.actions import catalogue as actions
from frenchimpact.aids.actions.editions import duplicate_aid
from frenchimpact.aids.forms.moves import WithdrawForm
from frenchimpact.aids.models import Aid
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.matches import Crowd
from frenchimpact.aids.queries.spaces import aids_of_funder, crowds, funder_frame, home_of, is_stale, with_numbers
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once

SIZE = 20
TONES = {"draft": "info", "submitted": "warn", "published": "ok", "withdrawn": ""}
COLUMNS = (
    "reference",
    "titre",
    "financeur",
    "etat",
    "ouvre_le",
    "ferme_le",
    "projets_conviennent",
    "projets_a_verifier",
    "vues_30_jours",
    "demandes",
    "verifie_le",
)


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def space_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, tab: str = "aids:funder_aids", status: int = 200, **more: Any
) -> HttpResponse:
    """One page of the space, under its tab."""
    frame = funder_frame(request.user, tab, request.GET.get("structure", ""))
    everything = {**frame, "say": presenting, "tones": TONES, **context}
    return render(request, f"aids/{template}.html", everything, status=status, **more)


@require_safe
@door(rules.is_funder)
def funder_home(request: HttpRequest) -> HttpResponse:
    """For whom, what waits, how many projects each aid reaches (FI01)."""
    frame = funder_frame(request.user, "aids:funder_home", request.GET.get("structure", ""))
    home = home_of(request.user, frame["funder"])
    return space_page(request, "funder_home", {"home": home}, tab="aids:funder_home")


def _row(aid: Aid, crowd: Crowd | None) -> dict[str, Any]:
    counts = crowd.counts if crowd else {}
    return {
        "reference": aid.reference,
        "titre": aid.title,
        "financeur": aid.funder_words,
        "etat": aid.status,
        "ouvre_le": aid.opens_on.isoformat() if aid.opens_on else "",
        "ferme_le": aid.closes_on.isoformat() if aid.closes_on else "",
        "projets_conviennent": counts.get("suits", ""),
        "projets_a_verifier": counts.get("to_check", ""),
        "vues_30_jours": getattr(aid, "views", ""),
        "demandes": getattr(aid, "requests_sent", ""),
        "verifie_le": clock.date_of(aid.checked_at).isoformat(),
    }


@require_safe
@door(rules.is_funder)
def funder_aids(request: HttpRequest) -> HttpResponse:
    """All of them, with their states and numbers (FI02)."""
    frame = funder_frame(request.user, "aids:funder_aids", request.GET.get("structure", ""))
    state = request.GET.get("etat", "")
    found = with_numbers(aids_of_funder(request.user, frame["funder"])).order_by("-updated_at", "-pk")
    if state in TONES:
        found = found.filter(status=state)
    if request.GET.get("format") == "csv":
        return _file(list(found[:5000]))
    typed = request.GET.get("page", "1")
    page = max(1, int(typed[:4])) if typed.isascii() and typed.isdigit() else 1
    total = found.count()
    aids = list(found[(page - 1) * SIZE : page * SIZE])
    keep = "".join(f"&{name}={request.GET[name]}" for name in ("structure", "etat") if request.GET.get(name, "").replace("-", "").isalnum())
    last = max(1, -(-total // SIZE))
    context = {
        "aids": aids,
        "total": total,
        "crowds": crowds(aids),
        "is_stale": is_stale,
        "states": [(_("Toutes"), "?" + keep.replace(f"&etat={state}", "").lstrip("&"), not state, None)]
        + [
            (str(words), "?" + f"{keep.replace(f'&etat={state}', '')}&etat={code}".lstrip("&"), code == state, None)
            for code, words in Aid.Status.choices
            if code in TONES
        ],
        "csv": "?" + f"format=csv{keep}",
        "pages": (
            f"?page={page - 1}{keep}" if page > 1 else None,
            f"?page={page + 1}{keep}" if page < last else None,
            _("Page %(page)s sur %(last)s") % {"page": page, "last": last},
        )
        if last > 1
        else None,
    }
    return space_page(request, "funder_aids", context)


def _file(aids: list[Aid]) -> HttpResponse:
    reached = crowds(aids[:200])

    def rows() -> Iterator[dict[str, Any]]:
        for aid in aids:
            yield _row(aid, reached.get(aid.pk))

    response = HttpResponse("".join(csv_text(rows(), columns=COLUMNS, has_bom=True)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mes-aides-{clock.today().isoformat()}.csv"'
    return response


@require_POST
@door(rules.can_edit_aid, find=find_editable)
def aid_confirm(request: HttpRequest, aid: Aid) -> HttpResponse:
    """« Toujours vrai » : nothing changed."""
    actions.confirm_aid(aid=aid, by=person(request))
    messages.success(request, _("« %(title)s » : c’est noté, toujours vrai aujourd’hui.") % {"title": aid.title})
    return redirect("aids:funder_aids")


@require_POST
@door(rules.can_edit_aid, find=find_editable)
@once
def aid_duplicate(request: HttpRequest, aid: Aid) -> HttpResponse:
    """Last year's edition begins again, a year later."""
    copy = duplicate_aid(aid=aid, by=person(request))
    messages.success(request, _("Voici la copie, avec les dates un an plus tard. Relisez, puis publiez."))
    return redirect("aids:aid_edit", copy.reference)


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_aid, find=find_editable)
@once
def aid_withdraw(request: HttpRequest, aid: Aid) -> HttpResponseBase:
    """It is no longer offered."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_aid(aid=aid, reason=form.cleaned_data["reason"], by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(
                request, _("« %(title)s » n’est plus proposée. Son adresse le dit à ceux qui l’avaient gardée.") % {"title": aid.title}
            )
            return redirect("aids:funder_aids")
    context = {
        "form": form,
        "aid": aid,
        "title": _("Retirer cette aide"),
        "text": _("Plus aucun projet ne la trouvera. Les demandes déjà envoyées continuent, et vous pourrez la publier de nouveau."),
        "button": _("Retirer l’aide"),
        "danger": True,
    }
    return space_page(request, "funder_asking", context, status=422 if form.errors else 200)
