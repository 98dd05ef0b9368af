"""What is known elsewhere comes into the plan with one press, once; aids that do not go together are said."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions import choices, requests
from frenchimpact.aids.models import FundingRequest
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.core import clock
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.models import IncompatibleAids, PlanLine
from frenchimpact.financing.tests.factories import make_line, make_plan
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_first_of_february() -> Any:
    with clock.stopped(dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)):
        load_financing()
        yield


@pytest.fixture
def project() -> Project:
    return make_project(organisation=make_organisation(name="Asso A"))


@pytest.fixture
def awa(project: Project) -> User:
    return lead_of(project)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"financing:{name}", args=args)


def an_aid(title: str = "Aide à l’équipement", **fields: Any) -> Any:
    values = {"regime": "de_minimis_general", "origin": "public_collectivite", "rate_max": 50, "ticket_max": 60_000, **fields}
    return make_aid(title, **values)


def told(project: Project, by: User) -> str:
    return as_user(by).get(page("plan", project.reference)).text


# ── An aid ───────────────────────────────────────────────────────────────────────────────────────
def test_an_aid_comes_into_the_plan_with_what_it_says_once(project: Project, awa: User) -> None:
    funder = make_funder(name="Département")
    aid, plan = an_aid(funder=funder, closes_on=dt.date(2026, 5, 4), rhythm="once"), make_plan(project, eligible_cost=80_000)
    where, client = page("line_take", project.reference, "aide", aid.slug), as_user(awa)
    assert client.post(where).status_code == 302
    assert client.post(where).status_code == 302
    line = PlanLine.objects.get(plan=plan)
    assert (line.aid, line.funder, line.state, line.regime) == (aid, funder, "to_study", "de_minimis_general")
    assert (line.amount, int(line.rate_max or 0), line.apply_by, line.year) == (Decimal(40_000), 50, dt.date(2026, 5, 4), 2026)
    assert "taux" in line.note


def test_what_an_aid_does_not_say_is_asked_on_the_form(project: Project, awa: User) -> None:
    aid, client = an_aid(ticket_max=None, origin=""), as_user(awa)
    response = client.post(page("line_take", project.reference, "aide", aid.slug))
    assert not PlanLine.objects.exists()
    form = client.get(response["Location"]).text
    assert "L’aide ne dit pas combien" in form
    assert "Fonds d’essai" in form
    assert 'value="50' in form


def test_the_form_finds_an_aid_by_its_name(project: Project, awa: User) -> None:
    aid = an_aid("Investir dans le réemploi")
    an_aid("Investir ailleurs")
    client, where = as_user(awa), page("line_add", project.reference)
    typed = {"title": "Ma ligne", "funder_name": "Région", "amount": "9 000", "instrument": "subvention", "origin": "public_collectivite"}
    typed |= {"regime": "none", "year": "2026"}
    unsure = client.post(where, {**typed, "aid": "investir"})
    assert unsure.status_code == 422
    assert "Plusieurs aides portent ces mots" in unsure.text
    assert client.post(where, {**typed, "aid": "investir dans le reemploi"}).status_code == 302
    assert PlanLine.objects.get().aid == aid
    found = client.get(page("aid_suggestions"), {"q": "réemp"}).json()
    assert [one["key"] for one in found["options"]] == [aid.slug]


def test_the_sheet_of_an_aid_asks_which_project(project: Project, awa: User) -> None:
    aid = an_aid()
    assert page("aid_plan", aid.slug) in Client().get(reverse("aids:aid", args=[aid.slug])).text
    assert project.name in as_user(awa).get(page("aid_plan", aid.slug)).text
    assert "Aucun projet où vous pouvez écrire" in as_user(make_person()).get(page("aid_plan", aid.slug)).text
    as_user(awa).post(page("line_take", project.reference, "aide", aid.slug))
    assert "Déjà dans son plan" in as_user(awa).get(page("aid_plan", aid.slug)).text
    assert as_user(make_operator()).post(page("line_take", project.reference, "aide", aid.slug)).status_code == 403


# ── What is proposed ─────────────────────────────────────────────────────────────────────────────
def test_kept_aids_and_requests_are_proposed_once_each(project: Project, awa: User) -> None:
    kept, asked = an_aid("Une aide retenue"), an_aid("Une aide demandée")
    for aid in (kept, asked):
        choices.choose_aid(project=project, aid=aid, answer="kept", by=awa)
    request = requests.open_request(project=project, aid=asked, by=awa, amount=Decimal(12_000), purpose="Un four")
    FundingRequest.objects.update(state="applied")
    text = told(project, awa)
    assert (text.count("/prendre/aide/"), text.count("/prendre/demande/")) == (1, 1)
    client = as_user(awa)
    client.post(page("line_take", project.reference, "demande", request.reference))
    line = PlanLine.objects.get()
    assert (line.aid, line.state, line.amount) == (asked, "asked", Decimal(12_000))
    assert request.reference not in told(project, awa)


def test_money_committed_is_proposed_with_the_lines_that_may_be_it(project: Project, awa: User) -> None:
    funder = make_funder(name="Région")
    plan = make_plan(project)
    lines = [make_line(plan, funder=funder, amount=amount, title=f"Ligne {amount}") for amount in (10_000, 20_000)]
    commitment = make_commitment(40_000, funder=funder, beneficiary=project, on=dt.date(2026, 1, 20))
    text, client = told(project, awa), as_user(awa)
    assert commitment.reference in text
    assert "C’est « Ligne 10000 »" in text.replace("\xa0", " ")
    where = page("line_take", project.reference, "engagement", commitment.reference)
    client.post(where, {"line": str(lines[1].pk)})
    lines[1].refresh_from_db()
    assert (lines[1].commitment, lines[1].state, lines[1].amount) == (commitment, "obtained", Decimal(40_000))
    assert client.post(where).status_code == 404
    assert plan.lines.count() == 2


def test_money_committed_to_the_organisation_becomes_a_line(project: Project, awa: User) -> None:
    commitment = make_commitment(7_000, beneficiary=project.organisation, on=dt.date(2026, 1, 20), title="Un local", regime="none")
    as_user(awa).post(page("line_take", project.reference, "engagement", commitment.reference))
    line = PlanLine.objects.get()
    assert (line.title, line.amount, line.state, line.commitment) == ("Un local", Decimal(7_000), "obtained", commitment)
    assert commitment.reference not in told(make_project(organisation=project.organisation, by=awa), awa)


# ── Aids that do not go together ─────────────────────────────────────────────────────────────────
PAIR = {"reason": "Même dépense, deux fois", "source": "Règlement, article 4", "starts_on": "2026-01-01"}


def test_a_funder_says_that_its_aid_does_not_go_with_another(project: Project, awa: User) -> None:
    funder = make_funder(name="Département")
    mine, other = an_aid("Aide du département", funder=funder), an_aid("Aide d’ailleurs")
    client, where = as_user(make_member(funder)), page("incompatible_aids")
    refused = client.post(where, {**PAIR, "aid": "Aide d’ailleurs", "other": "Aide du département"})
    assert refused.status_code == 422
    assert client.post(where, {**PAIR, "aid": "Aide du département", "other": "Aide d’ailleurs", "reason": ""}).status_code == 422
    assert client.post(where, {**PAIR, "aid": "Aide du département", "other": "Aide d’ailleurs"}).status_code == 302
    pair = IncompatibleAids.objects.get()
    assert (pair.first, pair.second) == (mine, other)
    plan = make_plan(project)
    for aid in (mine, other):
        make_line(plan, title=aid.title, aid=aid)
    text = told(project, awa)
    assert "Deux aides qui ne vont pas ensemble" in text
    assert "Règlement, article 4" in text
    assert "gardez celle qui vous convient" in text
    assert client.post(page("incompatible_edit", pair.pk), {**PAIR, "ends_on": "2026-01-31"}).status_code == 302
    assert "Deux aides qui ne vont pas ensemble" not in told(project, awa)


def test_only_funders_and_operators_write_incompatibilities() -> None:
    mine = an_aid("Une aide", funder=make_funder(name="Département"))
    an_aid("Une autre")
    where = page("incompatible_aids")
    assert as_user(make_person()).get(where).status_code == 403
    stranger = as_user(make_member(make_funder(name="Fondation")))
    assert stranger.post(where, {**PAIR, "aid": mine.title, "other": "Une autre"}).status_code == 422
    assert as_user(make_operator()).post(where, {**PAIR, "aid": "Une autre", "other": mine.title}).status_code == 302
    assert stranger.get(page("incompatible_edit", IncompatibleAids.objects.get().pk)).status_code == 404


def test_the_limit_of_own_funds_says_the_aid_it_comes_from_and_what_to_do(project: Project, awa: User) -> None:
    aid = an_aid("Avance remboursable", own_funds_times=1)
    make_line(make_plan(project, own_funds=5_000), aid=aid, amount=20_000)
    text = told(project, awa).replace("\u202f", " ").replace("\xa0", " ")
    assert "Cette aide ne dépasse pas 1 fois les fonds propres" in text
    assert reverse("aids:aid", args=[aid.slug]) in text
    assert "apporter 15 000 € de fonds propres de plus" in text
