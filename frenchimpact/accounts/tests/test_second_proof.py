"""Something that only the person holds: asked after the mailbox, never twice the same, never used to lock anyone out."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts import actions, keys, limits, rules, totp
from frenchimpact.accounts.models import OpenSession, RecoveryCode, TotpDevice, User
from frenchimpact.accounts.tests.test_sign_in import ask, code_in, link_in, who
from frenchimpact.accounts.tests.trail import facts
from frenchimpact.core.errors import TooMany
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


@pytest.fixture
def protected(awa: User) -> list[str]:
    """Awa has an application of codes, whose last code taken is old; gives her recovery codes."""
    codes = actions.add_totp(person=awa, secret=SECRET, code=totp.code_at(SECRET, totp.step_now()), by=awa)
    TotpDevice.objects.update(last_step=totp.step_now() - 10)
    return codes


def code_now(shift: int = 0) -> str:
    return totp.code_at(SECRET, totp.step_now() + shift)


def wrong_code() -> str:
    good = {code_now(shift) for shift in range(-3, 4)}
    return next(f"{n:06d}" for n in range(100) if f"{n:06d}" not in good)


def through_the_mailbox(client: Client, query: str = "") -> Any:
    return client.post("/connexion/code/", {"code": code_in(ask(client, query=query))})


# The vectors of RFC 6238, appendix B, cut to six digits.
@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code_at(secret, at // 30) == code


def test_the_mailbox_alone_no_longer_opens_a_protected_account(client: Client, protected: list[str]) -> None:
    response = through_the_mailbox(client, "?next=/mon-espace/reglages/")

    assert response["Location"] == "/connexion/verification/"
    assert who(client) == ""
    assert client.get("/mon-espace/reglages/").status_code == 302

    page = client.post("/connexion/verification/", {"code": code_now()})
    assert page["Location"] == "/mon-espace/reglages/"
    assert who(client) == "awa@exemple.fr"
    assert OpenSession.objects.get().is_strong


def test_the_link_asks_for_the_second_proof_too(protected: list[str]) -> None:
    mail, phone = ask(Client()), Client()
    assert phone.post(link_in(mail))["Location"] == "/connexion/verification/"
    assert who(phone) == ""


def test_a_code_is_never_taken_twice_nor_one_older_than_it(client: Client, protected: list[str]) -> None:
    used = code_now()
    through_the_mailbox(client)
    client.post("/connexion/verification/", {"code": used})
    thief = Client()
    through_the_mailbox(thief)

    for code in (used, code_now(-1)):
        response = thief.post("/connexion/verification/", {"code": code})
        assert response.status_code == 422
        assert "a déjà servi" in response.content.decode()
    assert who(thief) == ""


def test_half_a_minute_early_or_late_is_fine_and_more_is_not(client: Client, protected: list[str]) -> None:
    through_the_mailbox(client)
    assert client.post("/connexion/verification/", {"code": code_now(-2)}).status_code == 422
    assert client.post("/connexion/verification/", {"code": code_now(2)}).status_code == 422
    assert client.post("/connexion/verification/", {"code": code_now(1)}).status_code == 302


def test_the_second_page_says_nothing_to_who_has_not_passed_the_first(client: Client, protected: list[str]) -> None:
    for path in ("/connexion/verification/", "/connexion/protection/"):
        assert client.get(path)["Location"] == "/connexion/"
        assert client.post(path, {"code": code_now()})["Location"] == "/connexion/"


def test_waiting_at_the_door_does_not_last(client: Client, protected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    through_the_mailbox(client)
    session = client.session
    session["coming_in"] = session["coming_in"] | {"at": session["coming_in"]["at"] - 21 * 60}
    session.save()

    assert client.post("/connexion/verification/", {"code": code_now()})["Location"] == "/connexion/"


def test_a_session_key_planted_before_is_worth_nothing_after_each_step(client: Client, protected: list[str]) -> None:
    ask(client)
    client.get("/mon-espace/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    through_the_mailbox(client)
    waiting = client.session.session_key
    client.post("/connexion/verification/", {"code": code_now()})

    assert len({planted, waiting, client.session.session_key}) == 3
    for key in (planted, waiting):
        thief = Client()
        thief.cookies["sessionid"] = str(key)
        assert thief.get("/mon-espace/").status_code == 302


def test_each_recovery_code_serves_once_and_is_told(client: Client, protected: list[str]) -> None:
    assert len(set(protected)) == 10
    through_the_mailbox(client)
    assert client.post("/connexion/verification/", {"recovery": protected[3].lower().replace("-", " ")}).status_code == 302
    assert who(client) == "awa@exemple.fr"
    assert "Codes de secours restants : 9." in Mail.objects.filter(kind="accounts.security").latest("pk").text
    assert "accounts.RecoveryCodeUsed" in facts()

    again = Client()
    through_the_mailbox(again)
    assert again.post("/connexion/verification/", {"recovery": protected[3]}).status_code == 422
    assert who(again) == ""


def test_tables_do_not_hold_what_opens(protected: list[str]) -> None:
    device = TotpDevice.objects.get()
    assert SECRET not in device.sealed_secret
    assert keys.unseal(device.sealed_secret) == SECRET
    assert not RecoveryCode.objects.filter(digest__in=protected).exists()


def test_another_secret_key_makes_the_application_useless_without_a_crash(client: Client, protected: list[str]) -> None:
    through_the_mailbox(client)
    TotpDevice.objects.update(sealed_secret="damaged")
    assert client.post("/connexion/verification/", {"code": code_now()}).status_code == 422


def test_guessing_stops_and_the_person_goes_on_from_a_browser_they_know(protected: list[str], awa: User) -> None:
    home = Client()
    through_the_mailbox(home)
    home.post("/connexion/verification/", {"code": code_now()})
    home.post("/deconnexion/")
    TotpDevice.objects.update(last_step=totp.step_now() - 10)
    thief = Client()
    through_the_mailbox(thief)

    statuses = [thief.post("/connexion/verification/", {"code": wrong_code()}).status_code for _n in range(actions.SECOND_STEP.limit + 1)]

    assert statuses == [422] * actions.SECOND_STEP.limit + [429]
    # Even the right code, from there.
    assert thief.post("/connexion/verification/", {"code": code_now()}).status_code == 429
    assert "accounts.SecondStepRefused" in facts()
    through_the_mailbox(home)
    assert home.post("/connexion/verification/", {"code": code_now()}).status_code == 302
    assert who(home) == "awa@exemple.fr"


def test_an_allowance_comes_back_with_time_and_after_success() -> None:
    few = limits.Allowance("test", 2, dt.timedelta(minutes=1), "trop")
    for _n in range(2):
        limits.take(few, "awa")
    limits.take(few, "bastien")
    with pytest.raises(TooMany):
        limits.take(few, "awa")
    limits.give_back(few, "awa")
    limits.take(few, "awa")


def test_adding_an_application_without_javascript(client: Client, awa: User) -> None:
    client.force_login(awa)
    page = client.get("/mon-espace/securite/application/").content.decode()
    secret = keys.unseal(client.session["totp_secret"])
    assert "<svg" in page
    assert totp.spelled(secret) in page
    assert client.get("/mon-espace/securite/application/").content.decode().count(totp.spelled(secret)) == 1

    wrong = client.post("/mon-espace/securite/application/", {"code": "12 34"})
    assert wrong.status_code == 422
    done = client.post("/mon-espace/securite/application/", {"code": totp.code_at(secret, totp.step_now())}).content.decode()

    assert done.split("<code>")[10][5] == "-"
    assert TotpDevice.objects.get().user == awa
    assert RecoveryCode.objects.count() == 10
    assert facts()[-2:] == ["accounts.TotpAdded", "accounts.RecoveryCodesMade"]
    assert [mail.to for mail in Mail.objects.all()] == ["awa@exemple.fr"]
    # The page of the codes may be loaded again: nothing is added twice, and the codes are not shown again.
    assert client.post("/mon-espace/securite/application/", {"code": "000000"})["Location"] == "/mon-espace/securite/"


def test_removing_the_last_proof_takes_the_codes_away_and_is_told(client: Client, awa: User, protected: list[str]) -> None:
    client.force_login(awa)
    assert "Retirer l’application" in client.get("/mon-espace/securite/application/retirer/").content.decode()
    client.post("/mon-espace/securite/application/retirer/")

    assert not TotpDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert "retirée" in Mail.objects.latest("pk").subject
    assert facts()[-1] == "accounts.TotpRemoved"


def test_new_codes_void_the_earlier_ones(client: Client, awa: User, protected: list[str]) -> None:
    client.force_login(awa)
    page = client.post("/mon-espace/securite/codes/").content.decode()
    assert page.count("<code>") == 10
    assert protected[0] not in page
    through_the_mailbox(visitor := Client())
    assert visitor.post("/connexion/verification/", {"recovery": protected[0]}).status_code == 422


class TestDemanded:
    """A role that asks for a second proof."""

    @pytest.fixture(autouse=True)
    def _demand(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "DEMANDS", [lambda person: person.full_name == "Awa"])

    def test_who_has_none_chooses_one_before_coming_in(self, client: Client, awa: User) -> None:
        assert through_the_mailbox(client, "?next=/mon-espace/reglages/")["Location"] == "/connexion/protection/"
        assert who(client) == ""
        assert client.get("/connexion/verification/")["Location"] == "/connexion/protection/"
        assert "confidentiels" in client.get("/connexion/protection/").content.decode()
        secret = keys.unseal(client.session["totp_secret"])

        page = client.post("/connexion/protection/", {"code": totp.code_at(secret, totp.step_now())}).content.decode()

        assert page.count("<code>") == 10
        assert 'href="/mon-espace/reglages/"' in page
        assert who(client) == "awa@exemple.fr"

    def test_others_come_in_as_before(self, client: Client) -> None:
        User.objects.create(email="awa@exemple.fr", full_name="Une autre")
        through_the_mailbox(client)
        assert who(client) == "awa@exemple.fr"

    def test_the_last_proof_stays(self, client: Client, awa: User, protected: list[str]) -> None:
        client.force_login(awa)
        assert "ajoutez d’abord un autre moyen" in client.get("/mon-espace/securite/application/retirer/").content.decode()
        assert client.post("/mon-espace/securite/application/retirer/").status_code == 409
        assert TotpDevice.objects.exists()

    def test_a_session_opened_before_the_role_came_goes_through_it(self, client: Client, awa: User) -> None:
        client.force_login(awa)
        session = client.session
        session["seen_at"] -= 301
        session.save()

        response = client.get("/mon-espace/reglages/")

        assert response["Location"] == "/connexion/protection/"
        assert who(client) == ""
