"""What an operator does with a jury: compose, open, assign, follow."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.assignment import Impossible
from frenchimpact.reviews.forms import JurorForm, JuryForm, PairForm, RecusalForm
from frenchimpact.reviews.models import Assignment, Juror, Jury, Recusal
from frenchimpact.reviews.scores import shown
from frenchimpact.vocabularies.queries import word


@require_http_methods(["GET", "POST"])
@once
@door(rules.can_run_juries)
def juries(request: HttpRequest) -> HttpResponse:
    """Every jury, and the cohorts that have none."""
    form = JuryForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        jury = actions.compose_jury(by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("Le jury est créé. Nommez ses membres."))
        return redirect("reviews:jury", jury.pk)
    context = {"juries": queries.juries_for(request.user), "form": form}
    return render(request, "reviews/juries.html", context, status=422 if form.errors else 200)


def tabs(jury: Jury, current: str) -> list[tuple[str, str, bool, None]]:
    """The parts of a jury's pages."""
    from django.urls import reverse

    names = [
        ("jury", _("Composition")),
        ("trials", _("Essai")),
        ("readers", _("Affectation")),
        ("experts", _("Experts")),
        ("board", _("Séance")),
        ("decisions", _("Décisions")),
    ]
    return [(words, reverse(f"reviews:{name}", args=[jury.pk]), name == current, None) for name, words in names]


def _jury_page(request: HttpRequest, jury: Jury, **extra: Any) -> HttpResponse:
    jurors = queries.jurors_of(jury)
    held = Q(ended_at=None)
    loads = dict(Assignment.objects.filter(held, juror__jury=jury).values_list("juror").annotate(count=Count("pk")))
    real = jury.reviews.filter(application__is_test=False, sent_at__isnull=False)
    sent = dict(real.values_list("juror").annotate(count=Count("pk")))
    members = [
        {
            "juror": one.juror,
            "undeclared": rules.undeclared_files(one.juror).count(),
            "recusals": one.standing,
            "load": loads.get(one.juror.pk, 0),
            "sent": sent.get(one.juror.pk, 0),
        }
        for one in jurors
    ]
    files = rules.files_before(jury)
    context = {
        "jury": jury,
        "tabs": tabs(jury, "jury"),
        "members": members,
        "file_count": files.count(),
        "juror_form": JurorForm(label_suffix="", prefix="j"),
        "recusal_form": RecusalForm(label_suffix="", prefix="r", jury=jury, files=files),
        # What is wrong with the reason for lifting a recusal, by recusal.
        "lifting": {},
        **extra,
    }
    return render(request, "reviews/jury.html", context, status=422 if extra else 200)


