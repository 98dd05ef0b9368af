"""A project told by another instance becomes one of here: cleaned as if somebody had typed it, and read like any other."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.text import clean_line
from frenchimpact.geo.queries import known_keys, places_by_keys
from frenchimpact.organisations.queries import in_directory
from frenchimpact.projects.actions.passport import answer_question
from frenchimpact.projects.actions.sheets import Sheet, declare_project
from frenchimpact.projects.forms import LISTS, SheetForm, clean_one
from frenchimpact.projects.models import PassportAnswer, Project, Stage, StageChange
from frenchimpact.projects.sections import QUESTIONS, clean_answer
from frenchimpact.vocabularies.queries import choices

_SCHEMES = {"themes": "theme", "publics": "public", "sdgs": "sdg"}


@transaction.atomic
def receive_project(*, told: Mapping[str, Any], source: str, by: User) -> tuple[Project, list[str]]:
    """Declared by `by`, whose consent to publish is asked as of anyone. Gives what could not be taken.

    `told` has the fields of the sheet, `structure`, `passport` and `stages`. Raises Refusal when it is no project.
    """
    left: list[str] = []
    structure = _mapping(told.get("structure"))
    organisation = next((found for name in ("siret", "siren") if (found := in_directory(_text(structure.get(name))))), None)
    is_need = told.get("is_need") is True and not structure
    sheet = Sheet(
        **_sheet(told, is_need, left),
        stage=_stage(told),
        is_need=is_need,
        organisation=organisation,
        structure_name="" if organisation or is_need else clean_line(_text(structure.get("name")))[:200],
    )
    project = declare_project(sheet=sheet, by=by)
    _answer(project, _mapping(told.get("passport")), source, by, left)
    _tell_stages(project, told.get("stages"), source)
    return project, left


def _sheet(told: Mapping[str, Any], is_need: bool, left: list[str]) -> dict[str, Any]:
    form = SheetForm(is_need=is_need)
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        given = told.get(name)
        value: Any = [_text(one) for one in given] if isinstance(given, list) else _text(given)
        if name in LISTS:
            value = _known(name, value if isinstance(value, list) else [], left)
        values[name], error = clean_one(form, name, value)
        if error:
            raise Refusal(_("Ce dossier ne peut pas devenir un projet ici. %(label)s : %(why)s") % {"label": field.label, "why": error})
    values["places"], values["sdgs"] = places_by_keys(values["places"]), [int(code) for code in values["sdgs"]]
    return values


def _known(name: str, codes: list[str], left: list[str]) -> list[str]:
    """Those that mean something here: vocabularies are not the same everywhere."""
    found = known_keys(codes) if name == "places" else [code for code in codes if code in dict(choices(_SCHEMES[name]))]
    if lost := [code for code in codes if code not in found]:
        left.append(_("%(name)s : inconnus ici, laissés de côté : %(lost)s") % {"name": name, "lost": ", ".join(lost)[:300]})
    return found


def _stage(told: Mapping[str, Any]) -> str:
    stage = _text(told.get("stage"))
    return stage if stage in Stage.values else Stage.IDEA


def _answer(project: Project, answers: Mapping[str, Any], source: str, by: User, left: list[str]) -> None:
    for key, question in QUESTIONS.items():
        given = _mapping(answers.get(key)).get("value")
        if given is None or key == "structure_name":
            continue
        try:
            value = clean_answer(question, _text(given))
        except ValidationError as error:
            left.append(f"{question.label} – {error.messages[0]}")
            continue
        earlier = PassportAnswer.Source.EARLIER_FILE
        answer_question(project=project, key=key, value=value, by=by, source=earlier, source_note=source[:200])


def _tell_stages(project: Project, stages: Any, source: str) -> None:
    """The stages that it went through there, as they are dated there; the last one is that of its declaration here."""
    rows = []
    for one in stages[:100] if isinstance(stages, list) else []:
        on, stage = _day(_mapping(one).get("on")), _text(_mapping(one).get("stage"))
        if on is not None and stage in Stage.values and on < clock.today():
            rows.append(StageChange(project=project, stage=stage, on=on, note=source[:300]))
    StageChange.objects.bulk_create(rows)


def _day(value: Any) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(_text(value))
    except ValueError:
        return None
    return found if found.year >= 1900 else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
