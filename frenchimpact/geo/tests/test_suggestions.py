"""What is proposed while someone types a place."""

import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db


def proposed(client: Client, query: str, start: str = "") -> dict[str, Any]:
    response = client.get(f"{start}/lieux/suggestions/?{query}")
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_places_come_with_their_key_and_what_tells_them_apart(client: Client) -> None:
    make_places()
    found = proposed(client, "q=chamb")
    assert found["options"][0] == {
        "key": "commune:73065",
        "words": "Chambéry (Savoie)",
        "name": "Chambéry",
        "detail": "Commune · Savoie (73)",
    }
    assert found["said"] == "2 lieux proposés"
    assert proposed(client, "q=chamb&niveau=commune")["said"] == "1 lieu proposé"
    assert proposed(client, "q=73100")["options"][0]["words"] == "Aix-les-Bains (Savoie)"
    assert proposed(client, "q=zzzz")["said"] == "Aucun lieu trouvé"
    assert proposed(client, "q=chamb&niveau=commune", "/en")["said"] == "1 place proposed"


@pytest.mark.parametrize("query", ["", "q=", "q=c", "q=%20%20", "q=chamb&niveau=planete", "q=" + "x" * 3000, "q=%F0%9F%A6%84%E2%80%AE%07"])
def test_anything_else_is_answered_too(client: Client, query: str) -> None:
    make_places()
    assert isinstance(proposed(client, query)["options"], list)


def test_anyone_may_keep_the_answer(client: Client) -> None:
    response = client.get("/lieux/suggestions/?q=ch")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
