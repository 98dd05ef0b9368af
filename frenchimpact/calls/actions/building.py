"""The form of a call, built question by question in a version that nobody sees until it is published."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts
from frenchimpact.calls.models import Application, Call, Criterion, FormVersion, Question, Section
from frenchimpact.calls.models.applications import WRITING_STATES
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import intake


def copy_form(source: FormVersion, target: FormVersion, criteria: Mapping[int, Criterion]) -> FormVersion:
    """Write the sections and questions of a version in an empty one. `criteria` is old key → criterion of the other call."""
    for section in source.sections.all():
        asked = list(section.questions.order_by("position", "pk"))
        section.pk, section.form = None, target
        section._state.adding = True
        section.save()
        for one in asked:
            one.pk, one.form, one.section = None, target, section
            one._state.adding = True
            if one.criterion_id:
                one.criterion = criteria.get(one.criterion_id)
            one.save()
    return target


@transaction.atomic
def form_in_the_making(*, call: Call) -> FormVersion:
    """The version being built: the one that is not published, or a copy of the last one."""
    call = lock(call)
    draft = call.forms.filter(published_at=None).first()
    if draft is not None:
        return draft
    last = call.forms.order_by("-number").first()
    draft = FormVersion.objects.create(call=call, number=(last.number if last else 0) + 1)
    if last is not None:
        copy_form(last, draft, {one.pk: one for one in call.criteria.all()})
    return draft


def _check_in_the_making(form: FormVersion) -> None:
    if form.published_at is not None:
        raise Refusal(_("Cette version est publiée : elle ne change plus. Commencez la suivante."))


def _free_code(taken: set[str], words: str, limit: int = 40) -> str:
    code = slugify(fold(words))[: limit - 4].strip("-") or "question"
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code}-{number}"
    return found


@transaction.atomic
def set_section(*, form: FormVersion, section: Section | None = None, **fields: Any) -> Section:
    """Add a section, or change one. Raises Refusal on a published version."""
    form = lock(form)
    _check_in_the_making(form)
    if section is None:
        last = form.sections.order_by("-position").values_list("position", flat=True).first() or 0
        code = fields.pop("code", "") or _free_code(set(form.sections.values_list("code", flat=True)), fields["title"])
        section = Section(form=form, position=last + 1, code=code)
    for name, value in fields.items():
        setattr(section, name, value)
    section.save()
    return section


@transaction.atomic
def set_question(*, section: Section, question: Question | None = None, **fields: Any) -> Question:
    """Add a question to a section, or change one. Its key never changes: answers follow it from a version to the next.

    Raises Refusal on a published version, for a choice without choices or a table without columns, or when the answer that
    opens another question would go.
    """
    form = lock(section.form)
    _check_in_the_making(form)
    if question is None:
        last = section.questions.order_by("-position").values_list("position", flat=True).first() or 0
        key = fields.pop("key", "") or _free_code(set(form.questions.values_list("key", flat=True)), fields["label"], 50)
        question = Question(form=form, section=section, position=last + 1, key=key)
    for name, value in fields.items():
        setattr(question, name, value)
    if question.kind in {Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.TABLE} and not question.options:
        raise Refusal(_("Écrivez les choix, ou les colonnes, un par ligne."))
    if question.condition_key and question.condition_key not in form.questions.values_list("key", flat=True):
        raise Refusal(_("La question dont celle-ci dépend n’existe pas dans ce formulaire."))
    _check_conditions_on(question)
    spare = None
    if question.kind != Question.Kind.FILE:
        spare, question.template = question.template, None
    question.save()
    _let_go(spare, by=None)
    return question


def _check_conditions_on(question: Question) -> None:
    """The answers that open other questions are still there to give. Raises Refusal."""
    codes = {Question.Kind.HONOUR: {"on"}, Question.Kind.CHOICE: None, Question.Kind.CHOICES: None}.get(Question.Kind(question.kind), set())
    given = {str(one[0]) for one in question.options} if codes is None else codes
    for other in question.form.questions.filter(condition_key=question.key):
        if not given.intersection(map(str, other.condition_values)):
            words = _("La question « %(label)s » n’est posée que pour une réponse retirée ici. Changez d’abord sa condition.")
            raise Refusal(words % {"label": other.label})


@transaction.atomic
def set_template(
    *, question: Question, sent: "MultiValueDict[str, UploadedFile[bytes]]", fields: QueryDict, name: str, by: User | None
) -> Taken:
    """Give applicants a document to fill in, from the form's field `name`; it takes the place of the one before.

    Raises Refusal on a published version, or for a question that takes no document.
    """
    _check_in_the_making(lock(question.form))
    if question.kind != Question.Kind.FILE:
        raise Refusal(_("Un modèle à remplir ne va qu’avec une pièce à joindre. Changez d’abord le type de réponse."))
    taken = files.take_sent(
        sent=sent, fields=fields, name=name, owner=question.form.call, purpose="template", intake=intake("document"), by=by
    )
    for file in taken.files:
        put_template(question=question, file=file, by=by)
    return taken


@transaction.atomic
def put_template(*, question: Question, file: StoredFile | None, by: User | None) -> None:
    """The question has this template from now on, or none. Raises Refusal on a published version."""
    _check_in_the_making(lock(question.form))
    spare, question.template = question.template, file
    question.save(update_fields=["template"])
    _let_go(spare, by=by)


def _let_go(file: StoredFile | None, *, by: User | None) -> None:
    """A template that no version of any form shows any more is deleted."""
    if file is not None and not Question.objects.filter(template=file).exists():
        files.delete_file(file=file, by=by)


@transaction.atomic
def move_part(*, part: Section | Question, up: bool) -> None:
    """One place earlier or later among its own."""
    _check_in_the_making(lock(part.form))
    peers: Any = part.form.sections if isinstance(part, Section) else part.section.questions
    order = list(peers.order_by("position", "pk"))
    here = next(index for index, one in enumerate(order) if one.pk == part.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for position, one in enumerate(order, start=1):
            if one.position != position:
                type(one).objects.filter(pk=one.pk).update(position=position)


@transaction.atomic
def remove_part(*, part: Section | Question) -> None:
    """Take a section or a question out of a version that is not published. Raises Refusal when another question depends on it."""
    form = lock(part.form)
    _check_in_the_making(form)
    keys = {part.key} if isinstance(part, Question) else set(part.questions.values_list("key", flat=True))
    if form.questions.filter(condition_key__in=keys).exclude(key__in=keys).exists():
        raise Refusal(_("Une autre question dépend de celle-ci. Changez d’abord sa condition."))
    spares = [part.template] if isinstance(part, Question) else [one.template for one in part.questions.select_related("template")]
    part.delete()
    for spare in spares:
        _let_go(spare, by=None)


@transaction.atomic
def publish_form(*, form: FormVersion, change_note: str, by: User | None) -> FormVersion:
    """The version is in force: drafts move to it at once, with every answer, and their people are shown what changed.

    Raises Refusal when it asks nothing, or when a later version does not say what changed.
    """
    from frenchimpact.calls.actions.writing import move_to_form  # they answer with what is known

    form = lock(form)
    _check_in_the_making(form)
    if not form.questions.exists():
        raise Refusal(_("Ajoutez au moins une question avant de publier."))
    if form.number > 1 and not change_note:
        raise Refusal(_("Dites en une phrase ce qui change : les personnes qui ont un brouillon la lisent."))
    form.published_at, form.published_by, form.change_note = clock.now(), by, change_note
    form.save(update_fields=["published_at", "published_by", "change_note"])
    drafts = Application.objects.filter(call=form.call_id, state__in=WRITING_STATES).exclude(form=form).select_related("lead", "form")
    count = 0
    for draft in drafts.order_by("pk"):
        move_to_form(application=draft, form=form)
        count += 1
    announce(facts.FormPublished(call_id=form.call_id, version=form.number, draft_count=count), by=by)
    return form
