"""Reviews in a territory's space, their paper, and what anyone reads of them."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core import autosave, clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import reviews as actions
from frenchimpact.territories.forms.reviews import ConclusionForm, DatesForm, LightsForm, PlanReviewForm
from frenchimpact.territories.models import Review, Territory
from frenchimpact.territories.papers.sheets import review_paper, steering_paper
from frenchimpact.territories.queries import reports
from frenchimpact.territories.queries import reviews as reads
from frenchimpact.territories.views.spaces import person, space_page


def _reviews_page(request: HttpRequest, territory: Territory, form: PlanReviewForm | None = None) -> HttpResponse:
    found = reads.reviews_of(territory)
    waiting = sorted((one for one in found if one.state != Review.State.CONCLUDED), key=lambda one: (one.due_on, one.pk))
    context = {
        "next_review": waiting[0] if waiting else None,
        "waiting": waiting,
        "done": [one for one in found if one.state == Review.State.CONCLUDED],
        "today": clock.today(),
        "has_plan": territory.actions.exists(),
        "form": form or PlanReviewForm(),
    }
    return space_page(request, territory, "review_list", context, tab="reviews", status=422 if form and form.errors else 200)


@door(find=queries.find_space)
def reviews(request: HttpRequest, territory: Territory) -> HttpResponse:
    """What is expected, then what was made."""
    return _reviews_page(request, territory)


@require_POST
@door(rules.can_run, find=queries.find_space)
@once
def review_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more review than those that the calendar makes."""
    form = PlanReviewForm(request.POST)
    if form.is_valid():
        try:
            review = actions.plan_review(territory=territory, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le bilan est prévu. Il s’ouvrira à la fin de sa période."))
            return redirect("territories:review", territory.reference, review.pk)
    return _reviews_page(request, territory, form)


def _review_page(
    request: HttpRequest,
    review: Review,
    *,
    dates: DatesForm | None = None,
    lights: LightsForm | None = None,
    conclusion: ConclusionForm | None = None,
    conflict: autosave.Conflict | None = None,
    narrative: str | None = None,
    error: str = "",
) -> HttpResponse:
    user, territory = request.user, review.territory
    runs = rules.can_run_review(user, review)
    is_whole = review.kind == Review.Kind.YEARLY
    facts = review.facts
    if facts is None and review.starts_on < clock.today():
        facts = reads.facts_of(territory, review.starts_on, min(review.ends_on, clock.today()))
    corrections = reports.corrections_of(review)
    is_refused = any(form is not None and form.errors for form in (dates, lights, conclusion))
    rows = reads.lights_of(review)
    context = {
        "review": review,
        "is_whole": is_whole,
        "today": clock.today(),
        "runs": runs,
        "may_move": runs and review.state in actions.OPEN,
        "may_write": runs and review.state != Review.State.CONCLUDED,
        "may_lock": runs and is_whole and review.state == Review.State.DATA_DUE and review.ends_on < clock.today(),
        "may_conclude": rules.can_conclude(user, review) and is_whole and review.state == Review.State.LOCKED,
        "is_tied": rules.supports(user, territory) and rules.is_tied(user, territory),
        "told": reports.told(territory, facts, corrections) if facts else None,
        "corrections": corrections,
        "rows": rows,
        "light_tones": reports.LIGHT_TONES,
        "dates": dates or DatesForm(initial={"starts_on": review.starts_on, "ends_on": review.ends_on, "due_on": review.due_on}),
        "lights": lights or LightsForm(rows=rows, is_whole=is_whole),
        "conclusion": conclusion or ConclusionForm(),
        "steps": list(review.recommendations.order_by("due_on", "pk")),
        "narrative": review.narrative if narrative is None else narrative,
        "conflict": conflict,
        "error": error,
        "marks": json.dumps({name: int(mark["version"]) for name, mark in review.marks.items()}),
    }
    status = 409 if conflict else 422 if is_refused or error else 200
    return space_page(request, territory, "review", context, tab="reviews", status=status)


@door(find=reads.find_review)
def review(request: HttpRequest, found: Review) -> HttpResponse:
    """One review: what is to be done now, then all that it tells."""
    return _review_page(request, found)


def _back(review: Review) -> HttpResponse:
    return redirect("territories:review", review.territory.reference, review.pk)


@require_POST
@door(rules.can_run_review, find=reads.find_review)
@once
def review_move(request: HttpRequest, found: Review) -> HttpResponseBase:
    """Other dates."""
    form = DatesForm(request.POST)
    if form.is_valid():
        try:
            actions.move_review(review=found, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Les dates sont changées."))
            return _back(found)
    return _review_page(request, found, dates=form)


@require_POST
@door(rules.can_run_review, find=reads.find_review)
@once
def review_open(request: HttpRequest, found: Review) -> HttpResponseBase:
    """Begin before its period is over."""
    actions.open_review(review=found, by=person(request))
    messages.success(request, _("Le bilan est ouvert."))
    return _back(found)


@require_POST
@door(rules.can_run_review, find=reads.find_review)
@once
def review_lights(request: HttpRequest, found: Review) -> HttpResponseBase:
    """The quarterly update is sent; the lights of a yearly review are kept."""
    form = LightsForm(request.POST, rows=reads.lights_of(found), is_whole=found.kind == Review.Kind.YEARLY)
    if form.is_valid():
        is_update = found.kind == Review.Kind.QUARTERLY
        act = actions.send_update if is_update else actions.save_lights
        try:
            act(review=found, lights=form.lights(), by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le point est envoyé. Merci.") if is_update else _("Les couleurs sont enregistrées."))
            return _back(found)
    return _review_page(request, found, lights=form)


@require_POST
@door(rules.can_run_review, find=reads.find_review)
@once
def review_lock(request: HttpRequest, found: Review) -> HttpResponseBase:
    """Keep the figures of the period as they are."""
    actions.lock_review(review=found, by=person(request))
    messages.success(request, _("Les chiffres sont arrêtés. Une valeur de la période change désormais par une correction, avec sa raison."))
    return _back(found)


@door(rules.can_run_review, find=reads.find_review)
def review_narrative(request: HttpRequest, found: Review) -> HttpResponse:
    """What the narrative saves by itself (PATCH), or with its button (POST)."""
    page = request.headers.get("X-Page", "")[:40] or request.POST.get("page", "")[:40] or "page"
    if request.method == "PATCH":
        changes = autosave.read_changes(request)
        return autosave.answer(lambda: actions.save_narrative(review=found, changes=changes, page=page, by=person(request)))
    if request.method != "POST":
        return HttpResponseNotAllowed(["PATCH", "POST"])
    text = request.POST.get("narrative", "")
    changes = {"narrative": autosave.Change(text, autosave.versions_shown(request).get("narrative", 0))}
    saved = actions.save_narrative(review=found, changes=changes, page=page, by=person(request))
    if saved.conflicts or saved.errors:
        error = str(saved.errors.get("narrative", ""))
        found.refresh_from_db(fields=["narrative", "marks"])
        return _review_page(request, found, conflict=saved.conflicts.get("narrative"), narrative=text, error=error)
    messages.success(request, _("Le récit est enregistré."))
    return _back(found)


@require_POST
@door(rules.can_conclude, find=reads.find_review)
@once
def review_conclude(request: HttpRequest, found: Review) -> HttpResponseBase:
    """The programme's conclusion, with reasons."""
    form = ConclusionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.conclude_review(
                review=found, conclusion=said["conclusion"], reasons=said["reasons"], plan=form.plan(), by=person(request)
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le bilan est conclu. Le collectif en est prévenu."))
            return _back(found)
    return _review_page(request, found, conclusion=form)


@require_POST
@door(rules.can_run_review, find=reads.find_review)
@once
def review_publish(request: HttpRequest, found: Review) -> HttpResponseBase:
    """Anyone may read it."""
    actions.publish_review(review=found, by=person(request))
    messages.success(request, _("Le bilan est publié."))
    return _back(found)


def _pdf(content: bytes, name: str, day: dt.date) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)[:60]}-{day:%Y-%m-%d}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@door(find=reads.find_review)
def review_pdf(request: HttpRequest, found: Review) -> HttpResponse:
    """The report for elected people: two pages at most."""
    return _pdf(review_paper(found), found.territory.name, found.ends_on)


@require_safe
@door(find=queries.find_space)
def steering_pdf(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The sheet of the day for the steering committee: two pages at most, without a review."""
    return _pdf(steering_paper(territory), f"copil-{territory.name}", clock.today())


# ── For everyone ─────────────────────────────────────────────────────────────────────────────────
@require_safe
@open_door
def public_review(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """A published yearly review."""
    found = reads.find_published_review(request.user, slug, day)
    corrections = reports.corrections_of(found)
    facts: Mapping[str, Any] = found.facts or {}
    context = {
        "review": found,
        "territory": found.territory,
        "told": reports.told(found.territory, dict(facts), corrections),
        "rows": reads.lights_of(found),
        "light_tones": reports.LIGHT_TONES,
        "steps": list(found.recommendations.order_by("due_on", "pk")),
    }
    return render(request, "territories/review_public.html", context)


@require_safe
@open_door
def public_review_pdf(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """The paper of a published review."""
    found = reads.find_published_review(request.user, slug, day)
    return _pdf(review_paper(found), found.territory.name, found.ends_on)
