"""The jury of the permanent call's past session: ties declared, one member recused from a file, some opinions given, the rest to give."""

import datetime as dt

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.demo.seed.projects import someone
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.models import Juror, Jury

# Name, in what quality, themes that they know, region where they work. The first one is in the chair.
OTHERS = (
    ("Agathe Morin", "Déléguée régionale d’un réseau d’incubateurs", ("insertion_emploi", "economie_circulaire_reemploi"), "11"),
    ("Tariq Benhaddou", "Directeur d’une fondation territoriale", ("alimentation_durable_circuits_courts", "numerique_inclusion"), "93"),
    ("Hélène Costa", "Ancienne directrice d’une coopérative d’activité", ("mobilite_douce_partagee",), "76"),
)
OPINIONS = (
    "Un accompagnement sérieux et suivi dans la durée. La preuve des effets à trois ans reste mince.",
    "Une équipe stable, une offre lisible. Je voudrais voir qui n’entre pas, et pourquoi.",
    "Un bon ancrage local. Les résultats sont racontés plus que mesurés.",
)
NOTES = ("Aucun chiffre à trois ans : joindre le suivi des projets sortis.", "Le suivi s’arrête à la sortie du programme.", "")
QUESTION = "Que deviennent les projets qui s’arrêtent ?"


def load() -> None:
    """Write the jury once, if the past session is there."""
    cohort = Cohort.objects.filter(call__is_demo=True, call__applicant="organisation", jury=None).order_by("number").first()
    if cohort is None or not cohort.is_over or Jury.objects.filter(is_demo=True).exists():
        return
    gaelle, elise = person("gaelle@demo.test"), person("elise@demo.test")
    with days_ago(30):
        jury = actions.compose_jury(cohort=cohort, by=gaelle, is_demo=True, reviews_due_on=clock.today() + dt.timedelta(days=39))
        until = clock.today() + dt.timedelta(days=730)
        for number, (name, quality, themes, region) in enumerate(OTHERS):
            _appoint(jury, someone(name), quality, list(themes), region, until, gaelle, is_chair=number == 0)
        _appoint(jury, elise, "Directrice d’une école de l’économie sociale", ["reussite_educative"], "84", until, gaelle)
    jurors = list(jury.jurors.select_related("user", "jury__cohort").order_by("pk"))
    files = list(rules.files_before(jury).order_by("reference"))
    with days_ago(26):
        for juror in jurors:
            _declare(juror, files, files[0] if juror == jurors[1] else None)
        jury = actions.open_jury(jury=jury, by=gaelle)
        actions.assign_automatically(jury=jury, by=gaelle)
    for number, juror in enumerate(jury.jurors.select_related("user", "jury__cohort").order_by("pk")):
        held = list(juror.assignments.filter(ended_at=None).select_related("application").order_by("application__reference"))
        # Élise has given one opinion and begun another; the others have one left.
        count = 1 if juror.user == elise else len(held) - 1
        for position, one in enumerate(held[:count]):
            with days_ago(20 - number * 3 - position / 2):
                _give(juror, one.application, number + position)

    _ask_expert(jury, files[1], gaelle)


def _ask_expert(jury: Jury, application: Application, by: User) -> None:
    """Somebody outside the jury answered about one file."""
    with days_ago(12):
        asked = actions.ask_expert(
            jury=jury,
            application=application,
            name="Sonia Ferreira",
            email="sonia.ferreira@laboratoire.example",
            quality="Chercheuse, évaluation des politiques d’insertion",
            question="Le suivi des projets à trois ans permet-il de conclure ?",
            days=21,
            by=by,
        )
    with days_ago(9):
        asked = actions.declare_expert_tie(expertise=asked, nature="none")
        words = "Le suivi couvre deux projets sur trois. C’est assez pour une tendance, pas pour un effet : demandez la liste des sortants."
        actions.write_expertise(expertise=asked, opinion=words, is_final=True)


def _appoint(
    jury: Jury, user: User, quality: str, themes: list[str], region: str, until: dt.date, by: User, *, is_chair: bool = False
) -> None:
    actions.appoint_juror(
        jury=jury,
        user=user,
        quality=quality,
        mandate="Décision du 3 novembre (fictive)",
        mandate_until=until,
        themes=themes,
        region=region,
        capacity=10,
        is_chair=is_chair,
        by=by,
    )


def _declare(juror: Juror, files: list[Application], tied_to: Application | None) -> None:
    said = [
        actions.Tie(one.pk, "governance", "Je siège à son conseil d’administration depuis 2024")
        if one == tied_to
        else actions.Tie(one.pk, "none")
        for one in files
    ]
    actions.declare_ties(juror=juror, said=said, by=juror.user)


def _give(juror: Juror, application: Application, turn: int) -> None:
    """An opinion, somewhere between severe and kind."""
    review = actions.start_review(juror=juror, application=application)
    values = {"opinion": OPINIONS[turn % len(OPINIONS)], "question": QUESTION if turn % 2 else ""}
    for number, line in enumerate(queries.grid_of(juror.jury, {})):
        values[line.name] = str(2 + (turn + number * 2) % 4)
        if line.criterion.eliminatory_below:
            values[f"note.{line.criterion.pk}"] = NOTES[turn % len(NOTES)]
    actions.save_review(review=review, changes={name: Change(value, 0) for name, value in values.items()}, page="demo")
    actions.send_review(review=review)