@door(rules.can_run_juries, find=queries.find_jury)
def jury(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Who sits, what they declared, how far they are."""
    return _jury_page(request, jury)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def juror_appoint(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Appoint someone, or correct their seat."""
    form = JurorForm(request.POST, label_suffix="", prefix="j")
    if not form.is_valid() or form.user is None:
        return _jury_page(request, jury, juror_form=form)
    values = {name: value for name, value in form.cleaned_data.items() if name != "email"}
    try:
        actions.appoint_juror(jury=jury, user=form.user, by=cast(User, request.user), **values)
    except OutOfTurn:
        raise
    except Refusal as refusal:
        form.add_error("email", str(refusal.message))
        return _jury_page(request, jury, juror_form=form)
    messages.success(request, _("%(who)s est au jury et reçoit une demande de déclaration.") % {"who": form.user})
    return redirect("reviews:jury", jury.pk)


def find_member(user: Anyone, jury_id: int, juror_id: int) -> tuple[Jury, Juror]:
    """A member of a jury that the person runs, or Http404."""
    found = queries.find_jury(user, jury_id)
    juror = found.jurors.select_related("user", "jury").filter(pk=juror_id).first()
    if juror is None:
        raise Http404(_("Cette personne n’est pas dans ce jury."))
    return found, juror


def can_run_of(user: Anyone, found: tuple[Jury, Any]) -> bool:
    """Whether the person runs the jury of what was found."""
    return rules.can_run_juries(user, found[0])


@require_POST
@door(can_run_of, find=find_member)
def juror_remove(request: HttpRequest, found: tuple[Jury, Juror]) -> HttpResponse:
    """Take someone out before the jury opens."""
    jury, juror = found
    actions.remove_juror(juror=juror, by=cast(User, request.user))
    messages.success(request, _("%(who)s n’est plus dans le jury.") % {"who": juror})
    return redirect("reviews:jury", jury.pk)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def jury_open(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Freeze the composition and begin."""
    actions.open_jury(jury=jury, by=cast(User, request.user))
    messages.success(request, _("Le jury est ouvert : sa composition est figée. Affectez maintenant les dossiers."))
    return redirect("reviews:readers", jury.pk)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def recusal_impose(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Take a member off a file, or off the session, for a reason."""
    form = RecusalForm(request.POST, label_suffix="", prefix="r", jury=jury, files=rules.files_before(jury))
    if not form.is_valid():
        return _jury_page(request, jury, recusal_form=form)
    given = form.cleaned_data
    actions.recuse(
        juror=given["juror"],
        because_of=given["application"],
        reason=given["reason"],
        origin=Recusal.Origin.IMPOSED,
        by=cast(User, request.user),
    )
    messages.success(request, _("Le déport est enregistré. La personne est prévenue."))
    return redirect("reviews:jury", jury.pk)


def find_recusal(user: Anyone, jury_id: int, recusal_id: int) -> tuple[Jury, Recusal]:
    """A recusal that holds, in a jury that the person runs, or Http404."""
    found = queries.find_jury(user, jury_id)
    recusal = Recusal.objects.filter(pk=recusal_id, juror__jury=found).select_related("juror__jury", "juror__user").first()
    if recusal is None:
        raise Http404(_("Ce déport n’existe pas."))
    return found, recusal


@require_POST
@once
@door(can_run_of, find=find_recusal)
def recusal_lift(request: HttpRequest, found: tuple[Jury, Recusal]) -> HttpResponse:
    """Bring a member back, for a reason that the minutes tell."""
    jury, recusal = found
    try:
        actions.lift_recusal(recusal=recusal, because=request.POST.get("because", ""), by=cast(User, request.user))
    except OutOfTurn:
        raise
    except Incomplete as refusal:
        return _jury_page(request, jury, lifting={recusal.pk: refusal.missing["because"]})
    except Refusal as refusal:
        return _jury_page(request, jury, lifting={recusal.pk: refusal.message})
    messages.success(request, _("Le déport est levé. La personne est prévenue."))
    return redirect("reviews:jury", jury.pk)


def points(value: Fraction | Decimal | None, places: int = 2) -> str:
    """A figure of the ranking as people read it, « 73,33 »; nothing when there is none."""
    figure = shown(value, places)
    return "" if figure is None else formats.number_format(figure, places)


def reasons_of(held: Assignment) -> list[str]:
    """Why this person reads this file, in words."""
    if held.is_by_hand:
        return [_("Confié à la main par %(who)s.") % {"who": held.by}]
    why = held.why
    reasons = [_("Aucun lien déclaré avec ce candidat.")]
    if themes := why.get("themes"):
        reasons.append(_("Connaît : %(themes)s.") % {"themes": ", ".join(str(word("theme", code)) for code in themes)})
    if why.get("only_expert"):
        reasons.append(_("Seule personne sans lien qui connaisse ce thème."))
    if why.get("from_elsewhere"):
        reasons.append(_("Vient d’une autre région que le candidat."))
    if "load" in why:
        reasons.append(
            _("Charge équilibrée : %(load)s dossiers, de %(low)s à %(high)s pour l’ensemble du jury.")
            % {"load": why["load"], "low": why["lowest_load"], "high": why["highest_load"]}
        )
        reasons.append(_("%(count)s personnes pouvaient lire ce dossier.") % {"count": why["possible_readers"]})
    return reasons


def _readers_page(request: HttpRequest, jury: Jury, *, status: int = 200, **extra: Any) -> HttpResponse:
    hidden = rules.hidden_files(request.user, jury)
    shown = rules.files_before(jury).exclude(pk__in=hidden)
    files = list(shown.select_related("organisation").order_by("reference"))
    held: dict[int, list[Assignment]] = {}
    for one in Assignment.objects.filter(juror__jury=jury, ended_at=None).select_related("juror__user", "by").order_by("juror_id"):
        held.setdefault(one.application_id, []).append(one)
    sent = set(jury.reviews.filter(sent_at__isnull=False).values_list("juror", "application"))
    rows = [
        {
            "application": one,
            "readers": [
                {"held": each, "reasons": reasons_of(each), "is_sent": (each.juror_id, one.pk) in sent} for each in held.get(one.pk, [])
            ],
        }
        for one in files
    ]
    context = {
        "jury": jury,
        "tabs": tabs(jury, "readers"),
        "rows": rows,
        "waiting": [one.juror for one in queries.jurors_of(jury) if rules.undeclared_files(one.juror).exists()],
        "pair_form": PairForm(label_suffix="", jury=jury, files=shown),
        "hidden_count": len(hidden),
        "lacking": [],
        "capacity": None,
        **extra,
    }
    return render(request, "reviews/readers.html", context, status=status)


@door(rules.can_run_juries, find=queries.find_jury)
def readers(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Who reads what, and why."""
    return _readers_page(request, jury)


def _trials_page(request: HttpRequest, jury: Jury, trouble: Text = "", *, status: int = 200) -> HttpResponse:
    is_hidden = rules.hides_scores(request.user, jury)
    context = {
        "jury": jury,
        "tabs": tabs(jury, "trials"),
        "trials": queries.trials_of(jury),
        "member_count": jury.jurors.count(),
        "is_hidden": is_hidden,
        "can_change": jury.state in {Jury.State.COMPOSED, Jury.State.OPEN} and not jury.reviews.filter(application__is_test=False).exists(),
        "possible": list(rules.possible_trials(jury).exclude(pk__in=rules.trial_files(jury)).order_by("reference")),
        "points": points,
        "trouble": trouble,
    }
    return render(request, "reviews/trials.html", context, status=status)


@door(rules.can_run_juries, find=queries.find_jury)
def trials(request: HttpRequest, jury: Jury) -> HttpResponse:
    """The trial reading: which test files, who scored them, how far apart."""
    return _trials_page(request, jury)


@require_POST
@door(rules.can_run_juries, find=queries.find_jury)
def trial_change(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Give a test file to everyone, or take one back."""
    by = cast(User, request.user)
    held = jury.trials.filter(application__reference=request.POST.get("end", "")).select_related("jury").first()
    chosen = rules.possible_trials(jury).filter(reference=request.POST.get("application", "")).first()
    try:
        if held is not None:
            actions.take_trial_back(trial=held, by=by)
        elif chosen is not None:
            actions.give_trial(jury=jury, application=chosen, by=by)
        else:
            return _trials_page(request, jury, _("Choisissez un dossier d’essai déposé de cet appel."), status=422)
    except OutOfTurn:
        raise
    except Refusal as refusal:
        return _trials_page(request, jury, refusal.message, status=409)
    return redirect("reviews:trials", jury.pk)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def readers_assign(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Let the solver give every file its readers, or say what is missing."""
    try:
        pairs = actions.assign_automatically(jury=jury, by=cast(User, request.user))
    except Impossible as impossible:
        files = Application.objects.select_related("organisation").in_bulk([one.file for one in impossible.shortages])
        lacking = [{"application": files[one.file], "missing": one.missing, "untied": one.untied} for one in impossible.shortages]
        capacity = {"needed": impossible.needed, "capacity": impossible.capacity, "lacks": impossible.lacks_capacity}
        return _readers_page(request, jury, status=409, lacking=lacking, capacity=capacity)
    messages.success(request, _("L’affectation est faite : %(count)s lectures. Chacune dit pourquoi.") % {"count": len(pairs)})
    return redirect("reviews:readers", jury.pk)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def reader_add(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Give a file by hand."""
    files = rules.files_before(jury).exclude(pk__in=rules.hidden_files(request.user, jury))
    form = PairForm(request.POST, label_suffix="", jury=jury, files=files)
    if form.is_valid():
        try:
            actions.assign_by_hand(by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Le dossier est confié."))
            return redirect("reviews:readers", jury.pk)
    return _readers_page(request, jury, status=422, pair_form=form)


def find_held(user: Anyone, jury_id: int, assignment_id: int) -> tuple[Jury, Assignment]:
    """A reading that stands, in a jury that the person runs, or Http404."""
    found = queries.find_jury(user, jury_id)
    standing = Assignment.objects.filter(juror__jury=found, ended_at=None).exclude(application__in=rules.hidden_files(user, found))
    held = standing.filter(pk=assignment_id).select_related("juror__jury").first()
    if held is None:
        raise Http404(_("Cette affectation n’existe plus."))
    return found, held


@require_POST
@door(can_run_of, find=find_held)
def reader_free(request: HttpRequest, found: tuple[Jury, Assignment]) -> HttpResponse:
    """Take a file back from a member."""
    jury, held = found
    actions.free_reader(assignment=held, reason=_("Retiré par l’opérateur"), by=cast(User, request.user))
    messages.success(request, _("Le dossier est retiré. Ce qui était noté est conservé et ne compte pas."))
    return redirect("reviews:readers", jury.pk)
