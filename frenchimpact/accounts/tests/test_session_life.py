"""How long a session lasts, how its key changes, and what is written of all that."""

import datetime as dt
import logging
import re
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from frenchimpact.accounts import sessions
from frenchimpact.accounts.models import OpenSession, User
from frenchimpact.accounts.tests.test_sessions import IPHONE, come_in
from frenchimpact.accounts.tests.test_sign_in import ask, code_in, who
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
HOME = "/mon-espace/securite/"


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [str(one.__dict__["fields"]["event"]) for one in caplog.records if one.name == "frenchimpact.security"]


def aged(client: Client, **ages: dt.timedelta) -> None:
    session = client.session
    for name, age in ages.items():
        session[name] -= age.total_seconds()
    session.save()


def test_a_fresh_proof_changes_the_key_and_ends_the_former_one() -> None:
    home = come_in()
    aged(home, proved_at=dt.timedelta(minutes=16))
    former = home.cookies["sessionid"].value
    home.post("/connexion/confirmer/", {"send": "1"})
    home.post("/connexion/confirmer/", {"code": code_in(Mail.objects.filter(kind="accounts.sign_in").latest("pk"))})

    key = home.cookies["sessionid"].value
    assert key != former
    assert OpenSession.objects.get().session_key == key
    assert not Session.objects.filter(session_key=former).exists()
    thief = Client()
    thief.cookies["sessionid"] = former
    assert thief.get(HOME).status_code == 302
    assert home.get(HOME).status_code == 200


def test_a_key_is_long_and_made_by_chance_alone() -> None:
    keys = {str(come_in().cookies["sessionid"].value) for _turn in range(3)}
    assert len(keys) == 3
    # 32 signs among 36: 165 bits.
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)


def test_it_ends_thirty_days_after_it_was_last_used() -> None:
    home = come_in()
    row = Session.objects.get()
    assert dt.timedelta(days=29) < row.expire_date - OpenSession.objects.get().opened_at <= dt.timedelta(days=30, minutes=1)
    assert dt.timedelta(days=29).total_seconds() < int(home.cookies["sessionid"]["max-age"]) <= dt.timedelta(days=30).total_seconds()
    row.expire_date -= dt.timedelta(days=31)
    row.save()
    assert home.get(HOME).status_code == 302


def test_it_ends_in_the_end_however_much_it_is_used() -> None:
    home = come_in()
    aged(home, opened_at=sessions.LONGEST - dt.timedelta(minutes=5))
    assert home.get(HOME).status_code == 200
    aged(home, opened_at=dt.timedelta(minutes=6))
    assert home.get(HOME)["Location"].startswith("/connexion/?next=")
    assert who(home) == ""
    assert not OpenSession.objects.exists()


def test_one_of_an_earlier_version_counts_from_now() -> None:
    home = come_in()
    session = home.session
    del session["opened_at"]
    session.save()
    assert home.get(HOME).status_code == 200
    assert "opened_at" in home.session


def test_a_closed_account_is_out_at_once_everywhere() -> None:
    browsers = [come_in(), come_in(IPHONE)]
    User.objects.update(is_active=False)
    assert [one.get(HOME).status_code for one in browsers] == [302, 302]


def test_who_runs_the_service_signs_one_person_out_or_everybody() -> None:
    awa, phone = come_in(), come_in(IPHONE)
    other = Client()
    other.post("/connexion/code/", {"code": code_in(ask(other, "autre@exemple.fr"))})
    said = StringIO()
    call_command("close_sessions", "AWA@exemple.fr", stdout=said)
    assert [one.get(HOME).status_code for one in (awa, phone, other)] == [302, 302, 200]
    call_command("close_sessions", "--all", stdout=said)
    assert other.get(HOME).status_code == 302
    assert said.getvalue().split("\n")[:2] == ["2 sessions closed", "1 sessions closed"]
    for wrong in (["nobody@exemple.fr"], [], ["awa@exemple.fr", "--all"]):
        with pytest.raises(CommandError):
            call_command("close_sessions", *wrong)


def test_coming_in_failing_and_leaving_are_written_without_a_name(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    caplog.set_level(logging.INFO, "frenchimpact.security")
    client = Client()
    code = code_in(ask(client))
    wrong = "000000" if code != "000 000" else "000001"
    client.post("/connexion/code/", {"code": wrong})
    client.post("/connexion/lien/never-sent/")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the plugin's fixture
        client.post("/connexion/code/", {"code": code})
    client.post("/connexion/code/", {"code": code})
    client.post("/deconnexion/")
    seen = events(caplog)
    assert [one for one in seen if one != "PersonJoined"] == ["wrong_code", "wrong_link", "signed_in", "signed_out"]
    assert "PersonJoined" in seen
    for one in caplog.records:
        told = str(one.__dict__.get("fields", "")) + one.getMessage()
        assert "exemple.fr" not in told
        assert code.replace(" ", "") not in told


def test_limits_reached_are_written(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "frenchimpact.security")
    client = Client()
    for _turn in range(5):
        ask(client)
    assert client.post("/connexion/", {"email": "awa@exemple.fr"}).status_code == 429
    assert events(caplog) == ["too_many"]
