"""What a juror does: declare ties, read, score, step aside."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Criterion
from frenchimpact.core import autosave
from frenchimpact.core.calendars import Entry, calendar_bytes, calendar_response
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.pages import render
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address
from frenchimpact.journal.actions import once
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.actions.readings import ABSTENTION
from frenchimpact.reviews.models import Declaration, Juror, Jury, Recusal, Review
from frenchimpact.reviews.pieces import Document
from frenchimpact.reviews.ties import Consequence, Sign, consequence_of
from frenchimpact.reviews.views.juries import points
from frenchimpact.reviews.views.papers import send_piece


@door()
def desk(request: HttpRequest) -> HttpResponse:
    """The juries where the person sits: ties to declare, files to read, sessions."""
    desks = [queries.desk_of(juror) for juror in queries.seats_for(request.user)]
    return render(request, "reviews/desk.html", {"desks": desks})


def sign_words(sign: Sign, detail: str) -> str:
    """What the product saw, in words."""
    words = {
        Sign.MEMBERSHIP: _("Vous êtes membre de cette structure."),
        Sign.FORMER_MEMBERSHIP: _("Vous avez quitté cette structure le %(detail)s."),
        Sign.WRITER: _("Vous participez à l’écriture de ce dossier."),
        Sign.PROJECT_TEAM: _("Vous êtes dans l’équipe de ce projet."),
        Sign.MANDATE: _("Un mandat lie cette structure à l’une des vôtres."),
        Sign.EMAIL_DOMAIN: _("Votre adresse est du même domaine : %(detail)s."),
        Sign.EARLIER_SUPPORT: _("Vous avez aidé cette structure à écrire un dossier : %(detail)s."),
        Sign.CO_APPLICATION: _("Une de vos structures a candidaté avec elle : %(detail)s."),
        Sign.DEALING: _("Une de vos structures lui offre ou lui vend quelque chose : %(detail)s."),
    }
    shown = formats.date_format(dt.date.fromisoformat(detail)) if sign is Sign.FORMER_MEMBERSHIP else detail
    return words[sign] % {"detail": shown}


def _ties_page(request: HttpRequest, juror: Juror, typed: Mapping[str, str], missing: Mapping[str, Text]) -> HttpResponse:
    lines = []
    for named in queries.names_to_declare(juror):
        code, said = named.code, named.declaration
        lines.append(
            {
                "id": code,
                "name": named.name,
                "partners": named.partners,
                "flags": [sign_words(flag.sign, flag.detail) for flag in named.flags],
                "nature": typed.get(f"nature-{code}", said.nature if said else ""),
                "words": typed.get(f"words-{code}", said.words if said else ""),
                "settled": named.settled,
            }
        )
    context = {
        "juror": juror,
        "jury": juror.jury,
        "lines": lines,
        "natures": Declaration.Nature.choices,
        "is_whole": consequence_of(juror.jury.cohort.regime) is Consequence.SESSION,
        "can_declare": rules.can_declare(request.user, juror),
        "missing": missing,
    }
    return render(request, "reviews/ties.html", context, status=422 if missing else 200)


@require_http_methods(["GET", "POST"])
@door(find=queries.find_seat)
def ties(request: HttpRequest, juror: Juror) -> HttpResponse:
    """The list of names on which a juror says their ties, before any file is seen."""
    if request.method == "GET":
        return _ties_page(request, juror, {}, {})
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    codes = {queries.code_of(juror, one): one.pk for one in rules.files_before(juror.jury)}
    said = [
        actions.Tie(pk, typed[f"nature-{code}"], typed.get(f"words-{code}", "")) for code, pk in codes.items() if f"nature-{code}" in typed
    ]
    try:
        actions.declare_ties(juror=juror, said=said, by=cast(User, request.user))
    except Incomplete as refusal:
        named = {f"{part}-{pk}": f"{part}-{code}" for code, pk in codes.items() for part in ("nature", "words")}
        return _ties_page(request, juror, typed, {named[name]: words for name, words in refusal.missing.items()})
    if rules.standing_recusals(juror).exists():
        messages.success(request, _("Votre déclaration est enregistrée. Le lien déclaré est pris en compte : voyez ci-dessous."))
    else:
        messages.success(request, _("Votre déclaration est enregistrée : aucun lien."))
    return redirect("reviews:desk")


def _evaluation_page(
    request: HttpRequest,
    found: queries.Evaluation,
    missing: Mapping[str, Text] | None = None,
    conflicts: Mapping[str, autosave.Conflict] | None = None,
) -> HttpResponse:
    """The page. What was typed on a field that changed meanwhile stands in it, under both texts; sent again, it is kept."""
    juror, application = found
    jury = juror.jury
    review = Review.objects.filter(juror=juror, application=application).first()
    trial = rules.awaited_trial(juror) if jury.state == Jury.State.OPEN and review is None else None
    if trial is not None and not rules.trial_files(jury).filter(pk=application.pk).exists():
        messages.info(request, _("Le dossier d’essai vient d’abord : les autres s’ouvrent une fois votre avis rendu sur lui."))
        return redirect("reviews:evaluation", jury.pk, trial.reference)
    if review is None and jury.state == Jury.State.OPEN:
        review = actions.start_review(juror=juror, application=application)
    lines = queries.desk_of(juror).files
    position = next((number for number, one in enumerate(lines) if one.application.pk == application.pk), None)
    others, hidden_count = queries.others_on(juror, application)
    answers = {**(actions.fields_of(review) if review else {}), **{name: str(one.mine) for name, one in (conflicts or {}).items()}}
    sheet = queries.sheet_of(application, jury)
    codes = {one.code for one in Criterion.objects.filter(call=application.call_id)}
    context: dict[str, Any] = {
        "juror": juror,
        "jury": jury,
        "application": application,
        "sheet": sheet,
        "is_trial": application.is_test,
        # Answers that feed no criterion: what the whole opinion may rest on.
        "loose": [one for one in sheet.answers if one.code not in codes],
        "used": {name.removeprefix("used.") for name, value in answers.items() if name.startswith("used.") and value},
        "heard": queries.heard_on(application, jury),
        "review": review,
        "is_writing": review is not None and review.sent_at is None and jury.state == Jury.State.OPEN,
        "grid": queries.grid_of(jury, answers, sheet),
        "abstention": ABSTENTION,
        "revised": dict(review.scores.filter(revised__isnull=False).values_list("criterion", "revised")) if review else {},
        "marks": json.dumps({name: int(mark["version"]) for name, mark in (review.marks if review else {}).items()}),
        "others": others,
        "hidden_count": hidden_count,
        "lines": lines,
        "position": None if position is None else position + 1,
        "before": lines[position - 1] if position else None,
        "after": lines[position + 1] if position is not None and position + 1 < len(lines) else None,
        "is_whole": consequence_of(jury.cohort.regime) is Consequence.SESSION,
        "missing": missing or {},
        "conflicts": {_field_words(jury, name): one for name, one in (conflicts or {}).items()},
        "opinion": answers.get("opinion", ""),
        "question": answers.get("question", ""),
    }
    return render(request, "reviews/evaluation.html", context, status=409 if conflicts else 422 if missing else 200)


def _field_words(jury: Jury, name: str) -> str:
    """What a field of the grid is called on the page."""
    part, _dot, key = name.partition(".")
    if part in {"score", "note"}:
        criterion = Criterion.objects.get(call=jury.cohort.call_id, pk=key)
        return criterion.title if part == "score" else _("%(criterion)s, note") % {"criterion": criterion.title}
    return {"opinion": _("Avis motivé"), "question": _("Question à poser en séance")}.get(part, _("Réponses sur lesquelles je m’appuie"))


@door(find=queries.find_evaluation)
def evaluation(request: HttpRequest, found: queries.Evaluation) -> HttpResponse:
    """One file on one side, the grid on the other."""
    return _evaluation_page(request, found)


@require_safe
@door(find=queries.find_piece)
def piece(request: HttpRequest, found: tuple[Juror, Document, StoredFile]) -> HttpResponse:
    """A document of the file: itself, or of an anonymous file a copy under a neutral name that no longer says who made it."""
    juror, document, file = found
    return send_piece(juror.jury, document, file) if juror.jury.is_anonymous else redirect(address(file))


@door(find=queries.find_review)
def review_save(request: HttpRequest, review: Review) -> HttpResponse:
    """What the grid saves by itself."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    page = request.headers.get("X-Page", "")[:40] or "page"
    return autosave.answer(lambda: actions.save_review(review=review, changes=changes, page=page))


