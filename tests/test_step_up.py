"""What a thief of an open session would do asks for a fresh proof: decisions, payments, keys, one's account.

`ASKED` is read like the table of access: a view that asks for a proof, or no longer does, shows there.
"""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from frenchimpact.accounts.models import Look, ParkedForm, User
from frenchimpact.accounts.tests.test_sign_in import code_in
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder, make_known
from frenchimpact.core import clock
from frenchimpact.core.resume import SignIn
from frenchimpact.demo.rules import has_nothing_to_prove
from frenchimpact.machines.models import Token
from frenchimpact.machines.tests.factories import make_admin
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_person
from tests.test_access import patterns

ROOT = Path(__file__).parent.parent
ASKED = {
    # Decisions on labels.
    "labels:label_grant",
    "labels:label_move",
    "labels:procedure_decide",
    "labels:control",
    # Decisions of calls, and what makes them known.
    "calls:instruction_check",
    "reviews:decide",
    "reviews:batch_send",
    "reviews:batch_publish",
    "projects:reading_decide",
    # Money.
    "commitments:commitment_move",
    "commitments:entry_correct",
    "commitments:grants_trial",
    "impact:contract_sign",
    "impact:contract_pay",
    # Keys and tokens of machines.
    "machines:organisation_access",
    "machines:organisation_token_end",
    "machines:organisation_webhooks",
    "machines:organisation_webhook_move",
    "impact:measure_keys",
    "impact:measure_key_end",
    # One's account, and another's that is given back.
    "accounts:address",
    "accounts:close_everywhere",
    "accounts:close_session",
    "accounts:recovery_codes",
    "accounts:passkey_add",
    "accounts:passkey_remove",
    "accounts:proconnect_link",
    "accounts:proconnect_remove",
    "accounts:totp_add",
    "accounts:totp_remove",
    "desk:recovery_decide",
    # The site through somebody else's eyes.
    "desk:look_begin",
    "privacy:erase_me",
}
# What its person alone reads, though no proof is asked for reading: not shown to who looks through their eyes.
OWN = {
    "accounts:security",
    "accounts:prove",
    "accounts:resume",
    "impact:measure_keys",
    "machines:organisation_access",
    "machines:organisation_webhook",
    "machines:organisation_webhooks",
    "privacy:my_archive",
    "privacy:my_data",
}


def age(client: Client, minutes: int = 16) -> None:
    """The last proof of this session was given some minutes earlier."""
    session = client.session
    session["proved_at"] -= minutes * 60
    session.save()


def test_views_that_ask_for_a_proof_are_those_that_were_looked_at() -> None:
    asked = {name for name, _route, pattern in patterns(get_resolver()) if getattr(pattern.callback, "asks_proof", False)}
    assert asked == ASKED


def test_what_is_for_its_person_alone_was_looked_at() -> None:
    own = {name for name, _route, pattern in patterns(get_resolver()) if getattr(pattern.callback, "is_own", False)}
    assert own == OWN


def funder_client() -> tuple[Client, Commitment]:
    """Somebody of a funder, signed in, and a signed commitment of theirs."""
    funder = make_known(make_funder(name="Fonds d’essai"))
    client = Client()
    client.force_login(make_member(funder))
    return client, make_commitment(funder=funder)


def sent_again(page: str) -> tuple[str, dict[str, str]]:
    """Where the form of the page that gives back what was typed goes, and what it holds."""
    form = page[page.index('<form method="post" action="/mon-espace') :]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return form.split('action="')[1].split('"')[0], {name: unescape(value) for name, value in fields.items()}


@pytest.mark.django_db
def test_a_payment_waits_for_the_proof_and_nothing_typed_is_lost() -> None:
    client, commitment = funder_client()
    page = f"/mon-espace/financeur/engagements/{commitment.reference}/verser/"
    typed = {"amount": "4000", "on": DAY.isoformat(), "note": "Premier versement, le « solde » suivra"}
    assert client.get(page).status_code == 200
    age(client)
    asked = client.post(page, typed)
    commitment.refresh_from_db()
    assert (asked.status_code, commitment.paid) == (302, Decimal(0))

    proof = asked["Location"]
    assert proof.startswith("/connexion/confirmer/?next=%2Fconnexion%2Freprise%2F")
    client.post(proof, {"send": "1"})
    code = code_in(Mail.objects.filter(kind="accounts.sign_in").latest("pk"))
    back = client.post(proof, {"code": code})["Location"]
    action, kept = sent_again(client.get(back).content.decode())
    assert (action, kept) == (page, typed)

    client.post(action, kept)
    commitment.refresh_from_db()
    assert commitment.paid == 4000


