"""Deciding, the outbox, and what the applicant reads and answers."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews import messages as letters
from frenchimpact.reviews.forms import AnswerForm, DecisionForm, HandForm, LetterForm
from frenchimpact.reviews.models import Appeal, Batch, Decision, Jury, JuryOpinion, Letter, Passage
from frenchimpact.reviews.views.juries import can_run_of, points, tabs


@door(rules.can_run_juries, find=queries.find_jury)
def decisions(request: HttpRequest, jury: Jury) -> HttpResponse:
    """What the jury said, what is decided, what waits in the outbox."""
    actions.follow_notifications()
    hidden = rules.hidden_files(request.user, jury)
    context = {
        "jury": jury,
        "tabs": tabs(jury, "decisions"),
        "pending": [one for one in queries.decisions_of(jury) if one.application.pk not in hidden],
        "batches": queries.batches_of(jury),
        "appeals": [one for one in queries.open_appeals(jury) if one.decision.application_id not in hidden],
        "can_decide": rules.can_decide(request.user, jury.cohort),
        "adjourned": [one for one in queries.adjourned_of(jury) if one.application_id not in hidden],
        "cohorts": queries.cohorts_after(jury),
        "points": points,
    }
    return render(request, "reviews/decisions.html", context)


def find_adjourned(user: Anyone, jury_id: int, reference: str) -> tuple[Jury, Passage]:
    """A file that a jury run by the person put off, or Http404."""
    found = queries.find_jury(user, jury_id)
    hidden = rules.hidden_files(user, found)
    passage = next((one for one in queries.adjourned_of(found) if one.application.reference == reference), None)
    if passage is None or passage.application_id in hidden:
        raise Http404(_("Ce dossier n’est pas ajourné."))
    return found, passage


@require_POST
@once
@door(can_run_of, find=find_adjourned)
def carry_over(request: HttpRequest, found: tuple[Jury, Passage]) -> HttpResponse:
    """Give a file that was put off to another session of the call."""
    jury, passage = found
    chosen = request.POST.get("cohort", "")
    cohort = next((one for one in queries.cohorts_after(jury) if str(one.pk) == chosen), None)
    if cohort is None:
        messages.warning(request, _("Choisissez une session dont le jury n’a pas encore siégé."))
        return redirect("reviews:decisions", jury.pk)
    actions.carry_over(passage=passage, cohort=cohort, by=cast(User, request.user))
    words = _("%(reference)s sera jugé avec « %(cohort)s ». Le candidat est prévenu.")
    messages.success(request, words % {"reference": passage.application.reference, "cohort": cohort.title})
    return redirect("reviews:decisions", jury.pk)


def can_decide_now(user: Anyone, application: Application) -> bool:
    """Whoever may decide; on an appeal, someone else than the first time."""
    appeal = open_appeal(application)
    return rules.can_decide(user, application) and (appeal is None or rules.can_judge_appeal(user, appeal))


def open_appeal(application: Application) -> Appeal | None:
    """The appeal that waits to be judged, when there is one."""
    return (
        Appeal.objects.filter(decision__application=application, kind=Appeal.Kind.APPEAL, answer=None)
        .select_related("decision", "by")
        .first()
    )


@require_http_methods(["GET", "POST"])
@once
@door(can_decide_now, find=queries.find_decidable, fresh=True)
def decide(request: HttpRequest, application: Application) -> HttpResponse:
    """The decision on one file, beside the jury's opinion and the reasons that come from the reviews."""
    opinion = JuryOpinion.objects.get(application=application)
    appeal = open_appeal(application)
    reasons = queries.reasons_from(opinion)
    form = DecisionForm(request.POST or None, label_suffix="")
    if request.method == "POST":
        reasons = [{**one, "text": request.POST.get(f"reason-{one['code']}", "")} for one in reasons]
        if form.is_valid():
            try:
                actions.decide(application=application, by=cast(User, request.user), reasons=reasons, answers=appeal, **form.cleaned_data)
            except Incomplete as refusal:
                for name, text in refusal.missing.items():
                    form.add_error(name if name in form.fields else None, str(text))
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("La décision est prise. Son courrier attend dans la boîte d’envoi : rien n’est encore parti."))
                return redirect("reviews:decisions", application.cohort.jury.pk)
    context = {
        "application": application,
        "jury": application.cohort.jury,
        "opinion": opinion,
        "reasons": reasons,
        "form": form,
        "appeal": appeal,
        "replies": list(Appeal.objects.filter(decision__application=application).select_related("by").order_by("at")),
        "before": list(Decision.objects.filter(application=application).select_related("decided_by").order_by("number")),
        "points": points,
    }
    return render(request, "reviews/decide.html", context, status=422 if form.errors else 200)


