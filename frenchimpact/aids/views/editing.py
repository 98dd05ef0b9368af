"""Writing an aid (FI03): facts and conditions on one page, beside whom they reach at the moment."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.aids import rules
from frenchimpact.aids.actions.catalogue import Condition, Ground, change_aid, create_aid, missing, words_of_value
from frenchimpact.aids.actions.publication import offer_aid
from frenchimpact.aids.contradictions import Contradiction, contradictions
from frenchimpact.aids.forms.aids import FACTS, AidForm, initial_of, keys
from frenchimpact.aids.models import Aid
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.reach import Reach, compile_draft, reach_of, themes_seen
from frenchimpact.aids.queries.spaces import chosen_funder, sent_back_reason
from frenchimpact.aids.queries.variants import last_proposal
from frenchimpact.aids.sentences import clauses_of, conditions_in, sentence_of
from frenchimpact.aids.views.spaces import person, space_page
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal, Stale, Text
from frenchimpact.core.explained import explain
from frenchimpact.geo.queries import Chooser, TypedPlace, place_chooser, places_by_keys, typed_place
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Organisation

# The two groups of places: the name of the field, and of what is typed beside it.
PLACES = {"places": "lieu", "excluded": "sauf"}

# « publish », said again by who knows that nobody meets the conditions today.
CONFIRMED = "confirmed"


@dataclass
class Draft:
    """The aid as the page has it at the moment, saved or not."""

    form: AidForm
    aid: Aid | None
    chosen: dict[str, list[str]]
    typed: dict[str, TypedPlace]
    # The funder of the aid, or those among whom it is chosen.
    funders: list[Organisation]

    @cached_property
    def ground(self) -> Ground:
        """Where it applies."""
        return Ground(tuple(places_by_keys(self.chosen["places"])), tuple(places_by_keys(self.chosen["excluded"])))

    @cached_property
    def values(self) -> dict[str, Any]:
        """The facts, as far as they can be read."""
        if self.form.is_bound:
            return self.form.values()
        return {name: getattr(self.aid, name) for name in FACTS} if self.aid else {}

    @cached_property
    def conditions(self) -> list[Condition]:
        """The conditions, as far as they can be read."""
        if self.form.is_bound:
            return self.form.conditions()
        return conditions_in(self.aid) if self.aid else []

    @cached_property
    def problems(self) -> list[Contradiction]:
        """What contradicts itself."""
        asked = any(condition.subject == "theme" and not condition.is_wish for condition in self.conditions)
        return contradictions(self.values, self.ground, self.conditions, today=clock.today(), themes_seen=themes_seen() if asked else None)

    @cached_property
    def reach(self) -> Reach:
        """Whom it reaches. Bounds in the wrong order reach nobody: they are left out of the count until they are mended."""
        sane = [one for one in self.conditions if one.minimum is None or one.maximum is None or one.minimum <= one.maximum]
        return reach_of(compile_draft(self.ground, sane))

    @property
    def meets_nobody(self) -> bool:
        """Whether no published project meets it, even with more answers; told only where there are projects."""
        counts = self.reach.crowd.counts
        return self.reach.total > 0 and not counts["suits"] and not counts["to_check"]

    @property
    def sentence(self) -> str:
        """To whom it is for, read aloud."""
        return sentence_of(self.ground, self.conditions)

    @property
    def clauses(self) -> list[str]:
        """The other conditions."""
        return clauses_of(self.conditions)

    @property
    def card(self) -> Aid:
        """What the list of aids would show of it."""
        values = {name: value for name, value in self.values.items() if name != "documents"}
        status = self.aid.status if self.aid else Aid.Status.DRAFT
        return Aid(**values, status=status, checked_at=clock.now())

    @property
    def choosers(self) -> dict[str, Chooser]:
        """The places chosen, and what was typed beside them."""
        return {name: place_chooser(self.chosen[name], self.typed[name]) for name in PLACES}

    @property
    def has_open_places(self) -> bool:
        """A place was typed that means nothing, or several."""
        return any(typed.problem for typed in self.typed.values())


def _saved_keys(aid: Aid | None) -> dict[str, list[str]]:
    rows = list(aid.aid_places.all()) if aid else []
    return {
        "places": keys(row.place for row in rows if not row.is_excluded),
        "excluded": keys(row.place for row in rows if row.is_excluded),
    }


def _draft(request: HttpRequest, aid: Aid | None, funders: list[Organisation], first: Organisation | None) -> Draft:
    is_sent = request.method == "POST"
    initial = initial_of(aid) if aid else {"funder": first, "rhythm": "permanent", "regime": "unknown", "way": "application"}
    form = AidForm(request.POST if is_sent else None, initial=initial, aid=aid, funders=funders, may_name=rules.can_moderate(request.user))
    typed = {name: typed_place(request.POST.get(text, "")) for name, text in PLACES.items()}
    chosen = {name: typed[name].added_to(request.POST.getlist(name)[:300]) for name in PLACES} if is_sent else _saved_keys(aid)
    if is_sent:
        form.is_valid()
    return Draft(form, aid, chosen, typed, [aid.funder] if aid and aid.funder else funders)


def _promise(request: HttpRequest, draft: Draft) -> Text:
    """What the button of publication will do."""
    if draft.aid and draft.aid.status == Aid.Status.SUBMITTED:
        return _("Cette aide attend la relecture du programme. Vous pouvez encore la modifier.")
    read = [one for one in draft.funders if not rules.publishes_at_once(request.user, one)]
    if not read:
        return _("Publiée, l’aide est visible de tous aussitôt, et comparée à tous les projets.")
    names = ", ".join(one.name for one in read)
    return _("Le programme relit la première aide de chaque financeur. Celle de %(names)s sera publique ensuite ; vous serez prévenu.") % {
        "names": names
    }


def _page(request: HttpRequest, draft: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    aid = draft.aid
    context = {
        "draft": draft,
        "form": draft.form,
        "aid": aid,
        "promise": _promise(request, draft),
        "goes_to_read": any(not rules.publishes_at_once(request.user, one) for one in draft.funders),
        "reason": sent_back_reason(aid) if aid else "",
        "proposal": last_proposal(aid) if aid else None,
        "lacking": _lacking(draft) if aid and "manque" in request.GET and request.method != "POST" else [],
        "differences": [],
        "asks_to_confirm": False,
        "here": reverse("aids:aid_edit", args=[aid.reference]) if aid else reverse("aids:aid_new"),
        **more,
    }
    return space_page(request, "aid_edit", context, status=status, part="panel" if "preview" in request.POST else None)


def _lacking(draft: Draft) -> list[tuple[str, str, str, str]]:
    """What publishing needs: what the field is called, what to write, where, and its name."""
    if draft.aid is None:
        return []
    found = []
    for name, words in missing(draft.aid).items():
        bound = draft.form[name]
        anchor = f"#chercher-{name}" if name in PLACES else f"#{bound.auto_id}{'_0' if bound.use_fieldset else ''}"
        found.append((str(bound.label), str(words), anchor, name))
    return found


def _save(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Write what was typed, then publish when it is asked; what is refused comes back with everything that was typed."""
    by = person(request)
    try:
        if draft.aid is None:
            aid = create_aid(
                by=by,
                values=draft.values,
                ground=draft.ground,
                conditions=draft.conditions,
                funder=draft.form.cleaned_data.get("funder"),
                funder_name="" if draft.form.cleaned_data.get("funder") else draft.form.cleaned_data.get("funder_name", ""),
            )
        else:
            aid = draft.aid
            change_aid(
                aid=aid,
                by=by,
                values=draft.values,
                ground=draft.ground,
                conditions=draft.conditions,
                version=draft.form.cleaned_data.get("version") or 0,
            )
    except Stale as stale:
        return _conflict(request, draft, stale)
    except Refusal as refusal:
        explain(draft.form, refusal)
        return _page(request, draft, status=refusal.status)
    return _after(request, aid, wants_public="publish" in request.POST)