@pytest.mark.django_db
def test_a_token_waits_for_the_proof_and_its_page_is_read_without() -> None:
    admin = make_admin()
    client = Client()
    client.force_login(admin.user)
    age(client)
    page = reverse("machines:organisation_access", args=[admin.organisation.slug])
    assert client.get(page).status_code == 200
    asked = client.post(page, {"jeton-name": "Site"})
    assert asked["Location"].startswith("/connexion/confirmer/")
    assert (Token.objects.exists(), ParkedForm.objects.get().fields["jeton-name"]) == (False, ["Site"])


@pytest.mark.django_db
def test_who_may_not_act_is_refused_before_any_proof_is_asked() -> None:
    _client, commitment = funder_client()
    stranger = Client()
    stranger.force_login(make_person("Personne"))
    age(stranger)
    assert stranger.post(f"/mon-espace/financeur/engagements/{commitment.reference}/verser/", {"amount": "1"}).status_code in {403, 404}
    assert not ParkedForm.objects.exists()


@pytest.mark.django_db
def test_days_of_the_demonstration_do_not_wear_a_proof_out() -> None:
    client, commitment = funder_client()
    page = f"/mon-espace/financeur/engagements/{commitment.reference}/verser/"
    ahead = clock.shift(dt.timedelta(days=30))
    try:
        assert client.get(page).status_code == 200
    finally:
        clock.restore(ahead)
    # Nor does a clock that went back make one of later than now.
    age(client, minutes=-60)
    assert client.get(page).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(("is_open", "is_demo"), [(True, True), (True, False), (False, True)])
def test_people_of_the_demonstration_read_what_would_be_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, is_open: bool, is_demo: bool
) -> None:
    settings.DEMO_MODE, settings.BASE_URL = is_open, "http://localhost:8000"
    monkeypatch.setattr(SignIn, "is_for_show", has_nothing_to_prove)
    client, commitment = funder_client()
    User.objects.filter(pk=client.session["_auth_user_id"]).update(is_demo=is_demo)
    page = f"/mon-espace/financeur/engagements/{commitment.reference}/verser/"
    age(client)
    asked = client.get(page)["Location"]
    is_shown = is_open and is_demo
    assert ("En service, un code envoyé à votre adresse vous serait demandé ici." in client.get(asked).content.decode()) == is_shown
    client.post(asked)
    assert client.get(page).status_code == (200 if is_shown else 302)


@pytest.mark.django_db
def test_a_look_through_somebodys_eyes_waits_for_the_proof_too() -> None:
    admin, person = make_person("Admin"), make_person("Personne")
    Assignment.objects.create(user=admin, role=Assignment.Role.ADMIN)
    client = Client()
    client.force_login(admin)
    age(client)
    asked = client.post(reverse("desk:look_begin", args=[person.pk]), {"reason": "Elle ne voit plus son dossier"})
    assert asked["Location"].startswith("/connexion/confirmer/")
    assert (Look.objects.exists(), ParkedForm.objects.get().fields["reason"]) == (False, ["Elle ne voit plus son dossier"])


def test_nobody_acts_as_somebody_else() -> None:
    """A session is opened by the proofs of its person alone, and by the role cards of the demonstration, where nobody is real.

    Who looks through somebody's eyes (`frenchimpact/desk/looks.py`) opens none, and can only read."""
    opening = re.compile(r"(?<![.\w])login\(|come_in\(|force_login|_auth_user_id|request\.user(?:, [\w.]+)* =")
    opens = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "frenchimpact").rglob("*.py")
        if "tests" not in path.parts and opening.search(path.read_text())
    }
    assert opens == {
        "frenchimpact/accounts/pending.py",
        "frenchimpact/accounts/sessions.py",
        "frenchimpact/demo/views.py",
        "frenchimpact/desk/looks.py",
        # As nobody: what other sites hold, and what is tried of the API.
        "frenchimpact/design/framing.py",
        # As nobody too: the page that says that the database is away cannot ask it who reads.
        "frenchimpact/design/incidents.py",
        "frenchimpact/opendata/trying.py",
    }
