"""Calls and files for tests: right by default, any field can be given."""

import datetime as dt
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions
from frenchimpact.calls.models import Application, Call, Cohort, Question
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.organisations.tests.factories import make_member, make_organisation

OFFICE = {"office_name": "Bureau des labels", "office_address": "1 rue du Test, 75001 Paris", "office_email": "bureau@exemple.test"}
ANSWERS = {"mission": "Nous accompagnons des projets utiles.", "people": "42", "charter": "on"}


def make_call(*, published: bool = True, questions: list[dict[str, Any]] | None = None, **fields: Any) -> Call:
    """A permanent call for organisations with one open wave and a form of four questions, unless told otherwise."""
    values: dict[str, Any] = {
        "title": "Label des essais",
        "summary": "Un label pour essayer.",
        "kind": Call.Kind.PERMANENT,
        **OFFICE,
        **fields,
    }
    call = actions.create_call(by=None, **values)
    form = call.forms.get()
    section = actions.set_section(form=form, title="Votre structure", code="structure")
    asked: list[dict[str, Any]] = questions or [
        {"key": "name", "label": "Nom de la structure", "kind": Question.Kind.LINE, "known_from": "organisation.name"},
        {"key": "mission", "label": "Votre mission", "kind": Question.Kind.TEXT, "max_length": 300},
        {"key": "people", "label": "Personnes accompagnées", "kind": Question.Kind.NUMBER},
        {"key": "charter", "label": "J’adhère à la charte", "kind": Question.Kind.HONOUR},
    ]
    for one in asked:
        actions.set_question(section=section, **one)
    actions.publish_form(form=form, change_note="", by=None)
    add_cohort(call, days=(-10, 20))
    if published:
        actions.publish_call(call=call, by=None)
    call.refresh_from_db()
    return call


def add_cohort(call: Call, *, days: tuple[float, float], **fields: Any) -> Cohort:
    """A wave that opened and closes so many days from now."""
    now = clock.now().replace(microsecond=0)
    values: dict[str, Any] = {"title": f"Session {call.cohorts.count() + 1}", "regime": Cohort.Regime.EXAMEN, **fields}
    opens, closes = (now + dt.timedelta(days=one) for one in days)
    return actions.set_cohort(call=call, by=None, opens_at=opens, closes_at=closes, **values)


def make_draft(call: Call | None = None, by: User | None = None, **fields: Any) -> Application:
    """A file begun by an administrator of a new organisation."""
    organisation = fields.pop("organisation", None) or make_organisation(name="Les Essais réunis")
    by = by or make_member(organisation)
    return actions.start_application(call=call or make_call(), organisation=organisation, by=by, **fields)


def write(application: Application, answers: dict[str, Any] | None = None, by: User | None = None) -> Application:
    """Answer questions of the file; all of the usual ones unless given."""
    changes = {name: Change(value, 0) for name, value in (ANSWERS if answers is None else answers).items()}
    actions.save_answers(application=application, changes=changes, by=by or application.lead, page="test")
    return application


def make_submitted(call: Call | None = None, **fields: Any) -> Application:
    """A file handed in by its lead."""
    application = write(make_draft(call, **fields))
    application = actions.submit_application(application=application, by=application.lead)
    application.refresh_from_db()
    return application


def later(**delta: float) -> Any:
    """The clock, that much ahead, for the current test; give the result to `clock.restore`."""
    return clock.shift(clock.offset() + dt.timedelta(**delta))
