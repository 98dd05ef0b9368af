"""Values given by a project's machines: by its key only, all or nothing, never twice under one name."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.measure_keys import end_measure_key, forget_old_requests, open_measure_key
from frenchimpact.impact.models import Followed, Measure, MeasureKey, MeasureRequest
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.projects.tests.factories import lead_of, make_member

pytestmark = pytest.mark.django_db
VALUE = {"indicator": "emplois_etp", "from": "2025-01-01", "to": "2025-12-31", "value": "4.5"}


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def followed(places: dict[str, Place]) -> Followed:
    return make_followed(places={places["commune:73065"]: 100})


@pytest.fixture
def key(followed: Followed) -> tuple[MeasureKey, str]:
    return open_measure_key(project=followed.project, name="Paie", by=lead_of(followed.project))


def post(secret: str, body: Any, name: str = "", status: int = 200, language: str = "fr") -> Any:
    headers = {"authorization": f"Bearer {secret}", "accept-language": language, **({"idempotency-key": name} if name else {})}
    response = Client().post("/api/v1/measurements", json.dumps(body), content_type="application/json", headers=headers)
    assert response.status_code == status, response.content
    return response.json()


def test_a_machine_gives_one_value_or_many(followed: Followed, key: tuple[MeasureKey, str]) -> None:
    found = post(key[1], VALUE)
    assert (found["created"], found["updated"], found["unchanged"]) == (1, 0, 0)
    row = followed.measures.get()
    assert (str(row.value), row.via, row.by, str(row.batch)) == ("4.5000", "api", None, found["batch"])
    more = {**VALUE, "from": "2026-01-01", "to": "2026-12-31", "value": 5, "places": [{"place": "commune:73008"}]}
    more |= {"parts": [{"dimension": "sexe", "category": "femmes", "value": 2}], "note": "Paie", "draft": True}
    found = post(key[1], {"values": [VALUE, more]})
    assert (found["created"], found["unchanged"]) == (1, 1)
    made = followed.measures.get(ends_on="2026-12-31")
    assert made.place is not None
    assert (made.place.code, made.state, made.note, made.parts.count()) == ("73008", "draft", "Paie", 1)
    key[0].refresh_from_db()
    assert key[0].last_used_at is not None


def test_asked_again_under_the_same_name_nothing_is_written_twice(followed: Followed, key: tuple[MeasureKey, str]) -> None:
    first = post(key[1], VALUE, "paie-2025")
    Measure.objects.update(value=9)
    assert post(key[1], VALUE, "paie-2025") == first
    assert followed.measures.get().value == 9
    assert "déjà servi" in post(key[1], {**VALUE, "value": "5"}, "paie-2025", 422)["detail"]
    MeasureRequest.objects.update(at="2020-01-01T00:00:00Z")
    assert forget_old_requests() == 1


def test_while_the_first_sending_is_being_answered_the_second_is_asked_to_come_again(
    followed: Followed, key: tuple[MeasureKey, str]
) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            # As the first sending holds it, from another connection.
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"request key {key[0].pk} paie-2025"])
            assert "en cours" in post(key[1], VALUE, "paie-2025", 409)["detail"]
            assert not followed.measures.exists()
    finally:
        other.close()
    assert post(key[1], VALUE, "paie-2025")["created"] == 1


def test_all_are_taken_or_none_and_each_problem_is_told(followed: Followed, key: tuple[MeasureKey, str]) -> None:
    bad = [{**VALUE, "indicator": "zut"}, {**VALUE, "value": "4 kg"}, {**VALUE, "places": [{"place": "commune:99999"}]}]
    found = post(key[1], {"values": [VALUE, *bad]}, status=422)
    assert [error.split(" :")[0] for error in found["errors"]] == ["valeur 2", "valeur 3", "valeur 4"]
    found = post(key[1], {"values": [VALUE, {**VALUE, "from": "2026-01-01", "to": "2026-12-31", "value": "-3"}]}, "n-1", 422)
    assert "ne descend pas sous" in found["errors"][0]
    assert not Measure.objects.exists()
    # What was refused can be mended under the same name.
    assert post(key[1], VALUE, "n-1")["created"] == 1
    assert "below" in post(key[1], {**VALUE, "value": "-3"}, status=422, language="en")["errors"][0]


@pytest.mark.parametrize(
    "body", [{}, {"values": []}, {**VALUE, "zut": 1}, {**VALUE, "from": "hier"}, {**VALUE, "value": True}, {**VALUE, "confirmed": "oui"}]
)
def test_what_is_not_of_the_form_is_refused(followed: Followed, key: tuple[MeasureKey, str], body: Any) -> None:
    assert post(key[1], body, status=422)["status"] == 422


def test_nothing_is_given_without_an_open_key_nor_to_another_project(followed: Followed, key: tuple[MeasureKey, str]) -> None:
    for secret in ("", "zut"):
        assert post(secret, VALUE, status=401)["title"] == "Clé attendue"
    other = make_followed("benevoles")
    assert post(key[1], {**VALUE, "indicator": other.indicator.code}, status=422)
    end_measure_key(key=key[0], by=lead_of(followed.project))
    assert post(key[1], VALUE, status=401)
    assert not Measure.objects.exists()


def test_the_team_opens_and_ends_keys_that_are_shown_once(followed: Followed) -> None:
    client = Client()
    client.force_login(lead_of(followed.project))
    page = f"/mon-espace/projets/{followed.project.reference}/impact/mesures/cles/"
    assert client.post(page, {"name": ""}).status_code == 422
    response = client.post(page, {"name": "Logiciel de paie"})
    assert response["Cache-Control"] == "no-store"
    secret = response.content.decode().split('id="cle"')[1].split(">")[1].split("<")[0]
    assert post(secret, VALUE)["created"] == 1
    assert secret not in client.get(page).content.decode()
    key = MeasureKey.objects.get()
    assert client.post(f"{page}{key.pk}/fermer/").status_code == 302
    assert post(secret, VALUE, status=401)
    client.force_login(make_member(followed.project, "reader"))
    assert client.get(page).status_code == 403
