"""The form builder: sections and questions of the version that is not published yet; preview, test file, publication."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.forms import SectionForm
from frenchimpact.calls.forms_desk import PublishFormForm, SectionDeskForm
from frenchimpact.calls.forms_question import KindForm, QuestionDeskForm
from frenchimpact.calls.models import Application, Call, FormVersion, Question, Section
from frenchimpact.calls.views.desk import desk_page
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import memberships_of

# The field of a question's form that takes its template.
TEMPLATE = "template"


def _shown(call: Call) -> FormVersion | None:
    """The version in the making; the last published one otherwise."""
    return call.forms.filter(published_at=None).first() or call.forms.order_by("-number").first()


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_form(request: HttpRequest, call: Call) -> HttpResponse:
    """The sections and questions, in order, with what each is for."""
    form = _shown(call)
    sections = list(form.sections.prefetch_related("questions__criterion")) if form else []
    context = {
        "form_version": form,
        "sections": sections,
        "is_draft": form is not None and form.published_at is None,
        "draft_count": Application.objects.filter(call=call, state__in=["draft", "invited"], is_test=False).count(),
        "publish_form": PublishFormForm(label_suffix="", auto_id="%s"),
        # What juries used of each question, once a session told it.
        "usage": queries.usage_of(call),
        "question_count": sum(len(one.questions.all()) for one in sections),
    }
    return desk_page(request, call, "call_form", context)


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def form_begin(request: HttpRequest, call: Call) -> HttpResponse:
    """Begin the next version, a copy of the one in force."""
    actions.form_in_the_making(call=call)
    messages.success(request, _("Une nouvelle version est commencée. Rien ne change pour les candidats avant sa publication."))
    return redirect("calls:call_form", call.slug)


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def form_publish(request: HttpRequest, call: Call) -> HttpResponse:
    """The version is in force; drafts move to it."""
    form = PublishFormForm(request.POST, label_suffix="", auto_id="%s")
    version = call.forms.filter(published_at=None).first()
    if version is None or not form.is_valid():
        messages.error(request, _("Cette version ne peut pas être publiée. Rechargez la page."))
        return redirect("calls:call_form", call.slug)
    try:
        actions.publish_form(form=version, change_note=form.cleaned_data["change_note"], by=cast(User, request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Le formulaire est publié. Les brouillons y sont passés avec toutes leurs réponses."))
    return redirect("calls:call_form", call.slug)


def find_part(user: Any, slug: str, section: str, key: str = "") -> tuple[Call, FormVersion, Section | None, Question | None]:
    """A section, or a question of it, in the version being built; « nouvelle » is a new one. Raises Http404."""
    call = queries.find_managed_call(user, slug)
    form = _shown(call)
    if form is None:
        raise Http404
    found = form.sections.filter(code=section).first() if section != "nouvelle" else None
    if found is None and section != "nouvelle":
        raise Http404
    question = form.questions.filter(key=key, section=found).first() if key not in {"", "nouvelle"} else None
    if question is None and key not in {"", "nouvelle"}:
        raise Http404
    return call, form, found, question


def can_build(user: Any, found: object) -> bool:
    """Operators."""
    return rules.can_manage_calls(user)


@require_http_methods(["GET", "POST"])
@once
@door(can_build, find=find_part)
def section_edit(request: HttpRequest, found: tuple[Call, FormVersion, Section | None, Question | None]) -> HttpResponse:
    """A section, new or not."""
    call, version, section, _none = found
    initial = {name: getattr(section, name) for name in SectionDeskForm.base_fields} if section else None
    form = SectionDeskForm(request.POST or None, initial=initial, label_suffix="", auto_id="%s")
    trouble, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.set_section(form=version, section=section, **form.cleaned_data)
            except Refusal as refusal:
                trouble, status = str(refusal.message), refusal.status
            else:
                return redirect("calls:call_form", call.slug)
        else:
            status = 422
    return desk_page(request, call, "section_edit", {"form": form, "section": section, "trouble": trouble}, status=status, tab="call_form")


@require_http_methods(["GET", "POST"])
@once
@door(can_build, find=find_part)
def question_edit(request: HttpRequest, found: tuple[Call, FormVersion, Section | None, Question | None]) -> HttpResponse:
    """A question, new or not: the kind of its answer first, then what that kind asks."""
    call, version, section, question = found
    if section is None:
        raise Http404
    kind = request.POST.get("kind") or request.GET.get("kind") or (question.kind if question and "type" not in request.GET else "")
    if kind not in Question.Kind:
        kinds = KindForm(
            request.GET if "kind" in request.GET else None, initial={"kind": question.kind if question else ""}, label_suffix=""
        )
        context = {"kinds": kinds, "section": section, "question": question}
        return desk_page(request, call, "question_kind", context, status=422 if kinds.is_bound else 200, tab="call_form")
    form = QuestionDeskForm(version, kind, request.POST or None, question)
    trouble, status = "", 200
    refused: list[tuple[str, Text]] = []
    if request.method == "POST":
        if form.is_valid():
            try:
                question = actions.set_question(section=section, question=question, **form.values())
                refused = _take_template(request, question)
            except Refusal as refusal:
                trouble, status = str(refusal.message), refusal.status
            else:
                if refused:
                    status = 422
                elif "remove_template" in request.POST:
                    return redirect("calls:question_edit", call.slug, section.code, question.key)
                else:
                    return redirect("calls:call_form", call.slug)
        else:
            status = 422
            if TEMPLATE in request.FILES or f"{TEMPLATE}_parcel" in request.POST:
                trouble = _("Le modèle n’est pas encore gardé : corrigez la question, puis joignez-le à nouveau.")
    context = {
        "form": form,
        "kind": Question.Kind(kind),
        "section": section,
        "question": question,
        "trouble": trouble,
        "refused": refused,
        "intake": queries.DOCUMENTS,
        "template_name": TEMPLATE,
    }
    return desk_page(request, call, "question_edit", context, status=status, tab="call_form")


def _take_template(request: HttpRequest, question: Question) -> list[tuple[str, Text]]:
    """Keep the template that the form sent, or take the present one out; gives what was refused. Raises Refusal."""
    by = cast(User, request.user)
    if "remove_template" in request.POST:
        actions.put_template(question=question, file=None, by=by)
    if not request.FILES.getlist(TEMPLATE) and not request.POST.getlist(f"{TEMPLATE}_parcel"):
        return []
    return actions.set_template(question=question, sent=request.FILES, fields=request.POST, name=TEMPLATE, by=by).refused


@require_POST
@door(can_build, find=find_part)
def part_move(request: HttpRequest, found: tuple[Call, FormVersion, Section | None, Question | None]) -> HttpResponse:
    """Up, down, or out."""
    call, _version, section, question = found
    part = question or section
    if part is None:
        raise Http404
    try:
        if request.POST.get("act") == "remove":
            actions.remove_part(part=part)
        else:
            actions.move_part(part=part, up=request.POST.get("act") == "up")
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("calls:call_form", call.slug)


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def form_preview(request: HttpRequest, call: Call) -> HttpResponse:
    """The form as an applicant sees it, empty."""
    version = _shown(call)
    if version is None:
        raise Http404
    sections = []
    for section in version.sections.all():
        asked = list(section.questions.select_related("criterion", "template").order_by("position", "pk"))
        sections.append((section, asked, SectionForm(asked, {}, rows={})))
    return desk_page(request, call, "form_preview", {"sections": sections, "intake": queries.DOCUMENTS}, tab="call_form")


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def test_file(request: HttpRequest, call: Call) -> HttpResponse:
    """A file of one's own to try the whole way; it is counted nowhere."""
    user = cast(User, request.user)
    membership = memberships_of(user).select_related("organisation").first()
    existing = call.applications.filter(is_test=True, lead=user, state=Application.State.DRAFT).first()
    if membership is None:
        messages.error(request, _("Rejoignez d’abord une structure : le dossier d’essai est à son nom."))
        return redirect("calls:call_form", call.slug)
    try:
        application = existing or actions.start_application(call=call, organisation=membership.organisation, by=user, is_test=True)
    except Refusal:
        messages.error(request, _("Donnez d’abord des dates à l’appel."))
        return redirect("calls:call_form", call.slug)
    return redirect("calls:application", application.reference)
