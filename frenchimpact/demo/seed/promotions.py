"""Last year's accelerator: a call to projects, those it chose, what they measured as they came in and as they went out. All invented."""

import datetime as dt
from typing import Any

from django.utils import timezone

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions
from frenchimpact.calls.actions.references import take_references
from frenchimpact.calls.models import Answer, Application, Call, Cohort, Question, Step
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.impact.models import Followed
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import team_of
from frenchimpact.support import rules
from frenchimpact.support.actions.promotions import begin_support, graduate, leave, open_promotion
from frenchimpact.support.models import Participant, Promotion

CALL: dict[str, Any] = {
    "title": "Accélérateur des solutions locales",
    "summary": "Un an d’accompagnement pour des projets prêts à grandir : mesure, financement, essaimage.",
    "description": "Dix projets au plus sont suivis ensemble pendant un an par une structure labellisée.",
    "kind": Call.Kind.ONE_OFF,
    "applicant": Call.Applicant.PROJECT,
    "office_name": "Bureau de l’accélérateur",
    "office_address": "1 place de la Démonstration, 75001 Paris",
    "office_email": "accelerateur@demo.test",
}
QUESTIONS = (
    {"key": "envie", "label": "Ce que vous voulez réussir en un an", "kind": Question.Kind.TEXT, "max_length": 1000},
    {"key": "equipe", "label": "Personnes qui y travaillent", "kind": Question.Kind.NUMBER},
)
ANSWERS = {"envie": "Ouvrir un second lieu sans perdre ce qui marche dans le premier.", "equipe": "4"}
OUTCOMES = (
    "Un second lieu ouvert à l’automne, et un prix de revient enfin connu.",
    "Deux communes ont signé pour trois ans ; l’équipe est passée de trois à cinq.",
    "Le modèle tient sans subvention de fonctionnement depuis le printemps.",
)
GONE = "La porteuse a pris un emploi : l’association préfère s’arrêter un an."
# How many projects: those that graduated, one that left, one that goes on, one that was not chosen.
TAKEN, REFUSED = 5, 1


def load() -> None:
    """Write what is not there yet."""
    if Promotion.objects.filter(is_demo=True).exists():
        return
    bastien, gaelle = person("bastien@demo.test"), person("gaelle@demo.test")
    house = rules.structures_of(bastien).order_by("pk").first()
    measured = Followed.objects.filter(measures__isnull=False).values("project")
    rows = Project.objects.filter(is_demo=True, status=Project.Status.PUBLISHED, pk__in=measured, organisation__isnull=False)
    projects = [
        one
        for one in rows.exclude(organisation=house).filter(supports=None).select_related("organisation").order_by("pk")[:20]
        if team_of(one)
    ]
    if house is None or len(projects) < TAKEN + REFUSED:
        return
    with days_ago(430):
        cohort = _write_call(gaelle)
        _write_files(cohort, projects[: TAKEN + REFUSED])
    with days_ago(390):
        today = clock.today()
        promotion = open_promotion(
            cohort=cohort,
            structure=house,
            starts_on=today + dt.timedelta(days=20),
            ends_on=today + dt.timedelta(days=370),
            by=gaelle,
            is_demo=True,
        )
    _follow(promotion, bastien)


def _write_call(by: User) -> Cohort:
    """One wave, over since; its form is two questions long."""
    call = actions.create_call(by=by, is_demo=True, **CALL)
    form = call.forms.get()
    section = actions.set_section(form=form, title="Votre projet", code="projet")
    for question in QUESTIONS:
        actions.set_question(section=section, **question)
    actions.publish_form(form=form, change_note="", by=by)
    zone, today = timezone.get_default_timezone(), clock.today()
    cohort = actions.set_cohort(
        call=call,
        by=by,
        title="Promotion de l’an passé",
        regime=Cohort.Regime.CONCOURS,
        places_count=10,
        opens_at=dt.datetime.combine(today - dt.timedelta(days=20), dt.time(), zone),
        closes_at=dt.datetime.combine(today + dt.timedelta(days=10), dt.time(23, 59, 59), zone),
    )
    actions.publish_call(call=call, by=by)
    cohort.call.refresh_from_db()
    return cohort


def _write_files(cohort: Cohort, projects: list[Project]) -> None:
    """As rows, judged since: writing, receipts and mails are those of the other calls."""
    call, now = cohort.call, clock.now()
    form = call.forms.get()
    files = [
        Application(
            reference=reference,
            call=call,
            cohort=cohort,
            form=form,
            organisation=project.organisation,
            project=project,
            lead=(lead := team_of(project)[0]),
            state="granted" if at < TAKEN else "refused",
            submitted_at=now,
            submitted_by=lead,
            is_demo=True,
        )
        for at, (reference, project) in enumerate(zip(take_references("C", len(projects)), projects, strict=True))
    ]
    Application.objects.bulk_create(files)
    Answer.objects.bulk_create(
        Answer(application=file, key=key, value=value, by=file.lead) for file in files for key, value in ANSWERS.items()
    )
    Step.objects.bulk_create(
        Step(application=file, verb=verb, state=state, by=by)
        for file in files
        for verb, state, by in (("submit", "submitted", file.lead), ("grant" if file.state == "granted" else "refuse", file.state, None))
    )


def _follow(promotion: Promotion, bastien: User) -> None:
    """Three graduated, one left, one goes on."""
    chosen = list(promotion.participants.filter(state=Participant.State.SELECTED).select_related("project").order_by("pk"))
    with days_ago(365):
        inside = [begin_support(participant=one, officer=bastien, by=bastien) for one in chosen]
    with days_ago(150):
        leave(participant=inside[len(OUTCOMES)], reason=GONE, by=bastien)
    with days_ago(15):
        for one, outcome in zip(inside, OUTCOMES, strict=False):
            graduate(participant=one, outcome=outcome, by=bastien)
