"""The funder's space: commitments that one keeps, their ledger, envelopes, funds and programmes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids.queries.spaces import chosen_funder, funder_frame
from frenchimpact.aids.rules import is_funder
from frenchimpact.commitments import actions, rules
from frenchimpact.commitments.forms.commitments import ClassesForm, CommitmentForm, CorrectionForm, MoveForm, WordsForm
from frenchimpact.commitments.lists import CommitmentList
from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.commitments.queries.answering import answer_of, prefilled, usual_origin
from frenchimpact.commitments.queries.kept import VERBS, find_entry, find_kept
from frenchimpact.commitments.queries.ledger import DOCUMENT, ledger_of
from frenchimpact.commitments.queries.numbers import waiting_numbers
from frenchimpact.commitments.showing import TONES, counts_words
from frenchimpact.commitments.views.public import SHOWN, list_context, list_file
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files import actions as files
from frenchimpact.files.queries import intake
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import is_operator

# Whom the money goes to, as the form calls it.
NAMED = {"beneficiary": "organisation"}
TABS: dict[str, Text] = {
    "kept_commitments": gettext_lazy("Engagements"),
    "envelopes": gettext_lazy("Enveloppes"),
    "vehicles": gettext_lazy("Fonds et programmes"),
    "grants_import": gettext_lazy("Importer des subventions"),
}
DOCUMENTS = intake("document")
NOT_KNOWN_YET = gettext_lazy(
    "Le programme ne connaît pas encore votre structure comme financeur : publiez une première aide, qu’il relit, ou demandez-lui de"
    " reprendre vos subventions publiées. Vous pourrez ensuite engager de l’argent ici."
)


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def space(request: HttpRequest, template: str, context: dict[str, Any], *, tab: str, status: int = 200) -> HttpResponse:
    """One page of the funder's space, under the tab of commitments and its part of it."""
    frame = funder_frame(request.user, "commitments:kept_commitments", request.GET.get("structure", ""))
    parts: list[tuple[Any, ...]] = [
        (words, reverse(f"commitments:{name}") + frame["funder_query"], name == tab, None) for name, words in TABS.items()
    ]
    if frame["is_operator"] and (waiting := waiting_numbers().count()):
        parts.append((_("Numéros à confirmer"), reverse("commitments:funder_numbers"), False, None, waiting))
    return render(request, f"commitments/{template}.html", {**frame, "parts": parts, **SHOWN, **context}, status=status)


def chosen_of(request: HttpRequest) -> Organisation | None:
    """The organisation that the address names among those of the person. Raises Http404 for another's."""
    slug = request.GET.get("structure", "")
    return chosen_funder(request.user, slug)[1] if slug else None


def asking(request: HttpRequest, form: forms.Form, *, tab: str, title: Text, button: Text, back: str, **more: Any) -> HttpResponse:
    """A page that asks one thing; refused with what was typed when the form has errors."""
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "text": "",
        "danger": False,
        "uploads": None,
        "twins": [],
        "over": "",
        "back_words": TABS[tab],
        **more,
    }
    return space(request, "asking", context, tab=tab, status=422 if form.errors or context["twins"] else 200)


def keep_papers(request: HttpRequest, entry: Entry | None) -> None:
    """The documents sent along with a line: what is refused is said, the line stays."""
    if entry is None:
        return
    taken = files.take_sent(
        sent=request.FILES, fields=request.POST, name="papers", owner=entry, purpose=DOCUMENT, intake=DOCUMENTS, by=person(request)
    )
    for name, words in taken.refused:
        messages.warning(request, _("« %(name)s » n’a pas été joint : %(why)s") % {"name": name, "why": words})


