"""The session, seen by who holds it and by who sits."""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Criterion
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.design.papers import paper
from frenchimpact.design.words import hour
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.forms import ConclusionForm, PlanForm, SessionForm
from frenchimpact.reviews.models import Ballot, Juror, Jury, Passage, Review
from frenchimpact.reviews.scores import Offer, Regime, Verdict
from frenchimpact.reviews.views.juries import can_run_of, points, tabs

VERDICTS = {
    Verdict.NO_QUORUM: gettext_lazy("Pas assez de notes"),
    Verdict.ELIMINATED: gettext_lazy("Sous un seuil éliminatoire"),
    Verdict.FAVOURABLE: gettext_lazy("Au-dessus du seuil"),
    Verdict.RESERVED: gettext_lazy("Entre les deux seuils"),
    Verdict.UNFAVOURABLE: gettext_lazy("Sous les seuils"),
}
OFFERS = {
    Offer.SELECTED: gettext_lazy("Retenu par le classement"),
    Offer.TO_SETTLE: gettext_lazy("Ex æquo à départager"),
    Offer.WAITING: gettext_lazy("Liste d’attente"),
    Offer.NOT_SELECTED: "",
}


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _board_page(request: HttpRequest, jury: Jury, *, status: int = 200, **extra: Any) -> HttpResponse:
    hidden = rules.hidden_files(request.user, jury)
    board = queries.board_of(jury, _page_number(request), hidden)
    session = queries.session_of(jury)
    present = set(session.present.values_list("pk", flat=True)) if session else set()
    members = queries.jurors_of(jury)
    context = {
        "jury": jury,
        "tabs": tabs(jury, "board"),
        "board": board,
        "session": session,
        "present": present,
        "members": members,
        "minutes": queries.minutes_of(jury),
        "session_form": SessionForm(label_suffix="", initial={"quorum": len(members) // 2 + 1, "place": jury.sits_where}),
        "plan_form": PlanForm(label_suffix="", prefix="p", initial={"sits_at": jury.sits_at, "sits_where": jury.sits_where}),
        "verdicts": {str(key): words for key, words in VERDICTS.items()},
        "offers": {str(key): words for key, words in OFFERS.items()},
        "proposals": dict(Passage.Proposal.choices),
        "hidden_count": len(hidden),
        "hides_scores": rules.hides_scores(request.user, jury),
        "can_hold": rules.can_hold(request.user, jury),
        # The criteria make the table wide: they are columns when asked.
        "shows_criteria": bool(request.GET.get("criteres")),
        "points": points,
        "missing": {},
        # Why the session does not close.
        "trouble": "",
        "is_ranked": jury.cohort.regime == Regime.CONCOURS,
        **extra,
    }
    return render(request, "reviews/board.html", context, status=status)


@door(rules.can_run_juries, find=queries.find_jury)
def board(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Ranking with its thresholds, where members differ, and what was concluded."""
    return _board_page(request, jury)


@require_POST
@once
@door(rules.can_hold, find=queries.find_jury)
def session_plan(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Say when and where the jury is to sit."""
    form = PlanForm(request.POST, label_suffix="", prefix="p")
    if not form.is_valid():
        return _board_page(request, jury, status=422, plan_form=form)
    actions.plan_session(jury=jury, by=cast(User, request.user), **form.cleaned_data)
    messages.success(request, _("La date est fixée. Les membres sont prévenus."))
    return redirect("reviews:board", jury.pk)


@require_POST
@once
@door(rules.can_hold, find=queries.find_jury)
def session_hold(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Open the session."""
    form = SessionForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _board_page(request, jury, status=422, session_form=form)
    try:
        actions.hold_session(jury=jury, by=cast(User, request.user), **form.cleaned_data)
    except OutOfTurn:
        raise
    except Refusal as refusal:
        form.add_error("quorum", str(refusal.message))
        return _board_page(request, jury, status=422, session_form=form)
    messages.success(request, _("La séance est ouverte. Notez les présents, puis passez les dossiers."))
    return redirect("reviews:board", jury.pk)


@require_POST
@door(rules.can_hold, find=queries.find_jury)
def presence(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Who is there."""
    session = queries.session_of(jury)
    if session is None:
        raise Http404
    ids = [pk for text in request.POST.getlist("present") if (pk := whole(text)) is not None]
    actions.note_presence(session=session, present=list(jury.jurors.filter(pk__in=ids)))
    messages.success(request, _("Les présences sont notées."))
    return redirect("reviews:board", jury.pk)


def find_passing(user: Anyone, jury_id: int, reference: str) -> tuple[Jury, Passage]:
    """A file that passes before a jury that the person runs, or Http404; never one from which they are recused."""
    found = queries.find_jury(user, jury_id)
    passages = Passage.objects.select_related("session__jury__cohort", "application__organisation", "application__project")
    passages = passages.exclude(application__in=rules.hidden_files(user, found))
    passage = passages.filter(session__jury=found, application__reference=reference).first()
    if passage is None:
        raise Http404(_("Ce dossier ne passe pas devant ce jury."))
    return found, passage


@door(can_run_of, find=find_passing)
def passage(request: HttpRequest, found: tuple[Jury, Passage]) -> HttpResponse:
    """One file in session: scores before and after, voices, conclusion."""
    jury, passage = found
    line = next(one for one in queries.ranking_of(jury).lines if one.application_id == passage.application_id)
    initial = {
        "settled_position": passage.settled_position,
        "notes": passage.notes,
        "is_adjourned": passage.proposal == Passage.Proposal.ADJOURNED,
    }
    is_tied = line.is_tied and jury.cohort.regime == Regime.CONCOURS
    form = ConclusionForm(request.POST or None, label_suffix="", initial=initial, is_tied=is_tied)
    if request.method == "POST" and form.is_valid():
        try:
            actions.conclude_passage(passage=passage, **form.cleaned_data)
        except OutOfTurn:
            raise
        except Refusal as refusal:
            form.add_error("settled_position" if is_tied else None, str(refusal.message))
        else:
            if "first" in request.POST:
                actions.order_passages(session=passage.session, references=[passage.application.reference])
            messages.success(request, _("C’est noté pour ce dossier."))
            return redirect("reviews:board", jury.pk)
    sent = Review.objects.filter(jury=jury, application=passage.application, sent_at__isnull=False)
    reviews = list(sent.select_related("juror__user").prefetch_related("scores").order_by("juror_id"))
    out = queries.recused_from(jury, [passage.application_id])[passage.application_id]
    context = {
        "jury": jury,
        "passage": passage,
        "sheet": queries.sheet_of(passage.application, jury),
        "heard": queries.heard_on(passage.application, jury),
        "criteria": list(Criterion.objects.filter(call=passage.application.call_id)),
        "reviews": [
            {"review": one, "is_out": one.juror_id in out, "scores": {each.criterion_id: each for each in one.scores.all()}}
            for one in reviews
        ],
        "ballots": list(passage.ballots.select_related("juror__user")),
        "line": line,
        "is_tied": is_tied,
        "said": queries.said_of([passage], {passage.application_id: line})[passage.pk],
        "verdict": VERDICTS[line.verdict],
        "proposals": dict(Passage.Proposal.choices),
        "points": points,
        "form": form,
        "is_open": jury.state == Jury.State.SESSION,
    }
    return render(request, "reviews/passage.html", context, status=422 if form.errors else 200)


@require_POST
@once
@door(rules.can_hold, find=queries.find_jury)
def session_close(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Establish opinions and minutes."""
    session = queries.session_of(jury)
    if session is None:
        raise Http404
    try:
        actions.close_session(session=session, by=cast(User, request.user))
    except OutOfTurn:
        raise
    except Incomplete as refusal:
        return _board_page(request, jury, status=422, missing=refusal.missing)
    except Refusal as refusal:
        return _board_page(request, jury, status=422, trouble=refusal.message)
    messages.success(request, _("La séance est close. Le procès-verbal est établi : il attend les signatures."))
    return redirect("reviews:board", jury.pk)


def find_minutes(user: Anyone, jury_id: int) -> Jury:
    """A jury whose minutes the person may read: those who run it and those who sit. Http404 otherwise, or before closing."""
    found = rules.visible_juries(user).filter(pk=jury_id).first() or getattr(
        rules.seats_of(user).filter(jury=jury_id).first(), "jury", None
    )
    if found is None or queries.minutes_of(found) is None:
        raise Http404(_("Ce procès-verbal n’existe pas."))
    return found


def _moment(at: dt.datetime) -> str:
    """A day and an hour as people read them."""
    here = timezone.localtime(at)
    return f"{formats.date_format(here)}, {hour(here)}"


def _annex(user: Anyone, jury: Jury) -> list[list[str]]:
    """Who stands behind each reference of an anonymous jury: for those who run it, never for its members."""
    if not rules.can_run_juries(user, jury):
        return []
    passages = Passage.objects.filter(session__jury=jury).select_related("application__organisation").order_by("application__reference")
    return [[one.application.reference, one.application.organisation.name] for one in passages]


@door(find=find_minutes)
def minutes_paper(request: HttpRequest, jury: Jury) -> HttpResponse:
    """The minutes as an accessible PDF, with their signatures."""
    minutes = queries.minutes_of(jury)
    if minutes is None:
        raise Http404
    signatures = [[str(one.juror), _moment(one.at), one.dissent] for one in minutes.signatures.all()]
    words = {
        "opened": _("Séance ouverte le"),
        "closed": _("Séance close le"),
        "place": _("Lieu"),
        "regime": _("Régime"),
        "marks": _("Favorable à partir de / réservé à partir de"),
        "places": _("Places"),
        "recorded_by": _("Procès-verbal établi par"),
        "members": _("Membres"),
        "present": _("présent"),
        "absent": _("absent"),
        "chair": _("présidence"),
        "recusals": _("Déports"),
        "none": _("Aucun."),
        "none_yet": _("Aucune pour le moment."),
        "whole": _("toute la séance"),
        "lifted": _("levé par"),
        "experts": _("Experts entendus"),
        "files": _("Dossiers"),
        "file": _("Dossier"),
        "total": _("Total sur 100"),
        "rank": _("Rang"),
        "opinion": _("Avis"),
        "voices": _("Pour / contre / abstention"),
        "signatures": _("Signatures"),
        "quorum": _("Quorum"),
        "casting": _("voix de la présidence"),
        "settled": _("ex æquo, place"),
        "said": _("Ce qui a été dit"),
        "annex": _("Annexe réservée à l’autorité : qui présente chaque dossier"),
        "fingerprint": _("Empreinte SHA-256"),
    }
    content = dict(minutes.content)
    content["files"] = sorted(content["files"], key=lambda one: (one["rank"] is None, one["rank"] or 0, one["settled_position"] or 0))
    for name in ("opened_at", "closed_at"):
        content[name] = _moment(dt.datetime.fromisoformat(content[name]))
    content["regime"] = jury.cohort.get_regime_display()
    proposals = {str(key): str(label) for key, label in Passage.Proposal.choices}
    data = {
        "words": words,
        "content": {"is_anonymous": False, "recorded_by": "", "pass_mark": "", "reserve_mark": "", **content},
        "annex": _annex(request.user, jury) if content.get("is_anonymous") else [],
        "signatures": signatures,
        "sha256": minutes.sha256,
        "proposals": proposals,
    }
    title = _("Procès-verbal du jury – %(name)s") % {"name": f"{content['call']}, {content['cohort']}"}
    response = HttpResponse(paper("reviews/papers/minutes.typ", data, title=title), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="proces-verbal-{jury.pk}.pdf"'
    return response


@door(find=queries.find_seat)
def sitting(request: HttpRequest, juror: Juror) -> HttpResponse:
    """The session as a member lives it: files in turn, one's scores, one's voice; then the minutes to sign."""
    passages = queries.passages_for(juror)
    votes = dict(Ballot.objects.filter(juror=juror).values_list("passage", "choice"))
    mine = {
        one.application_id: one for one in Review.objects.filter(juror=juror, sent_at__isnull=False).prefetch_related("scores__criterion")
    }
    minutes = queries.minutes_of(juror.jury)
    session = queries.session_of(juror.jury)
    context = {
        "juror": juror,
        "jury": juror.jury,
        "session": session,
        "is_present": session is not None and session.present.filter(pk=juror.pk).exists(),
        "lines": [
            {
                "passage": one,
                "title": queries.title_of(one.application, juror.jury),
                "vote": votes.get(one.pk, ""),
                "scores": list(mine[one.application_id].scores.all()) if one.application_id in mine else [],
            }
            for one in passages
        ],
        "choices": Ballot.Choice.choices,
        "minutes": minutes,
        "signature": minutes.signatures.filter(juror=juror).first() if minutes else None,
    }
    return render(request, "reviews/sitting.html", context)


@require_POST
@door(find=queries.find_passage)
def ballot(request: HttpRequest, found: tuple[Juror, Passage]) -> HttpResponse:
    """Revise one's scores after the discussion, and vote."""
    juror, passage = found
    for criterion in Criterion.objects.filter(call=passage.application.call_id):
        text = request.POST.get(f"revised.{criterion.pk}", "")
        if text.isascii() and text.isdigit() and len(text) < 4:
            actions.revise_score(juror=juror, application=passage.application, criterion=criterion, value=int(text))
    choice = request.POST.get("choice", "")
    if choice in Ballot.Choice.values:
        actions.cast_ballot(juror=juror, passage=passage, choice=choice)
    messages.success(request, _("C’est noté. Vous pouvez changer jusqu’à la clôture de la séance."))
    return redirect("reviews:sitting", juror.jury_id)


@require_POST
@once
@door(find=queries.find_seat)
def minutes_sign(request: HttpRequest, juror: Juror) -> HttpResponse:
    """Sign the minutes."""
    actions.sign_minutes(juror=juror, dissent=request.POST.get("dissent", ""))
    messages.success(request, _("Vous avez signé le procès-verbal."))
    return redirect("reviews:sitting", juror.jury_id)
