"""The two-sided board of promises, and each promise."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import offers as offering
from frenchimpact.territories.actions import promises as actions
from frenchimpact.territories.actions.attaching import DOCUMENTS
from frenchimpact.territories.forms.promises import AnswerForm, AskForm, KeptForm, ProgressForm, PromiseForm, TermsForm, WhyForm, key_of
from frenchimpact.territories.models import Commitment, Offer, Territory
from frenchimpact.territories.queries import agreements as agreed
from frenchimpact.territories.queries import commitments as reads
from frenchimpact.territories.queries import offers
from frenchimpact.territories.queries.promise_history import Terms, history_of
from frenchimpact.territories.queries.promises import WAITING, reliability
from frenchimpact.territories.views.attaching import take_papers
from frenchimpact.territories.views.pages import asking_page, frame_of, seen_in, stale_of
from frenchimpact.territories.views.spaces import person, space_page

TAB = "commitments"
# What each step is called: on its button, and on its page.
STEPS: dict[str, tuple[Any, Any]] = {
    "confirm": (
        gettext_lazy("Confirmer la promesse"),
        gettext_lazy("Vous dites que la partie l’a faite. Elle compte désormais dans sa fiabilité."),
    ),
    "decline": (gettext_lazy("L’écarter"), gettext_lazy("Rien n’a été promis : elle ne compte pour personne.")),
    "begin": (gettext_lazy("C’est commencé"), ""),
    "keep": (gettext_lazy("La promesse est tenue"), gettext_lazy("Une promesse tenue a une preuve. L’autre partie peut la contester.")),
    "contest": (
        gettext_lazy("Contester"),
        gettext_lazy("Vous dites que cette promesse n’est pas tenue. La partie devra la tenir, ou le reconnaître."),
    ),
    "break": (gettext_lazy("Elle ne sera pas tenue"), gettext_lazy("Le dire compte : le tableau le montre, avec la raison.")),
    "lift": (
        gettext_lazy("Lever d’un commun accord"),
        gettext_lazy("Plus personne ne l’attend. Elle ne compte plus dans la fiabilité de la partie."),
    ),
}


def _page(promise: Commitment) -> str:
    return reverse("territories:commitment", args=[promise.territory.reference, promise.pk])


def _board(territory: Territory) -> str:
    return reverse("territories:commitments", args=[territory.reference])


@require_safe
@door(find=queries.find_space)
def commitments(request: HttpRequest, territory: Territory) -> HttpResponse:
    """What each side promised, side by side, with how reliable each party is."""
    asked = reads.Asked.of(request.GET.dict())
    rows = list(reads.promises_of(territory, asked))
    if request.GET.get("format") == "csv":
        return csv_file(reads.export_rows(rows), name=f"promesses-{territory.slug}")
    mine, theirs = reads.both_sides(rows)
    context = {
        "asked": asked,
        "mine": mine,
        "theirs": theirs,
        "count": len(rows),
        "rates": reliability(territory),
        "agreements": agreed.agreements_of(territory),
        "bare": agreed.bare_amount(territory),
        "states": [*Commitment.State.choices, (reads.LATE, _("En retard"))],
        "may_record": rules.can_record(request.user, territory),
    }
    return space_page(request, territory, "commitments", context, tab=TAB)


@require_http_methods(["GET", "POST"])
@door(rules.can_record, find=queries.find_space)
@once
def commitment_add(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more promise."""
    parties = agreed.parties_of(territory)
    form = PromiseForm(request.POST or None, territory=territory, parties=parties, initial={"party": key_of(parties[0])})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_promise(by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            is_sure = made.state == Commitment.State.PROMISED
            messages.success(
                request,
                _("La promesse est inscrite. La partie en est prévenue.")
                if is_sure
                else _("La promesse est inscrite. Elle comptera quand %(party)s l’aura confirmée.") % {"party": made.party},
            )
            return redirect(_page(made))
    notices = [_("Pour inscrire ce que l’État ou un financeur a promis, ajoutez d’abord cette partie.")] if len(parties) == 1 else []
    text = _(
        "Ce qui est promis, par qui, pour quel jour. Tout le monde le lira, quel que soit le côté. "
        "La promesse d’une autre partie compte une fois confirmée par elle."
    )
    return asking_page(
        request,
        territory,
        form,
        tab=TAB,
        title=_("Inscrire une promesse"),
        button=_("Inscrire cette promesse"),
        back=_board(territory),
        text=text,
        notices=notices,
    )


def _steps(request: HttpRequest, promise: Commitment) -> list[str]:
    """The steps that the person may take now, the one hoped for first."""
    verbs = [verb for verb in Commitment.FLOW.verbs(promise.state) if rules.can_move(request.user, promise, verb)]
    return sorted(verbs, key=lambda verb: verb != "keep")


@require_safe
@door(find=reads.find_promise)
def commitment(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """One promise: its terms, where it stands, its proof, all that happened."""
    return _commitment_page(request, promise)


def _commitment_page(request: HttpRequest, promise: Commitment, *, status: int = 200, **more: Any) -> HttpResponse:
    user, is_open = request.user, promise.state in WAITING
    context = {
        "promise": promise,
        "moments": history_of(promise),
        "was_late": reads.was_late(promise),
        "steps": _steps(request, promise),
        "step_words": {verb: words[0] for verb, words in STEPS.items()},
        "may_tell": is_open and rules.can_tell_progress(user, promise),
        "may_change": is_open and rules.can_ask_terms(user, promise),
        "offer": (offer := offers.offer_of(promise)),
        "offer_words": offers.words_of(offer),
        "may_agree": offer is not None and rules.can_answer_offer(user, offer),
        "may_end": offer is not None and rules.can_end_offer(user, offer),
        "may_ask": bool(reads.answers_to(promise)) and rules.can_ask_answer(user, promise) and not rules.answers_by_itself(promise.party),
        "papers": list(files_of(promise, actions.PROOF)),
        "may_prove": rules.can_speak_for(user, promise.party),
        "ask_form": AskForm(auto_id="a_%s"),
        "intake": DOCUMENTS,
        "refused": [],
        **frame_of(request, promise.territory, _page(promise)),
        **more,
    }
    return space_page(request, promise.territory, "commitment", context, tab=TAB, status=status)


@require_http_methods(["GET", "POST"])
@door(rules.can_ask_terms, find=reads.find_promise)
@once
def commitment_change(request: HttpRequest, promise: Commitment) -> HttpResponseBase:
    """Other terms: at once when they ease the promise and the side that benefits says so, else asked of the other side."""
    initial = {name: getattr(promise, name) for name in ("title", "unit", "quantity", "due_on")}
    form, stale = TermsForm(request.POST or None, initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            waits = offering.change_terms(promise=promise, by=person(request), seen=seen_in(request), **form.cleaned_data)
        except Refusal as refusal:
            stale = stale_of(form, refusal)
        else:
            messages.success(
                request,
                _("La demande est envoyée. Rien ne change avant l’accord de l’autre partie.")
                if waits
                else _("La promesse a changé. Ce qui était promis avant reste dans son histoire."),
            )
            return redirect(_page(promise))
    text = _(
        "Le côté à qui l’on a promis peut accorder un jour plus lointain ou une quantité moindre. "
        "Tout autre changement attend l’accord de l’autre côté."
    )
    return asking_page(
        request,
        promise.territory,
        form,
        tab=TAB,
        title=_("Changer ce qui est promis"),
        button=_("Enregistrer"),
        back=_page(promise),
        text=text,
        seen=seen_in(request) or Terms.of(promise).seal,
        stale=stale,
        **frame_of(request, promise.territory, _page(promise)),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_tell_progress, find=reads.find_promise)
@once
def commitment_progress(request: HttpRequest, promise: Commitment) -> HttpResponseBase:
    """How far it is."""
    initial = {"delivered": promise.delivered, "owner": promise.owner, "action": str(promise.action_id or "")}
    form = ProgressForm(request.POST or None, initial=initial, promise=promise, actions=list(promise.territory.actions.all()))
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_progress(promise=promise, by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(_page(promise))
    frame = frame_of(request, promise.territory, _page(promise))
    title, back = _("Où en est cette promesse"), _page(promise)
    return asking_page(request, promise.territory, form, tab=TAB, title=title, button=_("Enregistrer"), back=back, **frame)


@require_http_methods(["GET", "POST"])
@door(rules.can_move_now, find=reads.find_promise_to_move)
@once
def commitment_move(request: HttpRequest, found: tuple[Commitment, str]) -> HttpResponseBase:
    """One step of a promise, with its proof or its reason."""
    promise, verb = found
    if verb not in STEPS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form: django_forms.Form
    if verb == "keep":
        form = KeptForm(data, promise=promise, initial={"delivered": promise.quantity})
    else:
        form = django_forms.Form(data) if verb in ("begin", "confirm") else WhyForm(data)
    if request.method == "POST" and form.is_valid():
        try:
            if verb == "lift":
                waits = offering.lift_promise(promise=promise, by=person(request), **form.cleaned_data)
            else:
                waits = None
                actions.move_promise(promise=promise, verb=verb, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(
                request,
                _("La demande est envoyée. Rien ne change avant l’accord de l’autre partie.")
                if waits
                else _("C’est enregistré. L’autre partie en est prévenue."),
            )
            return redirect(_page(promise))
    title, text = STEPS[verb]
    notices = []
    if not Commitment.FLOW.can(verb, promise.state):
        notices = [_("Cette étape n’est plus possible : la promesse est « %(state)s ».") % {"state": promise.get_state_display()}]
    return asking_page(
        request,
        promise.territory,
        form,
        tab=TAB,
        title=title,
        button=title,
        back=_page(promise),
        text=text,
        notices=notices,
        template="commitment_move",
        promise=promise,
        **frame_of(request, promise.territory, _page(promise)),
        danger=verb in ("contest", "break", "decline"),
    )


@require_POST
@door(rules.can_end_offer, find=offers.find_offer)
@once
def commitment_offer(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    """What one side asks is agreed by the other; or it is refused, or taken back."""
    promise, is_agreed = offer.commitment, "agree" in request.POST
    if is_agreed and not rules.can_answer_offer(request.user, offer):
        raise PermissionDenied
    try:
        offering.answer_offer(offer=offer, is_agreed=is_agreed, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("C’est enregistré. L’autre partie en est prévenue."))
    return redirect(_page(promise))


@require_POST
@door(rules.can_tell_progress, find=reads.find_promise)
@once
def commitment_prove(request: HttpRequest, promise: Commitment) -> HttpResponseBase:
    """Documents that prove it."""
    page = partial(_commitment_page, request, promise)
    return take_papers(request, promise, purpose=actions.PROOF, name="papers", page=page, back=_page(promise))


@require_POST
@door(rules.can_ask_answer, find=reads.find_promise)
@once
def commitment_ask(request: HttpRequest, promise: Commitment) -> HttpResponseBase:
    """Send the link by which a party without account answers."""
    form = AskForm(request.POST, auto_id="a_%s")
    if form.is_valid():
        try:
            actions.ask_answer(promise=promise, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le lien part vers %(email)s.") % form.cleaned_data)
            return redirect(_page(promise))
    return _commitment_page(request, promise, ask_form=form, status=422)


@open_door
def commitment_answer(request: HttpRequest, key: str) -> HttpResponse:
    """A party without account says where one promise stands. Opening the page does nothing."""
    found = reads.promise_by_key(key)
    if found is None:
        return render(request, "territories/link_gone.html", status=410)
    promise, may_answer = found
    form, status = AnswerForm(request.POST or None, promise=promise, auto_id="%s"), 200
    if request.method == "POST" and may_answer:
        if form.is_valid():
            try:
                actions.answer_promise(promise=promise, **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
            else:
                return redirect("territories:commitment_answer", key)
        status = 422
    context = {"promise": promise, "territory": promise.territory, "form": form, "may_answer": may_answer}
    return render(request, "territories/commitment_answer.html", context, status=status)
