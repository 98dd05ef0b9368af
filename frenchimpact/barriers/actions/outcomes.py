"""What came of a case: recorded once, told to its person in their words; an experiment enters the register with it."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.consultations import cancel_waiting
from frenchimpact.barriers.actions.experiments import Counted, check_experiment, open_experiment
from frenchimpact.barriers.actions.joined import answer_joined
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.messages import outcomes as messages
from frenchimpact.barriers.models import Case, Circle, Message, Norm, Outcome, OutcomeKind, OutcomePlace
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.geo.models import Place

# What a person has to come back on their answer before the case is closed by itself.
QUIET_DAYS = 15
# Recorded by their own doors.
ELSEWHERE = (OutcomeKind.WITHDRAWN,)


@transaction.atomic
def record_outcome(
    *,
    case: Case,
    by: User | None,
    kind: str,
    answer: str,
    legal_basis: str = "",
    decided_by: str = "",
    decided_on: dt.date | None = None,
    beneficiary: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    conditions: str = "",
    evaluation: str = "",
    places: Sequence[Place] = (),
    title: str = "",
    object: str = "",
    check_on: dt.date | None = None,
    indicators: Sequence[Counted] = (),
    norms: Sequence[Norm] = (),
    is_public: bool = True,
    kept_names: Collection[str] = (),
) -> Outcome:
    """The answer of a case; its person and those whose case joined it are told. From `title` on, what is said of the experiment.

    Raises Incomplete, OutOfTurn.
    """
    case = lock(case)
    said = {
        "answer": clean_text(answer),
        "legal_basis": clean_text(legal_basis),
        "decided_by": clean_line(decided_by)[:200],
        "decided_on": decided_on,
        "beneficiary": clean_line(beneficiary)[:300],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "conditions": clean_text(conditions),
        "evaluation": clean_text(evaluation),
    }
    about = {"title": title, "object": object, "check_on": check_on, "indicators": indicators}
    check_outcome(kind=kind, said=said, about=about, places=places)
    Case.FLOW.step("answer", case.state)
    outcome = Outcome.objects.create(case=case, kind=kind, by=by, **said)
    OutcomePlace.objects.bulk_create([OutcomePlace(outcome=outcome, place=place) for place in places])
    cancel_waiting(case=case, by=by)
    case = _move(case, outcome, by)
    if OutcomeKind(kind).is_experiment:
        norms = list(norms) or [link.norm for link in case.norm_links.filter(is_told=False).select_related("norm")]
        _open(outcome, case, places, {**about, "kept_names": kept_names}, norms, is_public, by)
    write(case=case, circle=Circle.PERSON, author=Message.Author.DESK, text=outcome.answer, by=by, is_told=True)
    messages.tell_outcome(case, outcome)
    announce(facts.OutcomeRecorded(case_id=case.pk, outcome_id=outcome.pk, kind=kind), by=by)
    answer_joined(case=case, outcome=outcome, by=by)
    return outcome


def check_outcome(*, kind: str, said: dict[str, Any], about: dict[str, Any], places: Sequence[Place]) -> None:
    """Raises Incomplete when it may not be recorded as it is."""
    wrong: dict[str, Text] = {}
    if kind not in OutcomeKind.values or kind in ELSEWHERE:
        wrong["kind"] = _("Choisissez ce qui a été répondu.")
    if not said["answer"]:
        wrong["answer"] = _("Écrivez ce que la personne lira.")
    if said["decided_on"] and said["decided_on"] > clock.today():
        wrong["decided_on"] = _("Écrivez un jour passé, ou aujourd’hui.")
    if said["starts_on"] and said["ends_on"] and said["ends_on"] < said["starts_on"]:
        wrong["ends_on"] = _("La fin vient après le début.")
    if kind == OutcomeKind.REFUSED and not said["legal_basis"]:
        wrong["legal_basis"] = _("Un refus a une raison de droit : citez le texte.")
    if kind in OutcomeKind.values and OutcomeKind(kind).is_experiment:
        wrong |= check_experiment(
            title=about["title"],
            object=about["object"],
            legal_basis=said["legal_basis"],
            authority_name=said["decided_by"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            check_on=about["check_on"],
            indicators=about["indicators"],
            channel=kind,
            places=places,
        )
        if "authority_name" in wrong:
            wrong["decided_by"] = wrong.pop("authority_name")
    if wrong:
        raise Incomplete(_("La réponse n’est pas enregistrée : il reste quelque chose à corriger."), wrong)


def _move(case: Case, outcome: Outcome, by: User | None) -> Case:
    """Answered; an experiment is then followed until its end, the rest closes when the person says nothing more."""
    with translation.override(settings.LANGUAGE_CODE):
        label = outcome.get_kind_display()
        next_on = clock.today() + dt.timedelta(days=QUIET_DAYS)
        what = _("Clore, si la personne n’a rien ajouté")
        return move(case=case, verb="answer", by=by, text=label, next_on=next_on, next_what=what)


def _open(
    outcome: Outcome, case: Case, places: Sequence[Place], about: dict[str, Any], norms: Sequence[Norm], is_public: bool, by: User | None
) -> None:
    experiment = open_experiment(
        by=by,
        title=about["title"],
        object=about["object"],
        channel=outcome.kind,
        legal_basis=outcome.legal_basis,
        authority_name=outcome.decided_by,
        starts_on=outcome.starts_on,
        ends_on=outcome.ends_on,
        check_on=about["check_on"],
        indicators=about["indicators"],
        kept_names=about["kept_names"],
        beneficiary=outcome.beneficiary,
        conditions=outcome.conditions,
        evaluation_plan=outcome.evaluation,
        places=places,
        norms=norms,
        outcome=outcome,
        barrier=case.barrier,
        is_public=is_public,
    )
    with translation.override(settings.LANGUAGE_CODE):
        what = _("Point de mi-parcours de %(reference)s") % {"reference": experiment.reference}
        move(case=case, verb="follow", by=by, next_on=experiment.check_on, next_what=what, text=experiment.reference)


@transaction.atomic
def reopen(*, case: Case, by: User, text: str) -> Case:
    """The answer did not settle it: the desk takes it up again, and its person knows. Raises OutOfTurn, Incomplete."""
    text = clean_text(text)
    if not text:
        raise Incomplete(_("Le cas n’est pas rouvert."), {"text": _("Écrivez pourquoi : la personne le lira.")})
    with translation.override(settings.LANGUAGE_CODE):
        what = _("Relire et dire la suite")
    case = move(case=case, verb="reopen", by=by, text=text, next_on=clock.today() + dt.timedelta(days=5), next_what=what)
    messages.tell_reopened(case, text)
    return case


def close_quiet() -> int:
    """Cases answered two weeks ago, whose person added nothing, are closed. Gives how many."""
    due = Case.objects.filter(state=Case.State.OUTCOME, next_on__lte=clock.today()).order_by("pk")
    return sum(_close(case) for case in due[:2000])


@transaction.atomic
def _close(case: Case) -> bool:
    case = lock(case)
    if case.state != Case.State.OUTCOME or case.settled_at is None:
        return False
    if case.messages.filter(circle=Circle.PERSON, author=Message.Author.PERSON, at__gt=case.settled_at).exists():
        return False
    move(case=case, verb="close", by=None)
    return True
