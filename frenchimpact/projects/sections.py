"""The sections of a project's sheet, the questions of its passport, and the grid on which it is read: words and defaults."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core import clock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.projects.models import SectionAudience

Text = str | Promise
PUBLIC, NETWORK, PRIVATE = SectionAudience.Audience.PUBLIC, SectionAudience.Audience.NETWORK, SectionAudience.Audience.PRIVATE
# From the widest to the narrowest: one sees what is meant for one's audience and for wider ones.
AUDIENCES = [PUBLIC, NETWORK, PRIVATE]


@dataclass(frozen=True)
class Section:
    """A part of the sheet whose audience the team chooses. The name, the two sentences, the stage and the places are the sheet itself."""

    code: str
    title: Text
    default: str


SECTIONS = {
    section.code: section
    for section in [
        Section("structure", gettext_lazy("Structure"), PUBLIC),
        Section("publics", gettext_lazy("Publics et objectifs"), PUBLIC),
        Section("equipe", gettext_lazy("Équipe"), PUBLIC),
        Section("histoire", gettext_lazy("Étapes du projet"), PUBLIC),
        Section("activite", gettext_lazy("Activité"), PUBLIC),
        Section("effets", gettext_lazy("Effets constatés"), PUBLIC),
        Section("besoins", gettext_lazy("Besoins"), NETWORK),
        Section("moyens", gettext_lazy("Moyens"), PRIVATE),
    ]
}


@dataclass(frozen=True)
class Question:
    """One question of the passport: what is asked, and what the answer is for."""

    key: str
    section: str
    label: Text
    effect: Text
    kind: str = "text"
    help: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    # After so many months, the team is asked whether it is still true.
    months: int = 12


EVIDENCE = (
    ("0", gettext_lazy("Pas encore de preuve")),
    ("1", gettext_lazy("1 – Récit d’impact : on sait dire ce qui change, et pourquoi")),
    ("2", gettext_lazy("2 – Corrélation : des données montrent un changement chez les personnes")),
    ("3", gettext_lazy("3 – Causalité : une comparaison montre que le projet en est la cause")),
    ("4", gettext_lazy("4 – Validation indépendante : quelqu’un d’autre l’a vérifié")),
    ("5", gettext_lazy("5 – Reproductible : le résultat tient ailleurs et en plus grand")),
)

QUESTIONS = {
    question.key: question
    for question in [
        Question(
            "started_on",
            "activite",
            gettext_lazy("Année de démarrage"),
            gettext_lazy("Les appels demandent souvent une ancienneté."),
            "year",
            months=120,
        ),
        Question(
            "founded_on",
            "activite",
            gettext_lazy("Date de création de la structure"),
            gettext_lazy("Beaucoup d’aides demandent une ancienneté, au jour près."),
            "day",
            months=120,
        ),
        Question(
            "people_count",
            "activite",
            gettext_lazy("Personnes aidées en un an"),
            gettext_lazy("Le nombre aide à comparer des projets."),
            "whole",
        ),
        Question(
            "novelty",
            "activite",
            gettext_lazy("Ce qui est nouveau"),
            gettext_lazy("Les lecteurs cherchent d’abord cette réponse."),
            "text",
            gettext_lazy("Ce que personne ne fait déjà chez vous."),
        ),
        Question(
            "actors",
            "activite",
            gettext_lazy("Qui participe au projet"),
            gettext_lazy("La participation des personnes concernées compte dans la lecture."),
            "text",
            gettext_lazy("Habitants, bénéficiaires, communes, entreprises…"),
        ),
        Question(
            "website", "activite", gettext_lazy("Site internet"), gettext_lazy("Les visiteurs trouvent plus de détails."), "url", months=24
        ),
        Question(
            "evidence",
            "effets",
            gettext_lazy("Niveau de preuve"),
            gettext_lazy("Le changement d’échelle commence au niveau 2."),
            "choice",
            choices=EVIDENCE,
        ),
        Question(
            "result",
            "effets",
            gettext_lazy("Un résultat observé"),
            gettext_lazy("Un chiffre daté vaut mieux qu’une promesse."),
            "text",
            gettext_lazy("Le chiffre, la date, et comment vous l’avez obtenu."),
        ),
        Question(
            "needs",
            "besoins",
            gettext_lazy("Ce qui vous manque aujourd’hui"),
            gettext_lazy("Les structures d’accompagnement répondent à un besoin précis."),
            "text",
            months=6,
        ),
        Question(
            "budget",
            "moyens",
            gettext_lazy("Budget annuel, en euros"),
            gettext_lazy("Plusieurs aides ont un plancher ou un plafond."),
            "whole",
        ),
        Question(
            "amount_sought",
            "moyens",
            gettext_lazy("Montant recherché, en euros"),
            gettext_lazy("Chaque aide donne dans une fourchette de montants."),
            "whole",
            months=6,
        ),
        Question(
            "employees",
            "moyens",
            gettext_lazy("Emplois, en équivalent temps plein"),
            gettext_lazy("Certaines aides dépendent de la taille de l’équipe."),
            "decimal",
        ),
        Question(
            "volunteers",
            "moyens",
            gettext_lazy("Bénévoles actifs"),
            gettext_lazy("Le bénévolat compte dans les moyens du projet."),
            "whole",
        ),
        Question(
            "model",
            "moyens",
            gettext_lazy("D’où vient l’argent"),
            gettext_lazy("Les lecteurs regardent si le projet peut durer."),
            "text",
            gettext_lazy("Ventes, subventions, dons, prestations…"),
        ),
        Question(
            "structure_name",
            "structure",
            gettext_lazy("Structure, telle que vous l’avez écrite"),
            gettext_lazy("Nous la chercherons dans les registres."),
            "line",
            months=120,
        ),
    ]
}

MAX_TEXT = 3000


def clean_answer(question: Question, raw: object) -> str | int | float:
    """The answer as it is kept. Raises ValidationError with words that say what to write."""
    text = clean_text(raw) if isinstance(raw, str) else ""
    if question.kind == "text":
        return _bounded(text, MAX_TEXT)
    line = clean_line(text)
    if not line:
        raise ValidationError(_("Écrivez une réponse, ou laissez la question pour plus tard."))
    if question.kind in {"whole", "year"}:
        digits = line.replace(" ", "").replace("€", "").replace(".", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
            raise ValidationError(_("Écrivez un nombre entier, en chiffres : 12 500."))
        number = int(digits)
        if question.kind == "year" and not 1800 <= number <= 2100:
            raise ValidationError(_("Écrivez une année à quatre chiffres : 2021."))
        return number
    if question.kind == "decimal":
        try:
            value = Decimal(line.replace(" ", "").replace(",", "."))
        except InvalidOperation as error:
            raise ValidationError(_("Écrivez un nombre : 2,5.")) from error
        if not value.is_finite() or not 0 <= value <= 1_000_000:
            raise ValidationError(_("Écrivez un nombre entre 0 et 1 000 000."))
        return float(round(value, 2))
    if question.kind == "day":
        return _past_day(line)
    if question.kind == "choice":
        if line not in {code for code, _label in question.choices}:
            raise ValidationError(_("Choisissez une des réponses proposées."))
        return line
    if question.kind == "url":
        return _web_address(line)
    return _bounded(line, 200)


def _bounded(text: str, limit: int) -> str:
    if not text:
        raise ValidationError(_("Écrivez une réponse, ou laissez la question pour plus tard."))
    if len(text) > limit:
        raise ValidationError(_("Au plus %(limit)s signes : il y en a %(count)s.") % {"limit": limit, "count": len(text)})
    return text


def _past_day(line: str) -> str:
    """The day in ISO form, typed as 14/03/2021 or 2021-03-14, not after today."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            day = dt.datetime.strptime(line, form).date()  # noqa: DTZ007 - a day without hour
        except ValueError:
            continue
        if not dt.date(1800, 1, 1) <= day <= clock.today():
            raise ValidationError(_("Écrivez une date passée : 14/03/2021."))
        return day.isoformat()
    raise ValidationError(_("Écrivez une date : 14/03/2021."))


