"""« Nous la reprenons »: asked, agreed by both, launched, running, closed with its lesson."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.solutions import facts
from frenchimpact.solutions.actions.solutions import next_number
from frenchimpact.solutions.models import Adoption, AdoptionEvent, AdoptionStep, Solution
from frenchimpact.solutions.rules import TEAM
from frenchimpact.territories.models import Challenge, Territory


@transaction.atomic
def adopt(
    *,
    solution: Solution,
    place: Place,
    text: str,
    by: User | None,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    challenge: Challenge | None = None,
    project: Project | None = None,
    learnt_from: Adoption | None = None,
    is_demo: bool = False,
) -> Adoption:
    """A territory (for one of its challenges) or an organisation takes it up, by the steps of its kit; `project`: the one that would
    do it there, when it is known. Raises Refusal or Incomplete."""
    solution = lock(solution)
    if solution.state != Solution.State.PUBLISHED:
        raise Refusal(_("Cette solution n’est plus à reprendre : %s") % (solution.state_reason or solution.get_state_display()))
    text = clean_text(text)[:5000]
    if not text:
        words = _("Dites pourquoi, et ce que vous avez déjà : l’équipe d’origine vous répondra mieux.")
        raise Incomplete(words, {"text": words})
    if challenge is not None and (territory is None or challenge.territory_id != territory.pk):
        raise Refusal(_("Ce défi n’est pas de ce territoire."))
    if project is not None and project.pk == solution.project_id:
        raise Refusal(_("Le projet d’origine ne se reprend pas lui-même."))
    kit = solution.kits.filter(published_at__isnull=False).latest("number")
    reference, _year, _number = next_number("RE")
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                reference=reference,
                solution=solution,
                kit=kit,
                place=place,
                text=text,
                territory=territory,
                organisation=organisation,
                challenge=challenge,
                project=project,
                learnt_from=learnt_from,
                asked_by=by,
                is_demo=is_demo,
            )
    except IntegrityError as error:
        if "adoption_once" in str(error):
            raise Refusal(_("Cette solution y est déjà en cours de reprise.")) from error
        if "project_id" in str(error):
            raise Refusal(_("Ce projet est déjà celui d’une autre reprise.")) from error
        raise
    AdoptionStep.objects.bulk_create(
        AdoptionStep(adoption=adoption, position=number, title=step["title"], text=step.get("text", ""))
        for number, step in enumerate(kit.steps, 1)
    )
    _tell(adoption, "ask", text, by)
    return adoption


def _tell(adoption: Adoption, verb: str, text: str, by: User | None) -> None:
    AdoptionEvent.objects.create(adoption=adoption, verb=verb, text=text, by=by)
    announce(facts.AdoptionMoved(adoption_id=adoption.pk, verb=verb, state=adoption.state), by=by)


@transaction.atomic
def write_agreement(*, adoption: Adoption, text: str, mentor: User | None, by: User) -> Adoption:
    """What each does and may do. Written again, both agree again. Raises Refusal or Incomplete."""
    adoption = lock(adoption)
    text = clean_text(text)[:20_000]
    if not text:
        raise Incomplete(_("Écrivez ce que chacun fait."), {"agreement": _("Écrivez ce que chacun fait.")})
    if adoption.state == Adoption.State.IDENTIFIED:
        adoption.state = Adoption.FLOW.step("prepare", adoption.state)
    elif adoption.state != Adoption.State.AGREEMENT:
        raise Refusal(_("L’accord est passé : il ne se réécrit plus."))
    if text != adoption.agreement:
        adoption.agreed_by_team_at = adoption.agreed_by_place_at = None
    adoption.agreement, adoption.mentor = text, mentor
    _save(adoption)
    _tell(adoption, "prepare", "", by)
    return adoption


def _save(adoption: Adoption) -> None:
    adoption.changed_at = clock.now()
    adoption.save()


@transaction.atomic
def agree(*, adoption: Adoption, side: str, by: User) -> Adoption:
    """One side says yes to the words as they are. Twice is once. Raises Refusal."""
    adoption = lock(adoption)
    if adoption.state != Adoption.State.AGREEMENT or not adoption.agreement:
        raise Refusal(_("Il n’y a pas d’accord à passer : écrivez-le d’abord."))
    name = "agreed_by_team_at" if side == TEAM else "agreed_by_place_at"
    if getattr(adoption, name) is None:
        setattr(adoption, name, clock.now())
        _save(adoption)
        _tell(adoption, f"agree_{side}", "", by)
    return adoption


@transaction.atomic
def launch(*, adoption: Adoption, project: Project | None, by: User, on: dt.date | None = None) -> Adoption:
    """It begins there, once both agreed; `project`: the one that does it there, whose results stand beside. Raises Refusal."""
    adoption = lock(adoption)
    if not (adoption.agreed_by_team_at and adoption.agreed_by_place_at):
        raise Refusal(_("Les deux côtés passent l’accord avant le lancement."))
    if project is not None and project.pk == adoption.solution.project_id:
        raise Refusal(_("Le projet d’origine ne se reprend pas lui-même."))
    adoption.launched_on = on or clock.today()
    if adoption.launched_on > clock.today():
        words = _("Une reprise est lancée au plus tard aujourd’hui.")
        raise Incomplete(words, {"on": words})
    adoption.project = project or adoption.project
    adoption.state = Adoption.FLOW.step("launch", adoption.state)
    try:
        with transaction.atomic():
            _save(adoption)
    except IntegrityError as error:
        raise Refusal(_("Ce projet est déjà celui d’une autre reprise.")) from error
    _tell(adoption, "launch", "", by)
    return adoption


@transaction.atomic
def name_project(*, adoption: Adoption, project: Project, by: User) -> Adoption:
    """Which project does it there, when the launch did not say: once, for its measures are read as those of the place. Raises Refusal."""
    adoption = lock(adoption)
    if adoption.launched_on is None:
        raise Refusal(_("Les deux côtés passent l’accord avant le lancement."))
    if adoption.project is not None:
        raise Refusal(_("Le projet qui la porte est déjà dit."))
    if project.pk == adoption.solution.project_id:
        raise Refusal(_("Le projet d’origine ne se reprend pas lui-même."))
    adoption.project = project
    try:
        with transaction.atomic():
            _save(adoption)
    except IntegrityError as error:
        raise Refusal(_("Ce projet est déjà celui d’une autre reprise.")) from error
    _tell(adoption, "carry", project.name, by)
    return adoption


@transaction.atomic
def run(*, adoption: Adoption, by: User) -> Adoption:
    """It works there. Raises Refusal."""
    adoption = lock(adoption)
    adoption.state = Adoption.FLOW.step("run", adoption.state)
    _save(adoption)
    _tell(adoption, "run", "", by)
    return adoption


def endings_from(state: str) -> tuple[str, ...]:
    """How an adoption in that state may end."""
    if state in (Adoption.State.IDENTIFIED, Adoption.State.AGREEMENT):
        return (Adoption.Ending.NOT_LAUNCHED, Adoption.Ending.DECLINED)
    return (Adoption.Ending.STOPPED,) if state == Adoption.State.LAUNCHED else (Adoption.Ending.HANDED_ON, Adoption.Ending.STOPPED)


@transaction.atomic
def close(*, adoption: Adoption, ending: str, lesson: str, is_public: bool, by: User) -> Adoption:
    """How it ended and what the next ones must know; a failure says as much as a success. Raises Refusal or Incomplete."""
    adoption = lock(adoption)
    lesson = clean_text(lesson)[:5000]
    problems: dict[str, Any] = {}
    if ending not in Adoption.Ending.values:
        problems["ending"] = _("Dites comment elle se termine.")
    if not lesson:
        problems["lesson"] = _("Dites ce que les suivants doivent savoir : un échec raconté évite le prochain.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    state = adoption.state
    adoption.state = Adoption.FLOW.step("close", state)
    if ending not in endings_from(state):
        words = _("Une reprise ne se termine pas ainsi à cette étape.")
        raise Incomplete(words, {"ending": words})
    adoption.ending, adoption.lesson, adoption.is_lesson_public, adoption.closed_at = ending, lesson, is_public, clock.now()
    _save(adoption)
    _tell(adoption, "close", lesson, by)
    return adoption


@transaction.atomic
def do_step(*, step: AdoptionStep, done_on: dt.date | None, note: str, by: User) -> AdoptionStep:
    """Done that day, or not yet; with what was met. Raises Refusal."""
    adoption = lock(step.adoption)
    if adoption.state == Adoption.State.CLOSED:
        raise Refusal(_("Cette reprise est close."))
    if done_on is not None and done_on > clock.today():
        raise Incomplete(
            _("Une étape est faite au plus tard aujourd’hui."), {"done_on": _("Une étape est faite au plus tard aujourd’hui.")}
        )
    step = lock(step)
    step.done_on, step.note = done_on, clean_text(note)[:5000]
    step.save()
    _tell(adoption, "step", f"{step.position}. {step.title}", by)
    return step
