"""Policy notes at the desk: written with their evidence, read before they leave, followed after."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import note_corrections, note_replies, note_sending
from frenchimpact.barriers.actions import note_evidence as proofs
from frenchimpact.barriers.actions import notes as actions
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.forms.notes import AddressForm, DraftForm, OpenForm, ReplyForm, TextForm, WhyForm
from frenchimpact.barriers.models import NoteLetter, PolicyNote
from frenchimpact.barriers.queries import notes as reads
from frenchimpact.barriers.queries.evidence import number_evidence
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.journal.actions import once

State = PolicyNote.State
SIZE = 50


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


@require_safe
@door(rules.is_of_desk)
def kept_notes(request: HttpRequest) -> HttpResponse:
    """Drafts, notes that wait, notes answered."""
    asked = request.GET.get("etat", "")
    found = reads.desk_notes()
    tabs: list[tuple[Any, str, bool, None]] = [(_("Toutes"), reverse("barriers:kept_notes"), asked not in State.values, None)]
    tabs += [(words, f"{reverse('barriers:kept_notes')}?etat={code}", asked == code, None) for code, words in State.choices]
    if asked in State.values:
        found = found.filter(state=asked)
    context = {"rows": [standing_of(one) for one in found[:SIZE]], "tabs": tabs, "is_filtered": asked in State.values}
    return render(request, "barriers/kept_notes.html", context)


def standing_of(note: PolicyNote) -> tuple[PolicyNote, Any, str]:
    """A note with where it stands, and the tone of its badge."""
    code = reads.standing(note)
    return note, reads.standing_words(code, note), reads.TONES.get(code, "line")


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_of_desk)
@once
def note_new(request: HttpRequest) -> HttpResponseBase:
    """A draft: its title, and the barriers that it asks to lift."""
    form = OpenForm(request.POST or None, initial={"barriers": request.GET.getlist("frein")})
    if request.method == "POST" and form.is_valid():
        try:
            with_sentences = "propose" in request.POST
            note = actions.open_note(title=form.cleaned_data["title"], barriers=form.chosen(), by=person(request))
            if with_sentences:
                proofs.propose_sentences(note=note, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            return redirect("barriers:kept_note", note.reference)
    return render(request, "barriers/note_new.html", {"form": form}, status=422 if form.errors else 200)


# ── One note ─────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def kept_note(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """A draft is written here; a note that left is followed here."""
    if request.method == "POST":
        return _write(request, note)
    if note.state != State.DRAFT:
        return _followed(request, note)
    return _draft(request, note, DraftForm(None, note))


def _draft(request: HttpRequest, note: PolicyNote, form: DraftForm, status: int = 200, **more: Any) -> HttpResponse:
    sentences, _all = number_evidence(note)
    context = {
        "note": note,
        "form": form,
        "evidence": {sentence.pk: evidence for sentence, evidence in sentences},
        "version": note.version,
        "stale": [],
        "bare": sum(not evidence for _one, evidence in sentences),
        "refusal": "",
        "opened": 0,
        **more,
    }
    return render(request, "barriers/note_draft.html", context, status=status)


def _write(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """Save everything that was typed, then do what the button says. What is refused stays on the page."""
    form = DraftForm(request.POST, note)
    if not form.is_valid():
        return _draft(request, note, form, 422)
    typed_in = _with_lost(request, note, form)
    try:
        saved = actions.save_note(note=note, version=whole(request.POST.get("version"), 9) or 0, typed=typed_in, by=person(request))
    except Stale as stale:
        return _draft(request, note, form, stale.status, version=stale.version, stale=stale.mine, refusal=stale.message)
    except Refusal as refusal:
        explain(form, refusal)
        return _draft(request, note, form, refusal.status)
    return _then(request, saved)


def _with_lost(request: HttpRequest, note: PolicyNote, form: DraftForm) -> actions.Typed:
    """What was typed; a sentence that somebody removed meanwhile comes back at the end with its words."""
    typed_in = form.typed()
    known = {f"text_{one.pk}" for one in form.sentences}
    lost = [text for name, text in request.POST.dict().items() if name.startswith("text_") and name not in known and text.strip()]
    return replace(typed_in, more="\n\n".join([*lost, typed_in.more])) if lost else typed_in


def _then(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    verb, _dash, text = request.POST.get("do", "save").partition("-")
    key, by = whole(text) or 0, person(request)
    page = reverse("barriers:kept_note", args=[note.reference])
    try:
        if verb == "propose":
            count = proofs.propose_sentences(note=note, by=by)
            messages.success(request, _proposed(count))
        elif verb in ("up", "down"):
            actions.move_sentence(note=note, key=key, up=verb == "up", by=by)
            page += f"#p-{key}"
        elif verb == "drop":
            actions.drop_sentence(note=note, key=key, by=by)
        elif verb == "link":
            given = {name: request.POST.get(f"{name}_{key}", "") for name in ("source", "url", "words")}
            proofs.link_evidence(note=note, key=key, by=by, **given)
            page += f"#p-{key}"
        elif verb == "unlink":
            proofs.unlink_evidence(note=note, evidence=key, by=by)
        elif verb == "preview":
            return redirect("barriers:note_preview", note.reference)
        else:
            messages.success(request, _("La note est enregistrée."))
    except Refusal as refusal:
        return _refused(request, note, key, refusal)
    return redirect(page)


def _refused(request: HttpRequest, note: PolicyNote, key: int, refusal: Refusal) -> HttpResponse:
    """What was typed is saved; what the button asked is not done, and the page says why at its field."""
    fresh = reads.find_kept_note(request.user, note.reference)
    data = request.POST.copy()
    # What was just added or cut is in the note already.
    data["more"] = ""
    for one in fresh.sentences.all():
        data[f"text_{one.pk}"] = one.text
    form = DraftForm(data, fresh)
    form.is_valid()
    for name, words in (refusal.missing if isinstance(refusal, Incomplete) else {"": refusal.message}).items():
        field = f"{name}_{key}" if f"{name}_{key}" in form.fields else name if name in form.fields else None
        form.add_error(field, str(words))
    return _draft(request, fresh, form, refusal.status, opened=key)


def _proposed(count: int) -> str:
    if not count:
        return _("Rien de nouveau à proposer : chaque preuve des freins porte déjà une phrase.")
    return ngettext(
        "%(n)s phrase proposée avec sa preuve : réécrivez-la.", "%(n)s phrases proposées avec leurs preuves : réécrivez-les.", count
    ) % {"n": count}


@require_safe
@door(rules.can_keep_note, find=reads.find_kept_note)
def note_preview(request: HttpRequest, note: PolicyNote) -> HttpResponse:
    """What everyone will read, with what keeps it from leaving."""
    return render(request, "barriers/note_preview.html", {**context_of(note), "problems": _problems(note), "named": _named(note)})


def _named(note: PolicyNote) -> list[str]:
    return note_sending.names_of_note(note, [one.text for one in note.sentences.all()]) if note.state == State.DRAFT else []


def _problems(note: PolicyNote) -> list[str]:
    return [] if note.state != State.DRAFT else [line for lines in note_sending.problems_of(note).values() for line in lines]


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def note_send(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """The last look before it leaves, and becomes public."""
    if request.method == "POST" and "masquer_noms" in request.POST:
        return _masked(request, note)
    problems = _problems(note)
    status = 200
    if request.method == "POST":
        try:
            note_sending.send_note(note=note, by=person(request))
        except Refusal as refusal:
            status = refusal.status
            problems = problems or [str(refusal.message)]
        else:
            messages.success(request, _("La note est envoyée, et publique."))
            return redirect("barriers:kept_note", note.reference)
    context = {
        "note": note,
        "problems": problems,
        "named": _named(note),
        "is_draft": note.state == State.DRAFT,
        "count": note.sentences.count(),
    }
    return render(request, "barriers/note_send.html", context, status=status)


def _masked(request: HttpRequest, note: PolicyNote) -> HttpResponse:
    """One press takes the names of the cases out of a draft, which is then read again."""
    try:
        count = note_corrections.mask_names(note=note, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("barriers:kept_note", note.reference)
    words = ngettext("%(n)s nom masqué : relisez la note.", "%(n)s noms masqués : relisez la note.", count) % {"n": count}
    messages.success(request, words)
    return redirect("barriers:note_preview", note.reference)


def context_of(note: PolicyNote) -> dict[str, Any]:
    """What the public page and the preview show."""
    sentences, evidence = number_evidence(note)
    code = reads.standing(note)
    return {
        "note": note,
        "sentences": sentences,
        "evidence": evidence,
        "replies": list(note.replies.all()),
        "standing": reads.standing_words(code, note),
        "code": code,
        "tone": reads.TONES.get(code, "line"),
        "barriers": list(note.barriers.filter(hidden_at=None).order_by("pk")),
    }


# ── Once it left ─────────────────────────────────────────────────────────────────────────────────
def _followed(request: HttpRequest, note: PolicyNote, status: int = 200) -> HttpResponse:
    letters = list(note.letters.select_related("reply"))
    context = {
        **context_of(note),
        "to_read": [one for one in letters if one.reply_id is None and one.set_aside_at is None],
        "read": [one for one in letters if one.reply_id is not None or one.set_aside_at is not None],
        "verbs": PolicyNote.FLOW.verbs(note.state),
        "versions": list(versions_of(note)[:20]),
    }
    return render(request, "barriers/note_followed.html", context, status=status)


def _asking(request: HttpRequest, note: PolicyNote, form: forms.Form, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"note": note, "form": form, "title": title, "button": button, "lead": "", "letter": None, "danger": False, **more}
    return render(request, "barriers/note_form.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, form: forms.Form, take: Any, words: str, note: PolicyNote) -> HttpResponseBase | None:
    """Do what a valid form asks; None when it must be shown again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        take()
    except Refusal as refusal:
        explain(form, refusal)
        return None
    messages.success(request, words)
    return redirect("barriers:kept_note", note.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def note_reply(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """The desk enters what the administration answered, from its mail or otherwise. Nothing is filled in for it."""
    number = whole(request.GET.get("mail") or request.POST.get("mail"))
    letter = note.letters.filter(pk=number, reply=None).first() if number else None
    form = ReplyForm(request.POST or None)
    done = _take(
        request,
        form,
        lambda: note_replies.answer_note(note=note, letter=letter, by=person(request), **form.cleaned_data),
        _("La réponse est publiée sous la note."),
        note,
    )
    lead = _("Avec les mots de l’administration : la réponse est publiée, signée d’elle, et saisie par le guichet.")
    return done or _asking(request, note, form, _("Saisir la réponse"), _("Publier la réponse"), lead=lead, letter=letter)


@require_POST
@door(rules.can_keep_letter, find=reads.find_letter)
def note_letter_aside(request: HttpRequest, letter: NoteLetter) -> HttpResponse:
    """A mail that is no reply."""
    try:
        note_replies.set_letter_aside(letter=letter, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("barriers:kept_note", letter.note.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def note_text(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """The text is published: its reference, and what becomes of the barriers."""
    form = TextForm(request.POST or None, note)
    names = ("text_reference", "text_on", "text_url")
    done = _take(
        request,
        form,
        lambda: note_replies.publish_text(
            note=note, by=person(request), barriers=form.states(), **{name: form.cleaned_data[name] for name in names}
        ),
        _("Le texte est publié sous la note, et compté parmi les règles changées."),
        note,
    )
    return done or _asking(request, note, form, _("Le texte est publié"), _("Enregistrer"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def note_close(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """Nobody follows it any more."""
    form = WhyForm(request.POST or None, label_suffix="")
    done = _take(
        request, form, lambda: note_replies.close_note(note=note, by=person(request), **form.cleaned_data), _("La note est close."), note
    )
    lead = _("Elle reste publique, avec ses preuves et sa réponse.")
    return done or _asking(request, note, form, _("Clore la note"), _("Clore"), lead=lead, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=reads.find_kept_note)
@once
def note_again(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """Another address, or the same again: the earlier link stops."""
    form = AddressForm(request.POST or None, initial={"email": note.email}, label_suffix="")
    done = _take(
        request,
        form,
        lambda: note_sending.send_again(note=note, by=person(request), **form.cleaned_data),
        _("La note repart, avec un nouveau lien."),
        note,
    )
    lead = _("Le lien envoyé plus tôt cesse de fonctionner.")
    return done or _asking(request, note, form, _("Renvoyer la note"), _("Renvoyer"), lead=lead)
