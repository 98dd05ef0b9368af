"""Files, as their people work on them."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.calls import keys, questions, rules
from frenchimpact.calls.models import Answer, Application, ApplicationMember, Partner, Question, Section
from frenchimpact.core import autosave
from frenchimpact.design.picks import KEY
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake
from frenchimpact.journal.queries import Named
from frenchimpact.organisations.rules import Anyone

DOCUMENTS = intake("document")


def _with_people(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.select_related("call", "cohort", "form", "organisation", "project", "lead", "officer")


def find_application(user: Anyone, reference: str) -> Application:
    """A file that the person may know of, or Http404."""
    application = _with_people(rules.visible_applications(user)).filter(reference=reference).first()
    if application is None:
        raise Http404(_("Cette candidature n’existe pas, ou vous n’y avez pas accès."))
    return application


def find_own(user: Anyone, reference: str) -> Application:
    """A file of which the person is, or Http404."""
    application = find_application(user, reference)
    if not rules.role_in(user, application):
        raise Http404(_("Cette candidature n’existe pas, ou vous n’y avez pas accès."))
    return application


def find_content(user: Anyone, reference: str) -> Application:
    """A file that the person may read, or Http404."""
    application = find_application(user, reference)
    if not rules.can_read_content(user, application):
        raise Http404(
            str(rules.SEALED_WORDS) if rules.is_sealed(application) else _("Cette candidature n’existe pas, ou vous n’y avez pas accès.")
        )
    return application


def find_section(user: Anyone, reference: str, code: str) -> tuple[Application, Section]:
    """One part of a file of which the person is, or Http404."""
    application = find_own(user, reference)
    section = application.form.sections.filter(code=code, stage__lte=application.stage).first()
    if section is None:
        raise Http404
    return application, section


def applications_of(user: Anyone) -> QuerySet[Application]:
    """The files in which the person takes part, latest first."""
    return _with_people(rules.own_applications(user)).order_by("-updated_at", "-pk")


def applications_shown(user: Anyone) -> QuerySet[Application]:
    """The same, latest first, with no more than their names and states."""
    kept = ("reference", "state", "updated_at", "call__title", "cohort__title", "cohort__closes_at", "organisation__name", "project__name")
    named = rules.own_applications(user).select_related("call", "cohort", "organisation", "project").only(*kept)
    return named.order_by("-updated_at", "-pk")


def names_seen(user: Anyone, keys_: Collection[int]) -> dict[int, Named]:
    """What these files are called, those that the person may know of: for the trail of what they did."""
    seen = rules.visible_applications(user).filter(pk__in=keys_).values_list("pk", "reference", "call__title")
    return {pk: Named(f"{reference} {title}", reverse("calls:application", args=[reference])) for pk, reference, title in seen}


def member_by_key(key: str) -> ApplicationMember | None:
    """The invitation behind a link."""
    return (
        ApplicationMember.objects.filter(key_digest=keys.digest(key), ended_at=None)
        .select_related("application__call", "invited_by")
        .first()
    )


def partner_by_key(key: str) -> Partner | None:
    """The member of a collective behind a link."""
    partners = Partner.objects.filter(key_digest=keys.digest(key))
    return partners.select_related("application__call", "application__organisation", "asked_by").first()


@dataclass
class Filled:
    """A file with its questions and what was answered, read in a fixed number of queries."""

    application: Application
    sections: list[Section]
    questions: list[Question]
    rows: dict[str, Answer]
    files: dict[str, list[StoredFile]]
    partners: list[Partner] = field(default_factory=list)

    @cached_property
    def answers(self) -> dict[str, autosave.Value]:
        """What is written, by name."""
        return {name: row.value for name, row in self.rows.items()}

    @cached_property
    def file_counts(self) -> dict[str, int]:
        """How many documents were given, by question."""
        return {key: len(files) for key, files in self.files.items()}

    @cached_property
    def asked(self) -> list[Question]:
        """The questions that apply, given the answers."""
        return [one for one in self.questions if questions.applies(one, self.answers)]

    @cached_property
    def problems(self) -> dict[str, str]:
        """What is missing or wrong, by question: nothing else stops handing in."""
        return {one.key: words for one in self.asked if (words := questions.problem_of(one, self.answers, self.file_counts))}

    def of(self, section: Section) -> list[Question]:
        """The questions that apply in one section."""
        return [one for one in self.asked if one.section_id == section.pk]

    def may_show(self, section: Section) -> list[Question]:
        """The questions of a section that apply, or may as one answers there: those that another answer of it opens."""
        here = {one.key for one in self.questions if one.section_id == section.pk}
        asked = {one.pk for one in self.asked}
        return [one for one in self.questions if one.section_id == section.pk and (one.pk in asked or one.condition_key in here)]

    def is_answered(self, question: Question) -> bool:
        """Whether something was given."""
        return questions.is_answered(question, self.answers, self.file_counts)

    def source_of(self, question: Question) -> Answer | None:
        """The answer that was taken from elsewhere, as long as nobody typed over it."""
        row = self.rows.get(question.key)
        return row if row is not None and row.value and row.source != Answer.Source.TYPED else None

    def marks(self, names: Iterable[str]) -> autosave.Marks:
        """Versions of the fields, as autosave reads them."""
        return {name: {"version": row.version} for name in names if (row := self.rows.get(name)) is not None}


def filled(application: Application) -> Filled:
    """The file, its form and its answers."""
    form = application.form
    sections = list(form.sections.filter(stage__lte=application.stage))
    stages = {section.pk for section in sections}
    asked = [
        one
        for one in form.questions.select_related("criterion", "section", "template").order_by("section__position", "position", "pk")
        if one.section_id in stages
    ]
    files: dict[str, list[StoredFile]] = {}
    for file in files_of(application):
        files.setdefault(file.purpose, []).append(file)
    rows = {row.key: row for row in application.answers.select_related("by")}
    return Filled(application, sections, asked, rows, files, list(application.partners.all()))


def marks_of(file: Filled, names: Iterable[str]) -> str:
    """The versions of these fields, and of what is picked beside them, as the hidden field of a form carries them."""
    everything = [one for name in names for one in (name, name + KEY)]
    marks = file.marks(everything)
    return json.dumps({name: autosave.version_of(marks, name) for name in everything})


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    section: Section
    state: str
    answered: int
    total: int
    problem_count: int


def tasks_of(file: Filled) -> list[Task]:
    """Every section with how far it is: "done", "doing" or "todo"."""
    found = []
    for section in file.sections:
        asked = file.of(section)
        answered = sum(file.is_answered(one) for one in asked)
        problems = sum(one.key in file.problems for one in asked)
        state = "done" if not problems else "doing" if answered else "todo"
        found.append(Task(section, state, answered, len(asked), problems))
    return found


def counters(file: Filled) -> tuple[int, int]:
    """Answers that were already known, and those that are still to give."""
    known = sum(file.source_of(one) is not None for one in file.asked)
    return known, len(file.problems)