@require_POST
@door(find=queries.find_review)
def review_send(request: HttpRequest, review: Review) -> HttpResponse:
    """Keep the grid; give the opinion and go to the next file, or leave it for later."""
    jury, reference = review.jury_id, review.application.reference
    found = queries.find_evaluation(request.user, jury, reference)
    versions = autosave.versions_shown(request)
    names = [
        "opinion",
        "question",
        *[f"{part}.{line.criterion.pk}" for line in queries.grid_of(review.jury, {}) for part in ("score", "note")],
    ]
    changes = {name: autosave.Change(request.POST[name], versions.get(name, 0)) for name in names if name in request.POST}
    # An unticked box is not sent.
    for name in (f"used.{one.key}" for one in queries.sheet_of(review.application, found[0].jury).answers):
        changes[name] = autosave.Change(request.POST.get(name, ""), versions.get(name, 0))
    saved = actions.save_review(review=review, changes=changes, page=request.POST.get("page", "")[:40] or "page")
    if saved.conflicts:
        return _evaluation_page(request, found, conflicts=saved.conflicts)
    if saved.errors:
        return _evaluation_page(request, found, saved.errors)
    if "draft" in request.POST:
        messages.success(request, _("Votre brouillon est enregistré. Vous pouvez fermer cette page."))
        return redirect("reviews:desk")
    try:
        actions.send_review(review=review)
    except Incomplete as refusal:
        return _evaluation_page(request, found, refusal.missing)
    coming = queries.desk_of(found[0]).next
    if coming is None:
        messages.success(request, _("Votre avis est rendu : c’était le dernier dossier."))
        return redirect("reviews:desk")
    messages.success(request, _("Votre avis est rendu. Voici le dossier suivant."))
    return redirect("reviews:evaluation", jury, coming.application.reference)


