"""A refusal that no view caught is a page that says why, and leads back to where it can be corrected."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from frenchimpact.core.errors import Refusal
from frenchimpact.core.middleware import ExplainRefusals

pytestmark = pytest.mark.django_db


def refused(came_from: str) -> str:
    request = RequestFactory().post("/mon-espace/jurys/1/seance/ouvrir/", headers={"Referer": came_from})
    request.user = AnonymousUser()

    def never(_request: HttpRequest) -> HttpResponse:
        raise AssertionError

    answer = ExplainRefusals(never).process_exception(request, Refusal("Le quorum va de 1 à 4."))
    assert answer is not None
    assert answer.status_code == 409
    return answer.content.decode()


def test_it_leads_back_to_the_page_that_held_the_form() -> None:
    page = refused("http://testserver/mon-espace/jurys/1/seance/")
    assert "Le quorum va de 1 à 4." in page
    assert '<a class="btn" href="http://testserver/mon-espace/jurys/1/seance/"><span>Revenir à la page précédente</span></a>' in page


@pytest.mark.parametrize(
    "came_from", ["", "https://ailleurs.test/", "javascript:alert(1)", "http://testserver/mon-espace/jurys/1/seance/ouvrir/"]
)
def test_it_leads_nowhere_else(came_from: str) -> None:
    page = refused(came_from)
    assert "Revenir à la page précédente" not in page
    assert "Aller à l’accueil" in page
