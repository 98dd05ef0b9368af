"""Mails wear the skin in force: colours, who sends, and no mark of the State unless the instance says that it is one."""

import pytest
from pytest_django import Settings

from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
STATE_BLUE = "#000091"


def wear(settings: Settings, skin: str) -> None:
    """Put a skin on: the engine of the pages is made anew."""
    settings.BRAND_SKIN = skin
    settings.TEMPLATES = list(settings.TEMPLATES)


def write() -> Mail:
    context = {"code": "123 456", "link": "https://exemple.fr/connexion/lien/abc/", "minutes": 30}
    return queue_mail(to="awa@exemple.fr", kind="x", subject="Bonjour", template="accounts/mail/sign_in", context=context, language="fr")


def test_the_neutral_skin_says_the_programme(settings: Settings) -> None:
    wear(settings, "neutre")
    mail = write()

    assert f'<p class="sender">{settings.PROGRAMME_NAME}</p>' in mail.html
    assert STATE_BLUE not in mail.html
    assert f"-- \n{settings.PROGRAMME_NAME}\nVous recevez" in mail.text


def test_the_state_skin_says_the_operator_the_service_and_what_it_is(settings: Settings) -> None:
    wear(settings, "etat")
    settings.OPERATOR_NAME = "Agence <de l’exemple>"
    mail = write()

    assert "Agence &lt;de l’exemple&gt;</p>" in mail.html
    assert f'<p class="service">{settings.PROGRAMME_NAME}</p>' in mail.html
    assert "L’accélérateur de l’innovation sociale" in mail.html
    assert STATE_BLUE in mail.html
    assert 'class="mark"' not in mail.html
    assert f"-- \nAgence <de l’exemple>\n{settings.PROGRAMME_NAME} – L’accélérateur" in mail.text


def test_the_mark_of_the_state_is_shown_when_it_is_configured_only(settings: Settings) -> None:
    wear(settings, "etat")
    settings.BRAND_STATE_MARK = "Ministère\nde l’exemple"

    assert '<p class="mark">Ministère<br>de l’exemple</p>' in write().html
    wear(settings, "neutre")
    assert 'class="mark"' not in write().html
