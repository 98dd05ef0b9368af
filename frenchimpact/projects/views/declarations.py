"""Declaring a project in four short steps, begun without an account."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core import autosave
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import TypedPlace, place_choices, places_by_keys
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import look_up_number
from frenchimpact.projects import actions, queries
from frenchimpact.projects.forms import LISTS, STEPS, clean_declaration, step_form
from frenchimpact.projects.models import Declaration, Project, Stage
from frenchimpact.projects.views import drafts
from frenchimpact.projects.views.places import FIELD, places_context, typed_place, with_place
from frenchimpact.vocabularies.queries import word

LAST = len(STEPS)


def step_url(step: int) -> str:
    """The address of a step."""
    return reverse("projects:declare") if step == 1 else reverse("projects:declare_step", args=[step])


@require_http_methods(["GET", "POST"])
@open_door
def declare(request: HttpRequest, step: int = 1) -> HttpResponse:
    """One step of the declaration. Without scripts, each button saves."""
    if not 1 <= step <= LAST:
        raise Http404
    if request.method == "POST":
        return save_step(request, step)
    draft = drafts.current_draft(request)
    if draft is None and step > 1:
        return redirect("projects:declare")
    return show_step(request, step, draft)


def typed(request: HttpRequest, step: int, draft: Declaration | None) -> dict[str, autosave.Change]:
    """What the form of a step sends, each field with the version that its page showed."""
    versions = autosave.versions_shown(request)
    answers = draft.answers if draft else {}
    changes: dict[str, autosave.Change] = {}
    for name in step_form(step, answers).fields:
        value: autosave.Value = request.POST.getlist(name) if name in LISTS else request.POST.get(name, "")
        changes[name] = autosave.Change(value, versions.get(name, 0))
    return changes


def save_step(request: HttpRequest, step: int) -> HttpResponse:
    """Keep what was typed, whatever it is worth; then go on if the step is good."""
    draft, key = drafts.ensure_draft(request)
    changes = typed(request, step, draft)
    place = typed_place(request) if step == 3 else TypedPlace()
    if step == 3:
        with_place(changes, place)
    saved = actions.save_declaration(
        declaration=draft, changes=changes, by=drafts.writer_name(request), writer=request.POST.get("page", "")[:40] or "page"
    )
    draft.refresh_from_db()
    search = request.POST.get("search", "")
    response: HttpResponse
    # What the draft did not take comes back as it was typed.
    refused = {name: changes[name].value for name in saved.errors if name in changes and name not in saved.versions}
    if saved.conflicts:
        response = show_step(request, step, draft, conflicts=saved.conflicts, refused=refused, status=409)
    elif search or "draft" in request.POST:
        if not search:
            messages.success(request, _("Le brouillon est enregistré. Vous pouvez fermer cette page."))
        response = redirect(step_url(step) + place.query(FIELD) + ("#chercher-places" if search == "places" else ""))
    elif place.problem:
        response = show_step(
            request, step, draft, bound=True, errors={"places": place.problem, **saved.errors}, refused=refused, status=422
        )
    else:
        response = advance(request, step, draft, key or drafts.key_of(request), saved.errors, refused)
    drafts.remember(response, key)
    return response


def advance(
    request: HttpRequest, step: int, draft: Declaration, key: str, errors: Mapping[str, Text], refused: Mapping[str, autosave.Value]
) -> HttpResponse:
    """To the next step when this one is good; the same page with what to mend otherwise."""
    form = step_form(step, draft.answers, bound=True)
    if not form.is_valid() or errors:
        return show_step(request, step, draft, bound=True, errors=errors, refused=refused, status=422)
    actions.save_declaration(declaration=draft, changes={}, by="", writer="", step=min(step + 1, LAST))
    if step == 1 and key and actions.send_resume_link(declaration=draft, key=key):
        messages.success(request, _("Le lien de reprise est parti vers %(email)s.") % {"email": draft.email})
    if step < LAST:
        return redirect(step_url(step + 1))
    return redirect(step_url(LAST))


def show_step(
    request: HttpRequest,
    step: int,
    draft: Declaration | None,
    *,
    bound: bool = False,
    errors: Mapping[str, Text] | None = None,
    conflicts: Mapping[str, autosave.Conflict] | None = None,
    refused: Mapping[str, autosave.Value] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a step. `refused` is what the draft did not take, shown all the same."""
    answers = {**(draft.answers if draft else {}), **(refused or {})}
    if step == 1 and request.user.is_authenticated:
        answers.setdefault("email", request.user.email)
    for name, conflict in (conflicts or {}).items():
        answers[name] = conflict.mine
    form = step_form(step, answers, bound=bound)
    if bound:
        form.is_valid()
    for name, text in (errors or {}).items():
        if name == "places":
            # It says more than « none was chosen ».
            form.errors.pop(name, None)
        if name in form.fields and name not in form.errors:
            form.add_error(name, str(text))
    marks = {name: autosave.version_of(draft.marks, name) for name in form.fields} if draft else {}
    context = {
        "form": form,
        "step": step,
        "steps": [title for _code, title in STEPS],
        "marks": json.dumps(marks),
        "draft": draft,
        "answers": answers,
        "conflicts": {name: (form.fields[name].label, conflict) for name, conflict in (conflicts or {}).items() if name in form.fields},
        **preview(answers),
        **(structure_context(answers, request) if step == 1 else {}),
        **(places_context(answers, typed_place(request)) if step == 3 else {}),
        **(check_context(answers) if step == LAST else {}),
    }
    return render(request, f"projects/declare_{STEPS[step - 1][0]}.html", context, status=status)