def can_send(user: Anyone, batch: Batch) -> bool:
    """Whoever may decide in that cohort."""
    return rules.can_decide(user, batch)


def can_send_letter(user: Anyone, letter: Letter) -> bool:
    """Whoever may decide in that cohort."""
    return rules.can_decide(user, letter.batch)


@door(can_send, find=queries.find_batch)
def batch(request: HttpRequest, batch: Batch) -> HttpResponse:
    """The outbox: letters one after the other, to be read before they leave."""
    actions.follow_notifications()
    letters = list(
        batch.letters.select_related("decision__application__organisation", "read_by").order_by("decision__application__reference")
    )
    unread = sum(one.read_at is None for one in letters)
    waiting = [one for one in letters if one.notified_at is None]
    context = {"batch": batch, "jury": batch.cohort.jury, "letters": letters, "unread_count": unread, "waiting_count": len(waiting)}
    return render(request, "reviews/batch.html", context)


@require_http_methods(["GET", "POST"])
@door(can_send_letter, find=queries.find_outgoing)
def outgoing(request: HttpRequest, letter: Letter) -> HttpResponse:
    """One letter as it will leave: read, correct, approve; or note how it reached its addressee."""
    form = LetterForm(
        request.POST if "rewrite" in request.POST else None, label_suffix="", initial={"subject": letter.subject, "body": letter.body}
    )
    hand = HandForm(request.POST if "hand" in request.POST else None, label_suffix="", prefix="h")
    done = ""
    if "approve" in request.POST:
        actions.read_letter(letter=letter, by=cast(User, request.user))
        done = _("Le courrier est relu. Il partira avec les autres.")
    elif "rewrite" in request.POST and form.is_valid():
        actions.rewrite_letter(letter=letter, **form.cleaned_data)
        messages.success(request, _("Le courrier est corrigé. Relisez-le une dernière fois."))
        return redirect("reviews:outgoing", letter.pk)
    elif "hand" in request.POST and hand.is_valid():
        try:
            actions.notify_by_hand(letter=letter, **hand.cleaned_data)
        except Incomplete as refusal:
            for name, words in refusal.missing.items():
                hand.add_error(name, str(words))
        else:
            done = _("La notification est notée.")
    if done:
        messages.success(request, done)
        return redirect("reviews:batch", letter.batch_id)
    context = {"letter": letter, "jury": letter.batch.cohort.jury, "form": form, "hand_form": hand}
    return render(request, "reviews/outgoing.html", context, status=422 if form.errors or hand.errors else 200)


@require_POST
@once
@door(can_send, find=queries.find_batch, fresh=True)
def batch_send(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Every letter leaves."""
    actions.send_batch(batch=batch, by=cast(User, request.user))
    messages.success(request, _("Les courriers sont partis ensemble. Publiez quand tout le monde est notifié."))
    return redirect("reviews:batch", batch.pk)


@require_POST
@once
@door(can_send, find=queries.find_batch, fresh=True)
def batch_publish(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Results are public."""
    actions.publish_batch(batch=batch, by=cast(User, request.user))
    messages.success(request, _("Les résultats sont publiés."))
    return redirect("reviews:batch", batch.pk)


def _letter_page(request: HttpRequest, letter: Letter, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    decision = letter.decision
    appeals = list(decision.appeals.select_related("by").order_by("at"))
    open_one = next((one for one in appeals if one.kind == Appeal.Kind.APPEAL), None)
    if open_one is not None:
        form.allow_reply_only()
    is_waiting = open_one is not None and not open_one.is_late and not Decision.objects.filter(answers=open_one).exists()
    context: dict[str, Any] = {
        "letter": letter,
        "decision": decision,
        "application": decision.application,
        "appeals": appeals,
        "silence": letters.appeal_words(open_one) if open_one is not None and is_waiting else "",
        "has_appealed": open_one is not None,
        "can_answer": rules.can_answer(request.user, letter),
        "is_late": letter.is_final,
        "form": form,
    }
    return render(request, "reviews/letter.html", context, status=status)


@door(find=queries.find_letter)
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The decision as its addressee reads it, with the ways to answer."""
    return _letter_page(request, letter, AnswerForm(label_suffix=""))


@require_POST
@once
@door(rules.can_answer, find=queries.find_letter)
def letter_answer(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Reply, or appeal."""
    form = AnswerForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            appeal = actions.answer_decision(letter=letter, by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if appeal.is_late:
                messages.warning(
                    request, _("Votre recours est enregistré. Il arrive après la date limite : il peut être écarté pour cela.")
                )
            else:
                messages.success(request, _("Votre texte est enregistré et transmis."))
            return redirect("reviews:letter", letter.decision.application.reference, letter.decision.number)
    return _letter_page(request, letter, form, status=422)
