"""Where one is signed in: seen, told when it is new, closed at once."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from frenchimpact.accounts import browsers, tasks
from frenchimpact.accounts.models import Device, OpenSession, User
from frenchimpact.accounts.tests.test_sign_in import ask, code_in, who
from frenchimpact.accounts.tests.trail import facts
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"


def come_in(agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/connexion/code/", {"code": code_in(ask(client))})
    return client


def told() -> list[str]:
    return list(Mail.objects.filter(kind="accounts.security").order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        (EDGE, "Edge sur Windows"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_told_in_two_names(agent: str, words: str) -> None:
    assert str(browsers.words_of(*browsers.names_of(agent))) == words


def test_the_first_browser_is_not_announced_the_second_is_and_comes_back_in_silence() -> None:
    first = come_in()
    assert told() == []
    phone = come_in(IPHONE)
    assert told() == ["Connexion depuis un nouveau navigateur"]
    assert "Safari sur iPhone." in Mail.objects.filter(kind="accounts.security").get().text
    assert facts().count("accounts.DeviceJoined") == 1

    for client in (first, phone):
        client.post("/deconnexion/")
        client.post("/connexion/code/", {"code": code_in(ask(client))})
    assert len(told()) == 1
    assert Device.objects.count() == 2


def test_the_list_shows_each_browser_and_which_is_this_one() -> None:
    home = come_in()
    come_in(IPHONE)
    page = home.get("/mon-espace/securite/").content.decode()
    assert page.count("Déconnecter</span>") == 1
    assert "Safari sur iPhone" in page
    assert "Firefox sur Windows" in page


def test_a_closed_session_is_out_at_its_next_request() -> None:
    home, phone = come_in(), come_in(IPHONE)
    other = OpenSession.objects.get(system="iPhone")

    home.post(f"/mon-espace/securite/sessions/{other.pk}/fermer/")

    assert phone.get("/mon-espace/").status_code == 302
    assert home.get("/mon-espace/").status_code == 200
    assert not Session.objects.filter(session_key=other.session_key).exists()
    assert "accounts.SessionsClosed" in facts()


def test_out_everywhere_else_and_here_by_the_usual_door() -> None:
    home, phone, desk = come_in(), come_in(IPHONE), come_in(EDGE)
    home.post("/mon-espace/securite/sessions/fermer/")
    assert [client.get("/mon-espace/").status_code for client in (home, phone, desk)] == [200, 302, 302]

    home.post("/deconnexion/")
    assert not OpenSession.objects.exists()


def test_nobody_closes_anothers_session(client: Client) -> None:
    come_in()
    hers = OpenSession.objects.get()
    client.force_login(User.objects.create(email="curieux@exemple.fr"))
    assert client.post(f"/mon-espace/securite/sessions/{hers.pk}/fermer/").status_code == 404
    assert OpenSession.objects.filter(user__email="awa@exemple.fr").exists()


def test_closing_the_session_one_is_in_signs_out() -> None:
    home = come_in()
    response = home.post(f"/mon-espace/securite/sessions/{OpenSession.objects.get().pk}/fermer/")
    assert response["Location"] == "/"
    assert who(home) == ""
    assert not OpenSession.objects.exists()


def test_seen_is_written_every_few_minutes_only() -> None:
    home = come_in()
    long_ago = OpenSession.objects.get().seen_at - dt.timedelta(days=1)
    OpenSession.objects.update(seen_at=long_ago)
    home.get("/mon-espace/")
    assert OpenSession.objects.get().seen_at == long_ago

    session = home.session
    session["seen_at"] -= 301
    session.save()
    home.get("/mon-espace/")
    assert OpenSession.objects.get().seen_at > long_ago


def test_sessions_that_ended_are_forgotten() -> None:
    come_in()
    Session.objects.all().delete()
    assert User.objects.get().open_sessions.count() == 1
    tasks.tidy.func()
    assert not OpenSession.objects.exists()


class TestFreshProof:
    """Before something sensitive, who has not proved it for a while proves again that it is them."""

    def stale(self, client: Client) -> None:
        session = client.session
        session["proved_at"] -= 16 * 60
        session.save()

    def test_the_page_comes_back_after_a_code_by_mail(self) -> None:
        home = come_in()
        self.stale(home)
        asked = home.get("/mon-espace/securite/application/")
        assert asked["Location"] == "/connexion/confirmer/?next=%2Fmon-espace%2Fsecurite%2Fapplication%2F"

        page = home.post(asked["Location"], {"send": "1"}, follow=True).content.decode()
        assert "Il est dans le message envoyé à awa@exemple.fr" in page
        code = code_in(Mail.objects.filter(kind="accounts.sign_in").latest("pk"))
        wrong = "000000" if code != "000 000" else "000001"
        assert home.post(asked["Location"], {"code": wrong}).status_code == 422
        assert home.post(asked["Location"], {"code": code})["Location"] == "/mon-espace/securite/application/"
        assert home.get("/mon-espace/securite/application/").status_code == 200

    def test_a_code_asked_for_another_address_proves_nothing(self) -> None:
        home = come_in()
        self.stale(home)
        other = ask(Client(), "autre@exemple.fr")
        visitor = Client()
        mail = ask(visitor, "autre@exemple.fr")
        home.cookies["connexion"] = visitor.cookies["connexion"].value
        response = home.post("/connexion/confirmer/", {"code": code_in(mail)})
        assert response.status_code == 200 or response.status_code == 422
        assert home.get("/mon-espace/securite/application/").status_code == 302
        assert other.to == "autre@exemple.fr"

    def test_what_was_sent_waits_for_the_proof(self) -> None:
        home = come_in()
        come_in(IPHONE)
        self.stale(home)
        asked = home.post("/mon-espace/securite/sessions/fermer/")
        assert asked["Location"].startswith("/connexion/confirmer/?next=%2Fconnexion%2Freprise%2F")
        assert OpenSession.objects.count() == 2

    def test_a_visitor_is_asked_to_sign_in_not_to_prove(self, client: Client) -> None:
        assert client.get("/connexion/confirmer/")["Location"].startswith("/connexion/?next=")
        assert who(client) == ""
