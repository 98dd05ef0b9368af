"""Alerts without an account: confirmed from the mailbox, told once, stopped in one click."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.aids.actions.alerts import MOST_PER_ADDRESS, ask_alert, canonical, confirm_alert, finished_alerts, send_alerts
from frenchimpact.aids.messages.alerts import alert_of, token_of
from frenchimpact.aids.models import Aid, Alert
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.core import clock
from frenchimpact.core.errors import TooMany
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
QUERY = "commune=73065&forme=association"


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")
    make_place("commune:73065")


def make_alert(query: str = QUERY, email: str = "lou@mail.test", rhythm: str = "daily", days: int = 2, **fields: Any) -> Alert:
    """A running alert, told until so many days ago."""
    alert = ask_alert(email=email, query=query, rhythm=rhythm, language="fr")
    confirm_alert(alert=alert)
    Alert.objects.filter(pk=alert.pk).update(told_until=clock.now() - dt.timedelta(days=days), **fields)
    Mail.objects.all().delete()
    alert.refresh_from_db()
    return alert


def test_the_story_without_an_account(client: Client) -> None:
    page = client.get(f"/financements/alertes/?{QUERY}&tri=montant").content.decode()
    assert "Chambéry, association" in page
    answer = client.post("/financements/alertes/", {"recherche": QUERY, "email": "lou@mail.test", "rhythm": "weekly"})
    assert "Un mail vous attend" in answer.content.decode()
    mail = Mail.objects.get(to="lou@mail.test")
    link = re.search(r"/financements/alertes/[^/\s]+/", mail.text)
    assert link
    assert "Confirmer l’alerte" in client.get(link[0]).content.decode()
    # A gateway that opens links confirms nothing.
    assert Alert.objects.get().confirmed_at is None
    make_aid("Trop tôt")
    assert send_alerts() == 0
    client.post(link[0], {"verbe": "confirmer"})
    assert Alert.objects.get().confirmed_at is not None
    make_aid("Nouvelle aide", published_at=clock.now() + dt.timedelta(seconds=1))
    assert send_alerts() == 1
    told = Mail.objects.get(kind="aids.alert")
    assert "Nouvelle aide" in told.text
    assert "Trop tôt" not in told.text
    assert "depuis=" in told.text
    assert send_alerts() == 0
    # One click, from the mail program, without a cookie.
    path = "/financements/" + told.unsubscribe_url.partition("/financements/")[2]
    one_click = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert Alert.objects.get().stopped_at is not None
    make_aid("Après", published_at=clock.now() + dt.timedelta(seconds=2))
    assert send_alerts() == 0


def test_only_what_suits_and_is_new_is_told() -> None:
    make_alert()
    make_aid("Pour les entreprises", rules=[{"subject": "form", "values": ["entreprise"]}])
    make_aid("Ailleurs", places=("region:11",))
    make_aid("Ancienne", published_at=clock.now() - dt.timedelta(days=30))
    make_aid("Bonne", places=("departement:73",))
    assert send_alerts() == 1
    text = Mail.objects.get().text
    assert "Bonne" in text
    assert not any(word in text for word in ("entreprises –", "Ailleurs", "Ancienne"))


def test_an_aid_published_before_it_opens_is_told_on_its_first_day(client: Client) -> None:
    now, tomorrow = clock.now(), clock.today() + dt.timedelta(days=1)
    alert = make_alert()
    make_aid("Pas encore ouverte", opens_on=tomorrow)
    make_aid("Ouverte")
    assert send_alerts() == 1
    assert "Pas encore" not in Mail.objects.get().text
    with clock.stopped(now + dt.timedelta(days=1)):
        assert send_alerts() == 1
        told = Mail.objects.order_by("-pk")[0]
        assert "Pas encore ouverte" in told.text
        assert "Ouverte –" not in told.text.replace("Pas encore ouverte", "")
        shown = client.get("/financements/", {"depuis": tomorrow.isoformat()}).content.decode()
        assert "Pas encore ouverte" in shown
        assert send_alerts() == 0
    assert Alert.objects.get(pk=alert.pk).told_until.date() == tomorrow


def test_paused_weekly_and_unconfirmed_wait() -> None:
    make_aid("Bonne")
    make_alert(email="pause@mail.test", paused_until=clock.today() + dt.timedelta(days=3))
    make_alert(email="semaine@mail.test", rhythm="weekly", sent_at=clock.now() - dt.timedelta(days=2))
    make_alert(email="due@mail.test", rhythm="weekly", sent_at=clock.now() - dt.timedelta(days=7))
    make_alert(email="muet@mail.test", confirmed_at=None)
    send_alerts()
    assert set(Mail.objects.filter(kind="aids.alert").values_list("to", flat=True)) == {"due@mail.test"}


def test_the_same_search_by_many_is_made_once() -> None:
    make_aid("Bonne")
    for number in range(6):
        make_alert(email=f"p{number}@mail.test")
    with CaptureQueriesContext(connection) as read:
        assert send_alerts() == 6
    counts = [one["sql"] for one in read if "judged" in one["sql"]]
    assert len(counts) == 1


def test_an_address_is_not_filled() -> None:
    for number in range(MOST_PER_ADDRESS):
        ask_alert(email="lou@mail.test", query=f"q=mot{number}", rhythm="daily", language="fr")
    with pytest.raises(TooMany):
        ask_alert(email="LOU@mail.test", query="q=autre", rhythm="daily", language="fr")
    assert Mail.objects.count() == MOST_PER_ADDRESS


def test_an_address_never_confirmed_is_forgotten() -> None:
    alert = ask_alert(email="lou@mail.test", query="", rhythm="daily", language="fr")
    kept = make_alert(email="autre@mail.test")
    Alert.objects.update(created_at=clock.now() - dt.timedelta(days=8))
    assert finished_alerts().delete()[0] == 1
    assert list(Alert.objects.all()) == [kept]
    assert alert_of(token_of(alert)) is None


@pytest.mark.parametrize("token", ["x", "x:y:z", ""])
def test_a_forged_link_opens_nothing(client: Client, token: str) -> None:
    assert alert_of(token) is None
    if token:
        assert client.get(f"/financements/alertes/{token}/").status_code == 410


def test_a_search_is_kept_in_one_order_without_how_it_is_shown() -> None:
    assert canonical("tri=montant&forme=association&vue=tableau&commune=73065&page=3&x=1") == QUERY
    assert canonical("forme=martien") == ""


def test_a_bad_address_is_said_beside_its_field(client: Client) -> None:
    answer = client.post("/financements/alertes/", {"recherche": QUERY, "email": "lou", "rhythm": "daily"}).content.decode()
    assert "Chambéry, association" in answer
    assert 'value="lou"' in answer
    assert not Alert.objects.exists()


def test_pause_rhythm_and_stop_from_its_page(client: Client) -> None:
    alert = make_alert()
    address = f"/financements/alertes/{token_of(alert)}/"
    client.post(address, {"verbe": "rythme", "rhythm": "weekly"})
    client.post(address, {"verbe": "pause"})
    alert.refresh_from_db()
    assert (alert.rhythm, alert.paused_until) == ("weekly", clock.today() + dt.timedelta(days=30))
    assert "En pause jusqu’au" in client.get(address).content.decode()
    client.post(address, {"verbe": "arreter"})
    assert "Arrêtée" in client.get(address).content.decode()
    assert Aid.objects.count() == 0


def test_the_search_of_an_alert_is_changed_from_its_page(client: Client) -> None:
    alert = make_alert()
    address = f"/financements/alertes/{token_of(alert)}/"
    make_aid("Déjà là", instruments=["pret"])
    changed = {
        "verbe": "recherche",
        "lieu": "Chambéry (Savoie)",
        "lieu_cle": "commune:73065",
        "forme": "cooperative",
        "nature": "pret",
        "q": "là",
    }
    assert client.post(address, changed)["Location"] == address
    alert.refresh_from_db()
    assert alert.query == canonical("commune=73065&forme=cooperative&nature=pret&q=là")
    # What the new search already held is no news.
    assert send_alerts() == 0
    make_aid("Nouvelle, là", instruments=["pret"], published_at=clock.now() + dt.timedelta(seconds=1))
    assert send_alerts() == 1


def test_a_place_that_is_not_understood_is_asked_again_with_what_was_typed(client: Client) -> None:
    alert = make_alert()
    response = client.post(f"/financements/alertes/{token_of(alert)}/", {"verbe": "recherche", "lieu": "Nullepart", "q": "vélo <b>"})
    assert response.status_code == 422
    assert "Aucun lieu ne porte ce nom" in response.content.decode()
    assert 'value="vélo &lt;b&gt;"' in response.content.decode()
    alert.refresh_from_db()
    assert alert.query == QUERY


def test_two_alerts_of_one_address_never_follow_the_same_search(client: Client) -> None:
    first, second = make_alert(), make_alert("q=velo")
    address = f"/financements/alertes/{token_of(second)}/"
    refused = client.post(address, {"verbe": "recherche", "lieu": "Chambéry (Savoie)", "lieu_cle": "commune:73065", "forme": "association"})
    assert refused.status_code == 409
    assert "suit déjà cette recherche" in refused.content.decode()
    client.post(f"/financements/alertes/{token_of(first)}/", {"verbe": "arreter"})
    make_alert()
    # The one that was stopped does not come back beside the one that took its place.
    again = client.post(f"/financements/alertes/{token_of(first)}/", {"verbe": "confirmer"})
    assert again.status_code == 409
    make_aid("Bonne, pour le velo")
    assert send_alerts() == 2


def test_a_number_that_is_wrong_changes_no_search(client: Client) -> None:
    alert = make_alert()
    where = f"/financements/alertes/{token_of(alert)}/"
    answer = client.post(where, {"verbe": "recherche", "lieu": "", "montant": "2.500", "forme": "cooperative"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "peut se lire de deux façons" in page
    assert 'value="2.500"' in page
    alert.refresh_from_db()
    assert alert.query == QUERY
    client.post(where, {"verbe": "recherche", "lieu": "", "montant": "2 500,50", "forme": "cooperative"})
    alert.refresh_from_db()
    assert alert.query == "forme=cooperative&montant=2500.5"
