"""The page of the method, comparisons, and results that are contested."""

from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.aids import judging
from frenchimpact.aids.actions.contests import MOST_PER_DAY, contest
from frenchimpact.aids.models import Aid, Contest
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")
    make_place("commune:73065")


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_method_tells_the_weights_of_the_code_and_shows_its_trace(client: Client) -> None:
    make_aid("Pour les associations", rules=[{"subject": "form", "values": ["association"]}])
    make_aid("Pour les mutuelles", rules=[{"subject": "form", "values": ["mutuelle"]}])
    page = text(client, "/matching/")
    assert f">{judging.THEME_WEIGHT}<" in page
    assert "Pour les associations" not in page
    tried = text(client, "/matching/?forme=association&commune=73065")
    assert "Pour les associations" in tried
    assert "Pour les mutuelles" in tried
    assert f"{judging.NEARNESS_WEIGHT} points" in tried


def test_aids_side_by_side_and_their_differences(client: Client) -> None:
    first, second = make_aid("Première", ticket_max=Decimal(5000)), make_aid("Seconde", ticket_max=Decimal(9000))
    answer = client.get(f"/financements/comparer/?aide={first.slug}&aide={second.slug}&aide={first.slug}")
    assert answer["Location"] == f"/financements/comparer/?a={first.slug}&b={second.slug}"
    page = text(client, answer["Location"])
    assert "Première" in page
    assert "Nature" in page
    only = text(client, answer["Location"] + "&differences=oui")
    assert "Montant" in only
    assert ">Nature<" not in only
    Aid.objects.filter(pk=second.pk).update(status="withdrawn")
    assert "Retirée" in text(client, answer["Location"])
    assert "Cochez deux aides" in text(client, "/financements/comparer/")


def test_a_result_is_contested_with_its_trace(client: Client) -> None:
    aid = make_aid("Pour les mutuelles", rules=[{"subject": "form", "values": ["mutuelle"]}])
    address = f"/financements/{aid.slug}/contester/?forme=association"
    assert client.post(address, {"text": "", "email": "x"}).status_code == 422
    for _number in range(MOST_PER_DAY):
        assert client.post(address, {"text": "Nous sommes une mutuelle.", "email": "lou@mail.test"}).status_code == 302
    kept = Contest.objects.first()
    assert kept
    assert kept.trace == [
        {"answers": "forme=association"},
        {"subject": "place", "state": "unknown"},
        {"subject": "form", "state": "failing"},
    ]
    assert client.post(address, {"text": "Encore", "email": "LOU@mail.test"}).status_code == 422


def test_a_person_answers_once_by_mail(client: Client) -> None:
    contested = contest(aid=make_aid(), query="forme=association", text="Faux", email="lou@mail.test", by=None)
    assert client.get("/mon-espace/programme/aides/contestations/").status_code == 302
    client.force_login(make_person())
    assert client.get("/mon-espace/programme/aides/contestations/").status_code == 403
    client.force_login(make_operator())
    assert "Faux" in text(client, "/mon-espace/programme/aides/contestations/")
    address = f"/mon-espace/programme/aides/contestations/{contested.pk}/"
    assert client.post(address, {"answer": ""}).status_code == 422
    client.post(address, {"answer": "C’est corrigé."})
    client.post(address, {"answer": "Encore."})
    assert "C’est corrigé." in Mail.objects.get(to="lou@mail.test").text
    assert Contest.objects.get().answer == "C’est corrigé."


def test_the_comparison_keeps_what_was_said_and_tells_how_each_suits(client: Client) -> None:
    for number in range(5):
        make_aid(f"Aide {number}", places=("departement:73",) if number else ("region:11",))
    ticked = "&".join(f"aide=aide-{number}" for number in range(1, 6))
    answer = client.get(f"/financements/comparer/?{ticked}&commune=73065", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("d=aide-4&commune=73065")
    assert "voici les quatre premières des 5 cochées" in page
    assert "Très adaptée : 1 condition remplie sur 1" in page
    assert "Presque : 0 condition remplie sur 1" in page
    assert 'href="/financements/aide-2/?commune=73065"' in page
    assert 'href="/financements/?commune=73065"' in page
