"""Juries, files and people around them for tests: right by default, any field can be given."""

import copy
import datetime as dt
import itertools
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Call, Cohort, Criterion, FormVersion, Snapshot
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.factories import make_file as make_stored
from frenchimpact.organisations.models import Assignment as Role
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.reviews import actions
from frenchimpact.reviews.actions.readings import ABSTENTION
from frenchimpact.reviews.models import Juror, Jury, Review

_numbers = itertools.count(1)
# As in the worked example: weights, and the floor of the third one.
GRID = {"C1": 15, "C2": 20, "C3": 30, "C4": 20, "C5": 15}


def make_person(name: str = "", **fields: Any) -> User:
    """A person with a name and an address that says nothing."""
    number = next(_numbers)
    return User.objects.create(**{"email": f"jury{number}@exemple{number}.test", "full_name": name or f"Personne {number}", **fields})


def make_operator() -> User:
    """Someone who runs the programme today."""
    user = make_person("Gaëlle Opératrice")
    Role.objects.create(user=user, role=Role.Role.OPERATOR)
    return user


def make_cohort(regime: str = "examen", *, grid: dict[str, int] | None = None, **fields: Any) -> Cohort:
    """A cohort that closed yesterday, of a published call with the grid of the worked example."""
    number = next(_numbers)
    now = clock.now()
    call = Call.objects.create(
        reference=f"A-2026-{number:04}",
        slug=f"appel-{number}",
        title=f"Appel {number}",
        summary="Un appel.",
        kind=Call.Kind.PERMANENT,
        state=Call.State.PUBLISHED,
        published_at=now - dt.timedelta(days=90),
        label_kind="structure",
        office_name="Bureau des appels",
        office_address="1 rue des Essais, 75001 Paris",
        office_email="appels@exemple.test",
    )
    FormVersion.objects.create(call=call, number=1, published_at=now)
    for position, (code, weight) in enumerate((grid or GRID).items()):
        Criterion.objects.create(
            call=call,
            code=code.lower(),
            title=f"Critère {code}",
            position=position,
            weight=weight,
            eliminatory_below=2 if code == "C3" else None,
        )
    values = {
        "number": 1,
        "title": "Session de mars",
        "opens_at": now - dt.timedelta(days=60),
        "closes_at": now - dt.timedelta(days=1),
        **fields,
    }
    return Cohort.objects.create(call=call, regime=regime, **values)


def make_file(cohort: Cohort, organisation: Organisation | None = None, state: str = "admissible", **fields: Any) -> Application:
    """A file handed in, with its snapshot."""
    organisation = organisation or make_organisation()
    lead = make_person()
    application = Application.objects.create(
        reference=f"C-2026-{next(_numbers):04}",
        call=cohort.call,
        cohort=cohort,
        form=cohort.call.forms.get(),
        organisation=organisation,
        lead=lead,
        state=state,
        submitted_at=clock.now() - dt.timedelta(days=2),
        submitted_by=lead,
        **fields,
    )
    content = {
        "call": cohort.call.title,
        "organisation": {"name": organisation.name},
        "sections": [
            {
                "title": "Le projet",
                "questions": [
                    {"key": "resume", "label": "Résumé", "kind": "text", "words": f"{organisation.name} accompagne.", "audience": "jury"},
                    {"key": "nom", "label": "Nom", "kind": "line", "words": organisation.name, "audience": "jury", "is_identifying": True},
                    {"key": "iban", "label": "Compte", "kind": "line", "words": "FR76 SECRET", "audience": "operator"},
                ],
            }
        ],
        "documents": [],
        "partners": [],
    }
    Snapshot.objects.create(application=application, number=1, by=lead, content=content, sha256="0" * 64)
    return application


def give_piece(
    file: Application, *, name: str = "Statuts.pdf", content: bytes | None = None, audience: str = "jury", is_identifying: bool = False
) -> StoredFile:
    """A document of the file, in a new snapshot: as if it had been handed in again."""
    number = file.snapshots.count() + 1
    key = f"piece{number}"
    stored = make_stored(file, content, name=name, by=file.lead, purpose=key)
    content_now = copy.deepcopy(file.snapshots.latest("number").content)
    question = {"key": key, "label": f"Pièce demandée {number}", "kind": "file", "words": "", "audience": audience}
    content_now["sections"][0]["questions"].append({**question, "is_identifying": is_identifying})
    content_now["documents"].append({"key": key, "name": name, "sha256": stored.sha256, "file": str(stored.key)})
    Snapshot.objects.create(application=file, number=number, by=file.lead, content=content_now, sha256="0" * 64)
    return stored


def make_jury(cohort: Cohort | None = None, *, files: int = 2, jurors: int = 3, regime: str = "examen", **fields: Any) -> Jury:
    """A jury in composition, with its members, the first one in the chair, and files that wait for it."""
    cohort = cohort or make_cohort(regime)
    for _ in range(files):
        make_file(cohort)
    jury = Jury.objects.create(cohort=cohort, **fields)
    for number in range(jurors):
        make_juror(jury, is_chair=number == 0)
    return jury


def make_juror(jury: Jury, user: User | None = None, **fields: Any) -> Juror:
    """A member whose mandate holds."""
    values = {"mandate_until": clock.today() + dt.timedelta(days=365), **fields}
    return Juror.objects.create(jury=jury, user=user or make_person(), **values)


def declare_none(juror: Juror) -> None:
    """The juror has no tie with anyone."""
    from frenchimpact.reviews import rules

    actions.declare_ties(juror=juror, said=[actions.Tie(one.pk, "none") for one in rules.files_before(juror.jury)], by=juror.user)


def make_open_jury(by: User | None = None, **fields: Any) -> Jury:
    """An open jury whose members have no tie, every file given to every member."""
    jury = make_jury(**fields)
    for juror in jury.jurors.all():
        declare_none(juror)
    jury = actions.open_jury(jury=jury, by=by or make_operator())
    for juror in jury.jurors.all():
        for application in jury.cohort.applications.all():
            actions.assign_by_hand(juror=juror, application=application, by=juror.user)
    return jury


def files_of(jury: Jury) -> list[Application]:
    """Its files, in order."""
    return list(jury.cohort.applications.order_by("pk"))


def jurors_in(jury: Jury) -> list[Juror]:
    """Its members, in order."""
    return list(jury.jurors.select_related("user", "jury__cohort").order_by("pk"))


def write(review: Review, marks: dict[str, int | None], **texts: str) -> None:
    """Fill in scores by code of criterion; None is an abstention."""
    grid = {one.code.upper(): one.pk for one in Criterion.objects.filter(call=review.application.call_id)}
    values = {f"score.{grid[code]}": ABSTENTION if mark is None else str(mark) for code, mark in marks.items()}
    saved = actions.save_review(review=review, changes={name: Change(value, 0) for name, value in {**values, **texts}.items()})
    assert not saved.errors


def give(juror: Juror, application: Application, marks: dict[str, int | None]) -> Review:
    """The juror reads and sends an opinion."""
    review = actions.start_review(juror=juror, application=application)
    write(review, marks, opinion="Un dossier solide.")
    return actions.send_review(review=review)