@require_safe
@door(is_funder)
def kept_commitments(request: HttpRequest) -> HttpResponseBase:
    """What one keeps, with its totals."""
    chosen = chosen_of(request)
    among, purses = rules.kept_commitments(request.user), rules.kept_envelopes(request.user)
    if chosen is not None:
        among, purses = rules.given_by(chosen, among), purses.filter(funder=chosen)
    fixed = {"structure": chosen.slug} if chosen else {}
    asked = CommitmentList(request.GET, reverse("commitments:kept_commitments"), among=among, fixed=fixed)
    if asked.format:
        return list_file(request, asked)
    envelopes = purses[:6]
    return space(request, "kept", {**list_context(asked), "envelopes": envelopes}, tab="kept_commitments")


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def commitment_add(request: HttpRequest) -> HttpResponseBase:
    """A new commitment; one that looks like another is shown beside it, and asked about."""
    asked = request.GET.get("demande", "")
    if request.method == "GET" and (answer := answer_of(request.user, asked)):
        messages.info(request, _("L’engagement %s répond déjà à cette demande.") % answer.reference)
        return redirect("commitments:kept_commitment", answer.reference)
    initial = prefilled(request.user, asked, is_sent=request.method == "POST")
    initial.setdefault("origin", usual_origin(request.user))
    form = CommitmentForm(request.POST or None, user=request.user, initial=initial)
    if not form.funders and not is_operator(request.user):
        messages.warning(request, NOT_KNOWN_YET)
        return redirect("commitments:kept_commitments")
    twins: Any = []
    is_asked = False
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            commitment = actions.open_commitment(
                said=form.said(),
                amount=found["amount"],
                on=found["on"],
                by=person(request),
                is_signed=found["step"] == "signed",
                note=found["note"],
                is_confirmed=found["is_confirmed"],
            )
        except actions.LooksLikeAnother as refusal:
            twins = refusal.twins
            if refusal.above:
                form.add_error("amount", str(refusal.above))
            is_asked = True
        except Refusal as refusal:
            explain(form, refusal, fields=NAMED)
        else:
            keep_papers(request, commitment.entries.first())
            messages.success(request, _("L’engagement %s est enregistré et public.") % commitment.reference)
            return redirect("commitments:kept_commitment", commitment.reference)
    if is_asked and not twins:
        form["is_confirmed"].label = _("Ce montant est juste : l’enregistrer quand même")
    if not is_asked:
        form.fields["is_confirmed"].widget = forms.HiddenInput()
    return asking(
        request,
        form,
        tab="kept_commitments",
        title=_("Enregistrer un engagement"),
        button=_("Enregistrer cet engagement"),
        back=reverse("commitments:kept_commitments"),
        text=_("Il sera public, ligne par ligne. Une erreur se corrige ; rien ne s’efface."),
        uploads=DOCUMENTS,
        twins=twins,
    )