def structure_context(answers: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    """The structure chosen, and those that look like what was typed."""
    query = str(answers.get("structure_query", ""))
    chosen = queries.find_structure(str(answers.get("structure", "")))
    return {"chosen": chosen, **structures_for(query)}


def structures_for(query: str) -> dict[str, Any]:
    """Structures of the directory that look like what was typed; for a number that none bears, what the national registry says."""
    structures = queries.structures_like(query) if query else []
    return {"query": query, "structures": structures, "looked": queries.in_registry(query), "from_registry": queries.FROM_REGISTRY}


def structure_words(answers: Mapping[str, Any], structure: Organisation | None) -> str:
    """Who carries the project, as it was chosen or typed."""
    typed = str(answers.get("structure_query", ""))
    looked = queries.in_registry(typed) if queries.registry_number(answers) else None
    if structure is not None:
        return structure.name
    return f"{looked.named.name} ({typed})" if looked and looked.named and looked.named.name else typed


def check_context(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that was written, what is missing, and what may already exist."""
    _cleaned, missing = clean_declaration(answers)
    is_need = answers.get("holder") == "need"
    structure = queries.find_structure(str(answers.get("structure", ""))) if answers.get("holder") == "structure" else None
    name = str(answers.get("name", ""))
    who = structure_words(answers, structure) if answers.get("holder") == "structure" else ""
    rows = [
        (_("Structure"), _("Un besoin, sans porteur") if is_need else who or _("Pas encore de structure"), 1, "holder"),
        (_("Nom du projet"), name, 2, "name"),
        (_("Le problème"), answers.get("problem", ""), 2, "problem"),
        (_("Votre réponse"), answers.get("answer", ""), 2, "answer"),
        (_("Thèmes"), ", ".join(word("theme", code) for code in answers.get("themes") or []), 2, "themes"),
        (_("Publics"), ", ".join(word("public", code) for code in answers.get("publics") or []), 2, "publics"),
        (_("Lieux d’action"), ", ".join(words for _key, words in place_choices(answers.get("places") or [])), 3, "places"),
    ]
    if not is_need:
        rows.append((_("Étape"), dict(Stage.choices).get(str(answers.get("stage", "")), ""), 3, "stage"))
    places = places_by_keys(answers.get("places") or [])
    return {
        "rows": [(label, value, step_url(step) + f"#{field}", field in missing) for label, value, step, field in rows],
        "missing": missing,
        "duplicates": queries.duplicates_of(name=name, places=places, organisation=structure),
    }


def preview(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The card as it will be, and how many answers are written."""
    asked = ["holder", "email", "name", "problem", "themes", "places", *([] if answers.get("holder") == "need" else ["answer", "stage"])]
    return {
        "card": {
            "name": answers.get("name", ""),
            "problem": answers.get("problem", ""),
            "answer": answers.get("answer", ""),
            "places": [words for _key, words in place_choices(answers.get("places") or [])],
            "themes": [word("theme", code) for code in answers.get("themes") or []],
            "is_need": answers.get("holder") == "need",
            "stage": dict(Stage.choices).get(str(answers.get("stage", "")), "") if answers.get("holder") != "need" else Stage.NEED.label,
        },
        "done": sum(bool(answers.get(name)) for name in asked),
        "total": len(asked),
    }


@open_door
def draft_save(request: HttpRequest) -> HttpResponse:
    """What the page saves by itself while someone types."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    draft, key = drafts.ensure_draft(request)
    page = request.headers.get("X-Page", "")[:40] or "page"
    response = autosave.answer(
        lambda: actions.save_declaration(declaration=draft, changes=changes, by=drafts.writer_name(request), writer=page)
    )
    drafts.remember(response, key)
    return response


@require_GET
@open_door
def draft_preview(request: HttpRequest) -> HttpResponse:
    """The card of the project, as it is now."""
    draft = drafts.current_draft(request)
    return render(request, "projects/draft_preview.html", preview(draft.answers if draft else {}))


@require_GET
@open_door
def structure_results(request: HttpRequest) -> HttpResponse:
    """Structures that look like what is being typed."""
    context = {"chosen": None, **structures_for(request.GET.get("structure_query", "")[:300])}
    return render(request, "projects/structure_results.html", context)


@open_door
def declaration_resume(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the resume link. Opening it does nothing: mail gateways open links too."""
    draft = queries.declaration_by_key(key)
    if draft is None:
        return render(request, "projects/declare_gone.html", status=410)
    if request.method == "POST" or draft.project_id is not None:
        if draft.project is not None:
            return redirect("projects:project_space", draft.project.reference)
        request.session.pop(drafts.SESSION, None)
        response = redirect(step_url(draft.step))
        drafts.remember(response, key)
        return response
    return render(
        request, "projects/declare_resume.html", {"draft": draft, "name": draft.answers.get("name", ""), **preview(draft.answers)}
    )


@require_POST
@door(find=queries.find_declaration)
def draft_take_up(request: HttpRequest, draft: Declaration) -> HttpResponse:
    """Go on with one of one's own drafts."""
    request.session[drafts.SESSION] = draft.pk
    return redirect(step_url(draft.step))


@require_POST
@door(reason=gettext_lazy("Votre projet est prêt. Confirmez votre adresse : il sera déclaré aussitôt."))
def declaration_submit(request: HttpRequest) -> HttpResponse:
    """Hand the declaration in: the only moment when one signs in."""
    user = cast(User, request.user)
    draft = drafts.current_draft(request)
    if draft is None:
        handed = queries.declaration_by_key(drafts.key_of(request))
        if handed is not None and handed.project is not None and handed.author_id == user.pk:
            return redirect("projects:declared", handed.project.reference)
        messages.warning(request, _("Aucun brouillon n’est ouvert dans ce navigateur. Reprenez-le depuis le lien reçu par mail."))
        return redirect("projects:declare")
    if "consent_shown" in request.POST:
        change = autosave.Change("on" if request.POST.get("consent") else "", autosave.version_of(draft.marks, "consent"))
        actions.save_declaration(declaration=draft, changes={"consent": change}, by=str(user), writer="submit")
        draft.refresh_from_db()
    # The registry may take seconds: it is asked before anything is held.
    number = queries.registry_number(draft.answers)
    looked = look_up_number(number) if number else None
    try:
        project = actions.submit_declaration(declaration=draft, by=user, named=looked.named if looked else None)
    except Incomplete as refusal:
        messages.error(request, str(refusal.message))
        return redirect(step_url(LAST))
    response = redirect("projects:declared", project.reference)
    request.session.pop(drafts.SESSION, None)
    return response


@require_GET
@door(find=queries.find_space)
def declared(request: HttpRequest, project: Project) -> HttpResponse:
    """It is done: the number, and what happens next."""
    return render(request, "projects/declared.html", {"project": project})
