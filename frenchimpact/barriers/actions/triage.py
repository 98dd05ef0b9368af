"""Sorting a case: taken charge of, answered by what exists, joined to another, precised, redirected, or qualified."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import clocks
from frenchimpact.barriers.actions.joined import UNANSWERED, give_same_answer, last_answer
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.names import check_names
from frenchimpact.barriers.actions.references import BARRIER, next_reference
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages import receipts, transmission
from frenchimpact.barriers.models import Authority, Barrier, BarrierNorm, Case, Circle, Message, OutcomeKind, Pause, Precedent
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text, whole

# Working days left to the person to give a precision, and to the desk to confide a case once qualified.
PRECISION_DAYS, CONFIDE_DAYS = 10, 2
State = Case.State
# What answers anyone in the same situation; a derogation or an experiment answers only whom it was given to.
REUSABLE = (
    OutcomeKind.CLARIFICATION,
    OutcomeKind.SECURING,
    OutcomeKind.PRACTICE,
    OutcomeKind.LOCAL_RULE,
    OutcomeKind.AMENDMENT,
    OutcomeKind.REFUSED,
)


def _day(working_days: int) -> dt.date:
    return clocks.add_working_days(clock.today(), working_days)


def _say(case: Case, text: str, by: User) -> None:
    """Words for the person: in their thread, and by mail."""
    write(case=case, circle=Circle.PERSON, author=Message.Author.DESK, text=text, by=by)


@transaction.atomic
def take(*, case: Case, by: User) -> Case:
    """Somebody of the team reads it: theirs from now on, and no longer only received."""
    case = lock(case)
    if case.state not in Case.OPEN:
        raise OutOfTurn(_("Ce cas n’est plus ouvert : rouvrez-le d’abord."))
    with translation.override(settings.LANGUAGE_CODE):
        if case.state == State.RECEIVED:
            due = max(clock.today(), clocks.add_working_days(timezone.localdate(case.received_at), clocks.TRIAGE_DAYS))
            return move(case=case, verb="sort", by=by, owner=by, next_on=due, next_what=_("Trier"))
        case.owner, case.changed_at = by, clock.now()
        case.save(update_fields=["owner", "changed_at"])
        note(case=case, verb="take", text=str(by), is_for_person=False, by=by)
    return case


@transaction.atomic
def mark_duplicate(*, case: Case, of: Case, by: User, text: str = "") -> Case:
    """The same question as another case, which goes on for both; both people are told, neither learns who the other is.

    The answer goes to both: at once if there is one. Raises Refusal when the other is this one, joins it already, or ended without.
    """
    first = of
    while first.duplicate_of is not None:
        first = first.duplicate_of
    if first.pk == case.pk:
        raise Refusal(_("Ces deux cas se rattacheraient l’un à l’autre : choisissez-en un troisième, ou gardez celui-ci."))
    if first.state in UNANSWERED:
        raise Refusal(_("Ce cas s’est terminé sans réponse : celui qui le rejoindrait n’en recevrait pas. Choisissez-en un autre."))
    case = move(case=case, verb="mark_duplicate", by=by, text=first.reference, duplicate_of=first, barrier=first.barrier)
    with translation.override(case.language):
        words = clean_text(text) or _(
            "Votre demande pose la même question qu’une autre, que le guichet suit déjà."
            " Nous les suivons ensemble : vous recevrez la même réponse."
        )
        _say(case, words, by)
    note(case=first, verb="joined", text=case.reference, is_for_person=False, by=by)
    if first.state in Case.OPEN and first.email and first.email.lower() != case.email.lower():
        with translation.override(first.language):
            _say(first, _("Une autre personne rencontre la même difficulté : sa demande rejoint la vôtre. Cela pèse dans la réponse."), by)
    if (outcome := last_answer(first)) is not None:
        give_same_answer(case=case, first=first, outcome=outcome, by=by)
    return case


@transaction.atomic
def ask_person(*, case: Case, text: str, by: User) -> Case:
    """A precision is asked of the person, who reads it by mail; the clock stands still until they answer. Raises Incomplete, OutOfTurn."""
    text = clean_text(text)
    if not text:
        raise Incomplete(_("La question n’est pas partie."), {"text": _("Écrivez ce que vous demandez.")})
    with translation.override(settings.LANGUAGE_CODE):
        what, reason = _("Relancer la personne, ou continuer sans sa réponse"), _("Précision demandée à la personne")
    case = move(case=case, verb="ask_more", by=by, text=text[:600], next_on=_day(PRECISION_DAYS), next_what=what)
    if not case.pauses.filter(until=None).exists():
        Pause.objects.create(case=case, reason=reason, by=by)
    _say(case, text, by)
    return case


@transaction.atomic
def redirect(*, case: Case, kind: str, by: User, text: str = "", authority: Authority | None = None, to: str = "") -> Case:
    """It is not for the desk: the person reads why and who can. To a service of the address book, what they wrote is sent with it.

    Raises Incomplete without a reason, or when another service is competent and none is named.
    """
    to = clean_line(to)[:300]
    if kind not in Case.Redirection.values:
        raise Incomplete(_("Rien n’est parti."), {"kind": _("Dites pourquoi le guichet ne le garde pas.")})
    if kind == Case.Redirection.OTHER_SERVICE and authority is None and not to:
        raise Incomplete(_("Rien n’est parti."), {"to": _("Choisissez le service, ou écrivez son nom.")})
    named = authority.name if authority else to
    case = move(case=case, verb="redirect", by=by, text=clean_text(text)[:600], redirection=kind, redirected_to=named)
    if authority is not None:
        transmission.transmit(case, authority, by)
        note(case=case, verb="transmit", text=authority.name, is_for_person=False, by=by)
    receipts.tell_redirected(case, clean_text(text))
    return case


@transaction.atomic
def qualify(
    *,
    case: Case,
    by: User,
    nature: str,
    level: str,
    effect: str,
    channel: str = "",
    themes: Sequence[str] = (),
    barrier: Barrier | None = None,
    new_barrier: str = "",
    kept_names: Collection[str] = (),
    texts: Collection[str] = (),
) -> Case:
    """What kind of rule, who can change it, by which way; and which barrier it belongs to. The first step is then to confide it.

    `texts` are the keys of those that the person named and that the desk takes up.
    Qualified again later, it keeps its state. Raises Refusal once it is over.
    """
    case.norm_links.filter(is_told=True, norm__in=[pk for one in texts if (pk := whole(one)) is not None]).update(is_told=False)
    if new_barrier and barrier is None:
        check_names({"new_barrier": new_barrier}, [case], kept_names)
        barrier = make_barrier(title=new_barrier, by=by, case=case, nature=nature, level=level, channel=channel, themes=themes)
    said: dict[str, Any] = {
        "nature": nature,
        "level": level,
        "effect": effect,
        "channel": channel,
        "themes": list(themes),
        "barrier": barrier,
    }
    case = lock(case)
    if Case.FLOW.can("qualify", case.state):
        with translation.override(settings.LANGUAGE_CODE):
            what = _("Confier à un hacker public")
        return move(case=case, verb="qualify", by=by, next_on=_day(CONFIDE_DAYS), next_what=what, **said)
    if case.state not in Case.OPEN:
        raise OutOfTurn(_("Ce cas n’est plus ouvert : rouvrez-le d’abord."))
    for name, value in said.items():
        setattr(case, name, value)
    case.changed_at, case.version = clock.now(), case.version + 1
    case.save()
    note(case=case, verb="qualify", is_for_person=False, by=by)
    return case


def make_barrier(
    *, title: str, by: User, case: Case | None = None, nature: str = "inconnu", level: str = "unknown", **columns: object
) -> Barrier:
    """What several people may hit; with a case, the rules that its analysis rests on."""
    title = clean_line(title)[:200]
    if not title:
        raise Incomplete(_("Le frein n’est pas créé."), {"title": _("Nommez ce qui bloque, sans nommer personne.")})
    barrier = Barrier.objects.create(reference=next_reference(BARRIER), title=title, nature=nature, level=level, **_columns(columns))
    if case is not None:
        links = case.norm_links.filter(is_told=False).values_list("norm", flat=True)
        BarrierNorm.objects.bulk_create([BarrierNorm(barrier=barrier, norm_id=norm) for norm in links])
    return barrier


def _columns(given: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if name == "themes" else value for name, value in given.items() if value is not None}  # type: ignore[call-overload]  # a list, by its name


@transaction.atomic
def answer_with(*, case: Case, precedent: Precedent, by: User, text: str) -> Case:
    """Answered at once by what is published already, with words for this person."""
    from frenchimpact.barriers.actions.outcomes import record_outcome

    if not clean_text(text):
        raise Incomplete(_("La réponse n’est pas partie."), {"text": _("Dites en quoi cette réponse vaut pour cette personne.")})
    if precedent.outcome not in REUSABLE:
        raise Refusal(_("Cette réponse n’ouvrait un droit que là où elle a été prise : qualifiez le cas, et citez-la à l’administration."))
    if case.barrier_id is None and precedent.barrier_id is not None:
        Case.objects.filter(pk=case.pk).update(barrier=precedent.barrier_id)
    record_outcome(
        case=case,
        by=by,
        kind=precedent.outcome,
        answer=text,
        legal_basis=precedent.legal_basis,
        decided_by=precedent.decided_by,
        decided_on=precedent.decided_on,
        conditions=precedent.conditions,
    )
    case = Case.objects.get(pk=case.pk)
    note(case=case, verb="answer_by_precedent", text=f"{precedent.reference} {precedent.title}", is_for_person=False, by=by)
    return case
