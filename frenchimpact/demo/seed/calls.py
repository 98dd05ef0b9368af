"""Two calls and their files: the permanent one for support structures, in several states, and the territories' one, in waves."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

from django.utils import timezone

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions
from frenchimpact.calls.models import Application, Call, Question
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.demo.seed import call_texts as texts
from frenchimpact.demo.seed.labels import EXPIRED, GIVEN
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.demo.seed.projects import someone
from frenchimpact.files.actions import receive_file
from frenchimpact.files.queries import intake
from frenchimpact.organisations.models import Membership, Organisation

# Days from today: opening and last day of each wave, the past one first.
STRUCTURE_WAVES = ((-150, -46, "Session d’été"), (-45, 40, "Session d’automne"), (41, 130, "Session d’hiver"))
TERRITORY_WAVES = ((-40, 50, "Première vague"), (51, 140, "Deuxième vague"))
# How far each file of the permanent call has gone, and how many days ago it was handed in.
FILES: tuple[tuple[str, float], ...] = (
    *(("admissible", days) for days in (98, 90, 81, 74, 66, 58)),
    ("submitted", 3),
    ("submitted", 8),
    ("complete", 15),
    ("incomplete", 20),
    ("inadmissible", 80),
    ("withdrawn", 70),
)
NAMES = (
    "Camille Lenoir",
    "Yanis Ferrand",
    "Solène Guillou",
    "Mathieu Roche",
    "Inès Caron",
    "Paul Besson",
    "Lila Moreau",
    "Hervé Tessier",
    "Nadia Klein",
    "Rémi Aubert",
    "Jade Colin",
    "Oscar Delmas",
)


def load() -> None:
    """Write the calls and their files, once."""
    if Call.objects.filter(is_demo=True).exists():
        return
    gaelle = person("gaelle@demo.test")
    with days_ago(200):
        structures = _write_call(texts.STRUCTURES, texts.STRUCTURE_FORM, texts.STRUCTURE_CRITERIA, texts.STRUCTURE_RULES, gaelle)
        territories = _write_call(texts.TERRITORIES, texts.TERRITORY_FORM, texts.TERRITORY_CRITERIA, texts.TERRITORY_RULES, gaelle)
        for opens, closes, title in STRUCTURE_WAVES:
            _write_wave(structures, opens, closes, title, regime="examen")
        for opens, closes, title in TERRITORY_WAVES:
            _write_wave(territories, opens, closes, title, regime="concours", places_count=10)
        actions.publish_call(call=structures, by=gaelle)
        actions.publish_call(call=territories, by=gaelle)
    structures.refresh_from_db()
    territories.refresh_from_db()
    supports = Organisation.objects.filter(
        source=Organisation.Source.DEMO, kinds__contains=["accompagnement"], is_published=True, closed_on=None
    )
    # Who holds a label has no need to apply; one that expired comes back.
    supports = supports.exclude(name__in=set(GIVEN) - {EXPIRED}).exclude(memberships__user=person("bastien@demo.test")).order_by("pk")
    for (state, days), organisation, name in zip(FILES, supports, NAMES, strict=False):
        _write_file(structures, organisation, someone(name), state, days, gaelle)
    _write_enquiries(structures, gaelle)
    _bastiens_draft(structures)
    _chloes_collective(territories)


def _write_call(
    values: Mapping[str, Any],
    form: Sequence[Mapping[str, Any]],
    criteria: Sequence[dict[str, Any]],
    rules: Sequence[dict[str, Any]],
    by: User,
) -> Call:
    call = actions.create_call(by=by, is_demo=True, **values)
    steps = texts.NEXT_STEPS
    found = {one["code"]: actions.set_criterion(call=call, by=by, next_step=steps.get(one["code"], ""), **one) for one in criteria}
    for rule in rules:
        actions.set_rule(call=call, by=by, **rule)
    version = call.forms.get()
    for line in form:
        section = actions.set_section(form=version, **{name: value for name, value in line.items() if name != "questions"})
        for question in line["questions"]:
            criterion = found.get(question.get("criterion", ""))
            made = actions.set_question(section=section, **{**question, "criterion": criterion})
            if made.key in texts.TEMPLATES:
                _give_template(call, made, by)
    actions.publish_form(form=version, change_note="", by=by)
    return call


def _give_template(call: Call, question: Question, by: User) -> None:
    """The document that applicants fill in."""
    name, content = texts.TEMPLATES[question.key]
    file = receive_file(
        content=io.BytesIO(content.encode("utf-8-sig")), name=name, owner=call, purpose="template", intake=intake("document"), by=by
    )
    actions.put_template(question=question, file=file, by=by)


def _write_wave(call: Call, opens: int, closes: int, title: str, **fields: Any) -> None:
    """From the first second of a day to the last of another, in Paris; days counted from now, whenever the clock stands."""
    zone, today = timezone.get_default_timezone(), timezone.localdate(timezone.localtime(clock.now()) + dt.timedelta(days=200))
    first, last = today + dt.timedelta(days=opens), today + dt.timedelta(days=closes)
    actions.set_cohort(
        call=call,
        by=None,
        title=title,
        opens_at=dt.datetime.combine(first, dt.time(), zone),
        closes_at=dt.datetime.combine(last, dt.time(23, 59, 59), zone),
        jury_on=last + dt.timedelta(days=58),
        decision_planned_on=last + dt.timedelta(days=68),
        **fields,
    )


def _fill(application: Application, answers: Mapping[str, Any], by: User) -> None:
    actions.save_answers(application=application, changes={name: Change(value, 0) for name, value in answers.items()}, by=by, page="demo")


def _write_file(call: Call, organisation: Organisation, by: User, state: str, days: float, officer: User) -> None:
    """One file, as far as its state says, each step some days after the other."""
    steps = [dict(chunk) for chunk in batched(texts.STRUCTURE_ANSWERS.items(), 3)]
    for number, chunk in enumerate(steps):
        # A quarter of an hour for every three answers.
        with days_ago(days + 2 - number / 96):
            _begin(call, organisation, by, chunk)
    application = call.applications.get(organisation=organisation, lead=by)
    with days_ago(days):
        application = actions.submit_application(application=application, by=by)
    with days_ago(max(days - 3, 0.5)):
        if state == "withdrawn":
            actions.withdraw_application(application=application, by=by)
        if state == "incomplete":
            actions.ask_correction(
                application=application,
                message="Il manque le nombre de projets suivis par personne. Précisez votre équipe.",
                due_on=clock.today() + dt.timedelta(days=30),
                items={"equipe": "Dites combien de projets chaque personne suit."},
                by=officer,
            )
        if state in {"complete", "admissible", "inadmissible"}:
            actions.find_complete(application=application, by=officer)
        if state == "admissible":
            actions.admit(application=application, by=officer)
        if state == "inadmissible":
            actions.reject(
                application=application, reasons="La structure a été créée il y a moins d’un an. Revenez à partir de janvier.", by=officer
            )


def _write_enquiries(call: Call, officer: User) -> None:
    """What was asked about the call: answered for everyone, but the last one."""
    for number, (text, question, answer) in enumerate(texts.ENQUIRIES):
        days = 30 - 14 * number
        with days_ago(days):
            enquiry = actions.ask_enquiry(call=call, text=text, by=someone(NAMES[number]))
        if answer:
            with days_ago(days - 2):
                actions.publish_enquiry(enquiry=enquiry, question=question, answer=answer, by=officer)


def _begin(call: Call, organisation: Organisation, by: User, answers: Mapping[str, Any]) -> None:
    """Some answers of a file, begun if need be."""
    Membership.objects.get_or_create(user=by, organisation=organisation, until=None, defaults={"role": Membership.Role.ADMIN})
    application = actions.start_application(call=call, organisation=organisation, by=by)
    _fill(application, {**answers, **({} if organisation.commune else {"commune": "Chambéry"})}, by)


def _house_of(user: User) -> Organisation:
    return Membership.objects.filter(user=user, until=None).order_by("pk")[0].organisation


def _bastiens_draft(call: Call) -> None:
    """A file begun, with what is known and one section written: to be finished and handed in."""
    bastien = person("bastien@demo.test")
    with days_ago(6):
        application = actions.start_application(call=call, organisation=_house_of(bastien), by=bastien)
        _fill(application, {name: texts.STRUCTURE_ANSWERS[name] for name in ("annee", "budget", "partenaires")}, bastien)


def _chloes_collective(call: Call) -> None:
    """Three challenges written, a collective of which one member has not answered yet."""
    chloe = person("chloe@demo.test")
    with days_ago(12):
        application = actions.start_application(call=call, organisation=_house_of(chloe), by=chloe)
        own = {
            "territoire": "Savoie solidaire",
            "perimetre": ["epci:200069110", "epci:200068674", "commune:73011"],
            "perimetre.mots": "L’avant-pays et les vallées de Tarentaise jusqu’à Albertville.",
        }
        _fill(application, {**texts.TERRITORY_ANSWERS, **own}, chloe)
        partners = (
            ("Communauté d’agglomération (fictive)", "authority", "farid@demo.test", "Odile Perret, vice-présidente"),
            ("La Roue libre des Bauges", "ess", "awa@demo.test", "Awa Diarra, présidente"),
            ("Tremplin des Cimes", "support", "bastien@demo.test", ""),
        )
        for name, kind, email, who in partners:
            partner = actions.ask_partner(application=application, name=name, kind=kind, email=email, by=chloe)
            if who:
                actions.answer_partner(partner=partner, agrees=True, name=who)
