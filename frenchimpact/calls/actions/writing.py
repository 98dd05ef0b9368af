"""A file while it is written: begun once per applicant, saved field by field, with what is already known."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, known, questions, rules
from frenchimpact.calls.actions.references import next_reference
from frenchimpact.calls.models import Answer, AnswerVersion, Application, Call, Comment, FormVersion, Question, Step
from frenchimpact.calls.models.applications import WRITING_STATES
from frenchimpact.calls.queries.calls import cohort_for, current_form, open_file
from frenchimpact.core import autosave, clock
from frenchimpact.core.autosave import Change, Saved
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

Source = Answer.Source
DOCUMENTS = intake("document")
MOST_FILES = 10
# Kinds that no passport answers.
NEVER_KNOWN = {Question.Kind.FILE, Question.Kind.TABLE, Question.Kind.INDICATOR, Question.Kind.PERIMETER}


@transaction.atomic
def start_application(
    *, call: Call, organisation: Organisation, project: Project | None = None, by: User, is_test: bool = False
) -> Application:
    """Someone begins a file for an applicant; when one is under way already, that one is given: there is never a second draft.

    What the passports know is filled in with its source. Raises Refusal when the call takes no file.
    """
    if not is_test and (existing := open_file(call, organisation, project)) is not None:
        return existing
    form, cohort = current_form(call), cohort_for(call)
    if is_test:
        form = call.forms.order_by("-number").first()
        cohort = cohort or call.cohorts.order_by("-number").first()
    if form is None or cohort is None or (call.state != Call.State.PUBLISHED and not is_test):
        raise Refusal(_("Cet appel ne reçoit plus de candidature. Regardez les autres appels."))
    if call.applicant == Call.Applicant.PROJECT and project is None and not is_test:
        raise Refusal(_("Cet appel s’adresse à un projet. Choisissez lequel, ou déclarez-le d’abord."))
    try:
        with transaction.atomic():
            application = Application.objects.create(
                reference=next_reference("C"),
                call=call,
                cohort=cohort,
                form=form,
                organisation=organisation,
                project=project,
                lead=by,
                mandate=None if is_test else rules.mandate_for(by, organisation),
                is_test=is_test,
                is_demo=call.is_demo,
            )
    except IntegrityError:
        # Somebody else of the same organisation began it at the same moment.
        existing = open_file(call, organisation, project)
        if existing is None:
            raise
        return existing
    Step.objects.create(application=application, verb="start", state=application.state, by=by)
    fill_known(application, form.questions.all(), by=by)
    announce(facts.ApplicationStarted(application_id=application.pk), by=by)
    return application


def fill_known(application: Application, asked: Iterable[Question], *, by: User) -> int:
    """Answer with what the passports know, where nothing is written yet. Gives how many."""
    found = known.known_answers(application.organisation, application.project)
    written = set(application.answers.values_list("key", flat=True))
    count = 0
    for question in asked:
        one = found.get(question.known_from)
        if one is None or question.key in written or question.kind in NEVER_KNOWN:
            continue
        value = code_for(question, one.value)
        if value:
            _write(application, question.key, value, version=1, by=by, source=one.source, note=one.note)
            count += 1
    return count


def code_for(question: Question, value: str) -> str:
    """What a passport says, as the question takes it: the code of a choice; nothing when it is none of them, or too long."""
    if question.kind == Question.Kind.CHOICE:
        return next((str(code) for code, words in question.options if value in {str(code), str(words)}), "")
    limit = question.max_length or (questions.MAX_TEXT if question.kind == Question.Kind.TEXT else questions.MAX_LINE)
    return value if len(value) <= limit else ""


def _write(
    application: Application, key: str, value: Any, *, version: int, by: User, source: str, note: str = "", writer: str = ""
) -> Answer:
    now = clock.now()
    answer, _made = Answer.objects.update_or_create(
        application=application,
        key=key,
        defaults={"value": value, "version": version, "source": source, "source_note": note, "at": now, "by": by, "writer": writer},
    )
    AnswerVersion.objects.create(answer=answer, version=version, value=value, source=source, at=now, by=by)
    return answer


@transaction.atomic
def save_answers(*, application: Application, changes: Mapping[str, Change], by: User, page: str) -> Saved:
    """What was typed is kept, good or not, each text in its own version. A field changed elsewhere in between comes back as a conflict.

    Names that the form does not know are left out. Raises Refusal once the file is no longer written, or for questions that
    are not asked again.
    """
    application = lock(application)
    asked = list(application.form.questions.all())
    writable = rules.writable_keys(application)
    if writable is not None and not writable:
        raise Refusal(_("Ce dossier est déposé : ses réponses ne changent plus. Si vous avez une précision à donner, écrivez à l’équipe."))
    by_name = {name: question for question in asked for name in questions.all_names([question])}
    known_names = {name: change for name, change in changes.items() if name in by_name}
    if writable is not None and any(by_name[name].key not in writable for name in known_names):
        raise Refusal(_("Seules les réponses demandées peuvent changer. Rechargez la page."))
    rows = {row.key: row for row in application.answers.filter(key__in=list(known_names)).select_related("by")}
    answers = {name: row.value for name, row in rows.items()}
    marks: autosave.Marks = {
        name: {"version": row.version, "by": str(row.by or ""), "writer": row.writer, "at": row.at.isoformat()}
        for name, row in rows.items()
    }
    parts = {part.name: part for question in asked for part in questions.parts_of(question, answers, question.max_rows)}
    kinds = {name: parts[name].kind if name in parts else by_name[name].kind for name in known_names}
    cleaned = {name: Change(questions.clean_typed(kinds[name], one.value), one.version) for name, one in known_names.items()}
    saved = autosave.take(answers, marks, cleaned, by=str(by), writer=page)
    for name in saved.changed:
        _write(application, name, answers[name], version=autosave.version_of(marks, name), by=by, source=Source.TYPED, writer=page[:40])
    for name, change in cleaned.items():
        part = parts.get(name)
        words = questions.part_problem(by_name[name], part, {**answers, name: change.value}) if part else ""
        if words and part is not None and part.kind != Question.Kind.PLACE:
            saved.errors[name] = words
    if saved.changed:
        application.updated_at = clock.now()
        application.save(update_fields=["updated_at"])
    return saved


@transaction.atomic
def reuse_answers(*, application: Application, earlier: Application, by: User) -> int:
    """Take over what an earlier file of the same organisation answered, where nothing is written. Gives how many."""
    application = lock(application)
    if application.organisation_id != earlier.organisation_id or not rules.role_in(by, earlier):
        raise Refusal(_("Ce dossier n’est pas de votre structure."))
    if rules.writable_keys(application) is not None:
        raise Refusal(_("Ce dossier est déposé : ses réponses ne changent plus."))
    names = questions.all_names(application.form.questions.exclude(kind=Question.Kind.HONOUR))
    written = set(application.answers.exclude(value="").values_list("key", flat=True))
    taken = [row for row in earlier.answers.filter(key__in=names).exclude(key__in=written) if row.value]
    for row in taken:
        current = application.answers.filter(key=row.key).first()
        version = current.version + 1 if current else 1
        _write(application, row.key, row.value, version=version, by=by, source=Source.EARLIER_FILE, note=earlier.reference)
    return len(taken)


@transaction.atomic
def move_to_form(*, application: Application, form: FormVersion) -> Application:
    """A draft goes on with a newer version of its call's form: answers follow their questions by key, and none is thrown away."""
    application = lock(application)
    if application.state not in WRITING_STATES or application.form_id == form.pk:
        return application
    application.moved_from, application.form = application.form, form
    application.save(update_fields=["moved_from", "form"])
    fill_known(application, form.questions.all(), by=application.lead)
    return application


