"""Answering by mail where an action stands: as good as the form, with the same refusals, and it says what it understood."""

from email.message import EmailMessage

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.mail.models import Mail
from frenchimpact.territories.actions import plans
from frenchimpact.territories.models import Action, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def received(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def pilot(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def action(territory: Territory, pilot: User) -> Action:
    objective = make_objective(make_challenge(territory))
    return plans.add_action(objective=objective, title="Ouvrir une recyclerie", pilot=pilot, by=make_lead_person(territory))


def answer(text: str) -> Message:
    mail = Mail.objects.get(kind="territories.action_assigned")
    letter = EmailMessage()
    letter["From"], letter["To"] = mail.to, mail.reply_to
    letter["Message-ID"] = f"<{Message.objects.count()}@x>"
    letter.set_content(f"{text}\n\nLe 25/11/2026 à 10:12, French Impact a écrit :\n> L’action est pour vous.\n")
    message = inbound.receive(content=letter.as_bytes(), recipient=mail.reply_to, envelope_from=mail.to, source="smtp")
    message = inbound.understand(message=message)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(
    ("text", "state", "progress"),
    [
        ("statut : fait", "done", 100),
        ("Statut: Terminée.", "done", 100),
        ("fait", "done", 100),
        ("status: in progress", "in_progress", 0),
        ("État : en cours\navancement : 60 %", "in_progress", 60),
        ("avancement : 35", "to_start", 35),
        ("statut : bloqué, la licence est refusée\nil faudrait : une dérogation", "blocked", 0),
        ("statut : abandonné, plus personne", "dropped", 0),
    ],
)
def test_what_is_understood_is_done_and_said(action: Action, text: str, state: str, progress: int) -> None:
    message = answer(text)
    assert message.state == Message.State.DONE
    action.refresh_from_db()
    assert (action.state, action.progress) == (state, progress)
    said = action.get_state_display() if state != "to_start" else f"{progress}"
    assert said in message.outcome_fr


def test_reasons_come_with_the_mail_and_the_rest_is_a_note(action: Action) -> None:
    answer("statut : bloqué – la licence est refusée\nIl faudrait : une dérogation")
    action.refresh_from_db()
    assert (action.blocked_by, action.unblocked_by) == ("la licence est refusée", "une dérogation")
    answer("statut : en cours\nLa préfecture a dit oui.")
    assert [(event.verb, event.note) for event in action.events.all()][:2] == [("note", "La préfecture a dit oui."), ("start", "")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bonjour, tout va bien.", "Nous n’avons pas compris"),
        ("statut : à moitié", "Nous n’avons pas compris"),
        ("avancement : 140 %", "de 0 à 100"),
        ("statut : bloqué", "statut : bloqué, …"),
        ("statut : abandonné", "statut : abandonné, …"),
    ],
)
def test_what_is_not_understood_changes_nothing_and_says_what_to_write(action: Action, text: str, words: str) -> None:
    message = answer(text)
    assert message.state != Message.State.DONE
    assert words in message.outcome_fr.replace("\xa0", " ").replace("\u202f", " ")
    action.refresh_from_db()
    assert (action.state, action.progress, action.version) == ("to_start", 0, 1)


def test_whoever_lost_their_role_no_longer_answers(action: Action, pilot: User) -> None:
    Action.objects.update(pilot=None)
    pilot.memberships.update(role="reader")
    assert answer("statut : fait").state != Message.State.DONE
    action.refresh_from_db()
    assert action.state == "to_start"
