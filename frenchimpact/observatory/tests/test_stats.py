"""The use of the service: counted without knowing anybody."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from frenchimpact.core import clock
from frenchimpact.observatory.actions import count_uses, take_round
from frenchimpact.observatory.middleware import KEEP, CountUse
from frenchimpact.observatory.models import Use
from frenchimpact.projects.tests.factories import make_published_project

pytestmark = pytest.mark.django_db
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def answers(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({})
    return HttpResponse("page", status=404 if request.path == "/rien/" else 200)


def test_pages_answers_and_files_are_counted_and_robots_are_not(settings: Settings) -> None:
    settings.COUNT_USE = True
    counter, ask = CountUse(answers), RequestFactory()
    for path, headers in (
        ("/", PERSON),
        ("/projets/", PERSON),
        ("/projets/", {"User-Agent": "Googlebot/2.1"}),
        ("/rien/", PERSON),
        ("/api/v1/figures", {"User-Agent": "curl/8"}),
        ("/donnees/chiffres.csv", PERSON),
        ("/observatoire/argent-engage/?format=csv", PERSON),
        ("/annuaire/", PERSON | {"HX-Request": "true"}),
        ("/integrer/carte/", PERSON),
        ("/en/integrer/carte/", PERSON),
        ("/integrer/chiffre/argent-engage/", PERSON),
        ("/labels/L-2026-0001/cadre/", PERSON),
        ("/en/sites/grand-chambery/", PERSON),
    ):
        counter(ask.get(path, headers=headers))
    counter(ask.post("/projets/", headers=PERSON))
    assert not Use.objects.exists()
    counter.written_at -= KEEP
    counter(ask.get("/", headers=PERSON))
    assert dict(Use.objects.values_list("what", "count")) == {
        "pages": 3,
        "api": 1,
        "files": 2,
        "frames-carte": 2,
        "site-grand-chambery": 1,
        "frames-chiffre": 1,
        "frames-cadre": 1,
    }
    assert set(Use.objects.values_list("day", flat=True)) == {clock.today()}


def test_what_is_counted_adds_up() -> None:
    day = dt.date(2026, 3, 1)
    count_uses(day=day, counts={"pages": 3})
    count_uses(day=day, counts={"pages": 4, "api": 1})
    assert dict(Use.objects.values_list("what", "count")) == {"pages": 7, "api": 1}


def test_the_page_says_what_changes_then_what_is_used(client: Client) -> None:
    make_published_project()
    take_round()
    count_uses(day=clock.today(), counts={"pages": 1234})
    page = client.get("/stats/").content.decode().replace("\u202f", " ").replace("&#x202f;", " ")
    assert page.index("Ce que cela change") < page.index("Combien on s’en sert")
    assert "1 234" in page
    assert "Projets publiés" in page
    # Few people act: their number is not told.
    assert "moins de 11" in page
    assert client.get("/stats/").cookies == {}
    assert client.get("/en/stats/").status_code == 200
    lines = client.get("/stats/?format=csv").content.decode().splitlines()
    assert lines[0].split(";")[:2] == ["\ufeffmois", "pages"]
    assert lines[1].split(";")[1] == "1234"