def _after(request: HttpRequest, aid: Aid, *, wants_public: bool) -> HttpResponseBase:
    here = redirect("aids:aid_edit", aid.reference)
    if not wants_public:
        messages.success(request, _("C’est enregistré."))
        return here
    aid.refresh_from_db()
    try:
        is_public = offer_aid(aid=aid, by=person(request))
    except Incomplete:
        messages.warning(request, _("Votre texte est enregistré. Il manque encore de quoi publier l’aide."))
        return redirect(reverse("aids:aid_edit", args=[aid.reference]) + "?manque=1")
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return here
    if is_public:
        messages.success(request, _("« %(title)s » est publiée. Voici les projets qui correspondent.") % {"title": aid.title})
        return redirect("aids:aid_projects", aid.reference)
    messages.success(request, _("« %(title)s » est partie à la relecture. Vous serez prévenu.") % {"title": aid.title})
    return here


def _conflict(request: HttpRequest, draft: Draft, stale: Stale) -> HttpResponse:
    """Both texts, field by field; sent again, one's own replaces the other."""
    saved = find_editable(request.user, draft.aid.reference) if draft.aid else Aid()
    form = draft.form
    rows = [
        [str(form[name].label), words_of_value(draft.values[name]), words_of_value(getattr(saved, name))]
        for name in draft.values
        if draft.values[name] != getattr(saved, name)
    ]
    theirs = replace_draft(draft, saved)
    for label, mine, other in (
        (_("À qui, et où"), draft.sentence, theirs.sentence),
        (_("Autres conditions"), " · ".join(draft.clauses), " · ".join(theirs.clauses)),
    ):
        if mine != other:
            rows.append([label, mine, other])
    data = request.POST.copy()
    data["version"] = str(stale.version)
    form.data = data
    form.add_error(None, str(stale.message))
    return _page(request, draft, status=409, differences=rows)


def replace_draft(draft: Draft, saved: Aid) -> Draft:
    """The same page with what is saved."""
    return replace(draft, form=AidForm(aid=saved), aid=saved, chosen=_saved_keys(saved))


def _handle(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    if request.method != "POST" or "preview" in request.POST:
        return _page(request, draft)
    if "search" in request.POST:
        return _page(request, draft, status=422 if draft.has_open_places else 200)
    for one in draft.problems:
        if one.is_error and one.field in draft.form.fields and one.field not in draft.form.errors:
            draft.form.add_error(one.field, one.words)
    if draft.form.errors or draft.has_open_places:
        return _page(request, draft, status=422)
    if request.POST.get("publish", CONFIRMED) != CONFIRMED and draft.meets_nobody:
        return _page(request, draft, status=422, asks_to_confirm=True)
    return _save(request, draft)


@require_http_methods(["GET", "POST"])
@door(rules.is_funder)
@once
def aid_new(request: HttpRequest) -> HttpResponseBase:
    """A new one."""
    mine, first = chosen_funder(request.user, request.GET.get("structure", ""))
    return _handle(request, _draft(request, None, mine, first))


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_aid, find=find_editable)
@once
def aid_edit(request: HttpRequest, aid: Aid) -> HttpResponseBase:
    """One of ours."""
    return _handle(request, _draft(request, aid, [], None))