@transaction.atomic
def note_changes_seen(*, application: Application) -> None:
    """The people of the file were shown what changed in the form."""
    Application.objects.filter(pk=application.pk).update(moved_from=None)


def add_files(
    *,
    application: Application,
    question: Question,
    sent: "MultiValueDict[str, UploadedFile[bytes]]",
    fields: QueryDict,
    name: str,
    by: User,
) -> Taken:
    """Take the documents of a question from the form's field `name`. Those refused say why, the others are kept.

    Raises TooMany, Refusal.
    """
    _check_writable(application, question)
    coming = len(sent.getlist(name)) + len(fields.getlist(f"{name}_parcel"))
    if files_of(application, question.key).count() + coming > MOST_FILES:
        raise TooMany(_("Au plus %(most)s documents par question. Retirez-en avant d’en ajouter.") % {"most": MOST_FILES})
    return files.take_sent(sent=sent, fields=fields, name=name, owner=application, purpose=question.key, intake=DOCUMENTS, by=by)


def remove_file(*, application: Application, question: Question, file: StoredFile, by: User) -> None:
    """Take a document out of a file that is still written. Raises Refusal."""
    _check_writable(application, question)
    handed = {one["file"] for content in application.snapshots.values_list("content", flat=True) for one in content["documents"]}
    if str(file.key) in handed:
        raise Refusal(_("Ce document a été déposé : il reste au dossier. Ajoutez sa nouvelle version à côté."))
    files.delete_file(file=file, by=by)


def _check_writable(application: Application, question: Question) -> None:
    writable = rules.writable_keys(application)
    if writable is not None and question.key not in writable:
        raise Refusal(_("Ce dossier est déposé : ses documents ne changent plus."))


@transaction.atomic
def add_comment(*, application: Application, key: str, text: str, by: User) -> Comment:
    """A remark to the other people of the file about one question. Raises Refusal when it is empty or about nothing."""
    text = clean_text(text)[:2000]
    if not text or not application.form.questions.filter(key=key).exists():
        raise Refusal(_("Écrivez votre commentaire."))
    return Comment.objects.create(application=application, key=key, text=text, by=by)


@transaction.atomic
def settle_comment(*, comment: Comment) -> None:
    """The remark was dealt with."""
    Comment.objects.filter(pk=comment.pk, settled_at=None).update(settled_at=clock.now())