@require_safe
@door(rules.can_write, find=find_kept)
def kept_commitment(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Its ledger, and what can be done now."""
    context = {
        "commitment": commitment,
        "lines": ledger_of(commitment),
        "tones": TONES,
        "counts": counts_words(commitment),
        "verbs": [
            (MOVES[verb].title, reverse("commitments:commitment_move", args=[commitment.reference, word]))
            for word, verb in VERBS.items()
            if Commitment.FLOW.can(verb, commitment.state)
        ],
    }
    return space(request, "kept_one", context, tab="kept_commitments")


class Move:
    """How one verb is asked: its words, what it proposes, the action that does it."""

    def __init__(
        self,
        title: Text,
        button: Text,
        text: Text,
        act: Callable[..., Commitment],
        proposed: Callable[[Commitment], Decimal],
        *,
        needs_note: bool = False,
        is_danger: bool = False,
        amount_label: Text = "",
    ) -> None:
        self.title, self.button, self.text, self.act, self.proposed = title, button, text, act, proposed
        self.needs_note, self.is_danger, self.amount_label = needs_note, is_danger, amount_label


MOVES = {
    "sign": Move(
        gettext_lazy("Enregistrer la signature"),
        gettext_lazy("Enregistrer la signature"),
        gettext_lazy("Le montant signé remplace le montant annoncé : il n’est pas compté deux fois."),
        actions.sign_commitment,
        lambda one: one.gross - one.cancelled,
    ),
    "pay": Move(
        gettext_lazy("Enregistrer un versement"),
        gettext_lazy("Enregistrer ce versement"),
        gettext_lazy("Le solde, ou une partie."),
        actions.pay_commitment,
        lambda one: one.due,
    ),
    "justify": Move(
        gettext_lazy("Enregistrer une justification"),
        gettext_lazy("Enregistrer cette justification"),
        gettext_lazy("Ce que le bénéficiaire a montré avoir dépensé comme convenu : un compte rendu financier, un bilan."),
        actions.justify_commitment,
        lambda one: one.paid - one.recovered - one.justified,
    ),
    "amend": Move(
        gettext_lazy("Enregistrer un avenant"),
        gettext_lazy("Enregistrer cet avenant"),
        gettext_lazy("Le registre gardera ce que l’avenant ajoute ou retire."),
        actions.amend_commitment,
        lambda one: one.gross - one.cancelled,
        amount_label=gettext_lazy("Nouveau montant de l’engagement, en euros"),
    ),
    "cancel": Move(
        gettext_lazy("Annuler ce qui n’est pas versé"),
        gettext_lazy("Annuler ce montant"),
        gettext_lazy("Tout le reste, ou une tranche. Il revient à son enveloppe."),
        actions.cancel_commitment,
        lambda one: one.due,
        needs_note=True,
        is_danger=True,
    ),
    "recover": Move(
        gettext_lazy("Récupérer ce qui a été versé"),
        gettext_lazy("Enregistrer cette récupération"),
        gettext_lazy("Tout, ou la partie qui n’a pas été dépensée comme convenu."),
        actions.recover_commitment,
        lambda one: one.paid - one.recovered,
        needs_note=True,
        is_danger=True,
    ),
}


@require_http_methods(["GET", "POST"])
@door(rules.can_write, find=find_kept, fresh=True)
@once
def commitment_move(request: HttpRequest, commitment: Commitment) -> HttpResponseBase:
    """One line more in its ledger."""
    verb = VERBS[cast(Any, request.resolver_match).kwargs["verb"]]
    move = MOVES[verb]
    back = reverse("commitments:kept_commitment", args=[commitment.reference])
    if not Commitment.FLOW.can(verb, commitment.state):
        messages.warning(request, _("Cette étape n’est pas possible dans l’état où en est cet engagement."))
        return redirect(back)
    form = MoveForm(
        request.POST or None,
        needs_note=move.needs_note,
        amount_label=str(move.amount_label),
        may_confirm=verb == "sign",
        initial={"amount": move.proposed(commitment)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            move.act(commitment=commitment, by=person(request), **form.cleaned_data)
        except actions.LooksLikeAnother as refusal:
            form.add_error("amount", str(refusal.above))
            form.fields["is_confirmed"].widget = forms.CheckboxInput()
        except Refusal as refusal:
            explain(form, refusal, fields=NAMED)
        else:
            keep_papers(request, commitment.entries.order_by("pk").last())
            messages.success(request, _("C’est enregistré, et public."))
            return redirect(back)
    return asking(
        request,
        form,
        tab="kept_commitments",
        title=move.title,
        button=move.button,
        back=back,
        text=move.text,
        danger=move.is_danger,
        uploads=DOCUMENTS,
        over=f"{commitment.reference} – {commitment.beneficiary_name}",
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_write, find=find_kept)
@once
def commitment_words(request: HttpRequest, commitment: Commitment) -> HttpResponseBase:
    """Its words, completed."""
    form = WordsForm(request.POST or None, user=request.user, commitment=commitment)
    back = reverse("commitments:kept_commitment", args=[commitment.reference])
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_commitment(commitment=commitment, by=person(request), terms=form.terms(), **form.fields_of())
        except Refusal as refusal:
            explain(form, refusal, fields=NAMED)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(back)
    title, button = _("Compléter l’engagement"), _("Enregistrer")
    return asking(request, form, tab="kept_commitments", title=title, button=button, back=back, over=commitment.reference)


@require_http_methods(["GET", "POST"])
@door(rules.can_write, find=find_kept)
@once
def commitment_classes(request: HttpRequest, commitment: Commitment) -> HttpResponseBase:
    """How it is counted, put right."""
    form = ClassesForm(request.POST or None, commitment=commitment)
    back = reverse("commitments:kept_commitment", args=[commitment.reference])
    if request.method == "POST" and form.is_valid():
        found = dict(form.cleaned_data)
        note = found.pop("note")
        try:
            actions.reclassify_commitment(commitment=commitment, by=person(request), note=note, **found)
        except Refusal as refusal:
            explain(form, refusal, fields=NAMED)
        else:
            messages.success(request, _("L’engagement est reclassé ; ce qui était connu avant reste dit comme il l’était."))
            return redirect(back)
    title, button = _("Corriger le classement"), _("Reclasser")
    text = _("Chaque écriture est reprise par une écriture contraire, puis récrite avec le bon classement.")
    return asking(request, form, tab="kept_commitments", title=title, button=button, back=back, text=text, over=commitment.reference)


@require_http_methods(["GET", "POST"])
@door(lambda user, entry: rules.can_write(user, entry.commitment), find=find_entry, fresh=True)
@once
def entry_correct(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """A line was wrong."""
    form = CorrectionForm(request.POST or None, initial={"amount": abs(entry.amount), "on": entry.value_on})
    back = reverse("commitments:kept_commitment", args=[entry.commitment.reference])
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        right = {} if found["is_removed"] else {"amount": found["amount"], "on": found["on"]}
        try:
            actions.correct_entry(entry=entry, by=person(request), note=found["note"], **right)
        except Refusal as refusal:
            explain(form, refusal, fields=NAMED)
        else:
            messages.success(request, _("L’écriture est corrigée par une écriture contraire."))
            return redirect(back)
    return asking(
        request,
        form,
        tab="kept_commitments",
        title=_("Corriger une écriture"),
        button=_("Corriger"),
        back=back,
        text=_("L’écriture reste lisible ; une écriture contraire l’annule, et la bonne la suit."),
        over=f"{entry.commitment.reference} – {entry.get_kind_display()}",
    )