@require_safe
@door(find=queries.find_seat)
def session_ics(request: HttpRequest, juror: Juror) -> HttpResponse:
    """The planned session, for the member's own calendar."""
    jury = juror.jury
    if jury.sits_at is None:
        raise Http404(_("La séance de ce jury n’est pas encore prévue."))
    entry = Entry(
        key=f"jury-{jury.pk}",
        words=_("Séance du jury : %(name)s") % {"name": jury},
        starts=jury.sits_at,
        where=jury.sits_where,
        url=reverse("reviews:sitting", args=[jury.pk]),
    )
    return calendar_response(request, calendar_bytes([entry]), filename=f"jury-{jury.pk}", is_private=True)


@door(find=queries.find_seat)
def calibration(request: HttpRequest, juror: Juror) -> HttpResponse:
    """How the members scored the trial files, once one's own opinions on them are sent."""
    is_hidden = rules.awaited_trial(juror) is not None
    trials = [] if is_hidden else queries.trials_of(juror.jury, juror.pk)
    context = {"jury": juror.jury, "juror": juror, "is_hidden": is_hidden, "trials": trials, "points": points}
    return render(request, "reviews/calibration.html", context)


@require_http_methods(["GET", "POST"])
@once
@door(find=queries.find_evaluation)
def step_aside(request: HttpRequest, found: queries.Evaluation) -> HttpResponse:
    """The juror steps aside from a file, or from the whole session as the regime of the call wants it."""
    juror, application = found
    if application.is_test:
        raise Http404(_("Personne ne candidate avec un dossier d’essai : il n’y a pas de lien à avoir."))
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        user = cast(User, request.user)
        actions.recuse(juror=juror, because_of=application, reason=reason, origin=Recusal.Origin.OWN, by=user)
        messages.success(request, _("Votre déport est enregistré. Ce que vous aviez noté est conservé et ne compte pas."))
        return redirect("reviews:desk")
    context = {
        "juror": juror,
        "jury": juror.jury,
        "application": application,
        "title": queries.title_of(application, juror.jury),
        "is_whole": consequence_of(juror.jury.cohort.regime) is Consequence.SESSION,
        "is_refused": request.method == "POST",
    }
    return render(request, "reviews/step_aside.html", context, status=422 if request.method == "POST" else 200)