def _web_address(line: str) -> str:
    if "://" not in line:
        line = f"https://{line}"
    try:
        parts = urlsplit(line)
        validate_email(f"a@{parts.hostname}")
    except (ValueError, ValidationError) as error:
        raise ValidationError(_("Écrivez l’adresse d’un site : https://www.exemple.fr")) from error
    if parts.scheme not in {"http", "https"} or " " in line or len(line) > 300:
        raise ValidationError(_("Écrivez l’adresse d’un site : https://www.exemple.fr"))
    return line


def words_of(question: Question, value: Any) -> str:
    """The answer as it is shown."""
    if question.kind == "day":
        return date_format(dt.date.fromisoformat(str(value)), "DATE_FORMAT")
    return str(dict(question.choices).get(str(value), value))


@dataclass(frozen=True)
class Criterion:
    """One line of the grid of social innovation (CSESS, February 2017), and what each reader asks themselves."""

    code: str
    title: Text
    help: Text


CRITERIA = {
    criterion.code: criterion
    for criterion in [
        Criterion(
            "need",
            gettext_lazy("Besoin social"),
            gettext_lazy("Le besoin est-il réel, décrit, et mal couvert aujourd’hui sur ce territoire ?"),
        ),
        Criterion(
            "novelty",
            gettext_lazy("Nouveauté, essai et risque"),
            gettext_lazy("Le projet essaie-t-il quelque chose que l’on ne fait pas déjà ici, avec un risque assumé ?"),
        ),
        Criterion(
            "actors",
            gettext_lazy("Participation des personnes concernées"),
            gettext_lazy("Les habitants, bénéficiaires et partenaires prennent-ils part au projet, ou le reçoivent-ils ?"),
        ),
        Criterion(
            "effects",
            gettext_lazy("Autres effets positifs"),
            gettext_lazy("Le projet change-t-il autre chose : emploi, lien social, environnement, action publique ?"),
        ),
        Criterion("model", gettext_lazy("Modèle"), gettext_lazy("Sait-on qui paie, qui travaille, et comment le projet peut durer ?")),
        Criterion("evidence", gettext_lazy("Niveau de preuve"), gettext_lazy("Sur quoi s’appuie ce que le projet affirme ?")),
        Criterion(
            "replicability",
            gettext_lazy("Reproduction ailleurs"),
            gettext_lazy("D’autres pourraient-ils reprendre cette solution, et à quelles conditions ?"),
        ),
    ]
}

LEVELS: tuple[tuple[str, Text], ...] = (
    ("0", gettext_lazy("0 – Absent")),
    ("1", gettext_lazy("1 – Annoncé")),
    ("2", gettext_lazy("2 – Visible")),
    ("3", gettext_lazy("3 – Démontré")),
    ("unknown", gettext_lazy("Je ne sais pas")),
)
