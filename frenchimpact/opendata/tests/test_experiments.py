"""The public register of experiments as open data: the API and the files."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.barriers.models import ExperimentPlace
from frenchimpact.barriers.tests.factories import make_experiment
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db


def test_experiments_in_the_api_and_in_files(client: Client) -> None:
    places, today = make_places(), clock.today()
    running = make_experiment("Épiceries roulantes")
    ExperimentPlace.objects.create(experiment=running, place=places["departement:73"])
    indicator = running.indicators.create(name="Arrêts", unit="arrêts", target=Decimal(12))
    for value in (3, 4):
        indicator.values.create(on=today, value=Decimal(value))
    start, check = today - dt.timedelta(days=400), today - dt.timedelta(days=200)
    over = make_experiment("Composteurs", starts_on=start, check_on=check, ends_on=today - dt.timedelta(days=5))
    hidden = make_experiment("Cachée", is_public=False)

    whole = client.get("/api/v1/experiments").json()
    assert (whole["total"], [row["title"] for row in whole["results"]]) == (2, [running.title, over.title])
    for query, titles in {
        "q=epiceries": [running.title],
        "state=undecided": [over.title],
        "region=84": [running.title, over.title],
    }.items():
        assert [row["title"] for row in client.get(f"/api/v1/experiments?{query}").json()["results"]] == titles, query
    one = client.get(f"/api/v1/experiments/{running.reference}").json()
    assert (one["state"], one["places"]) == ("running", [{"id": "departement:73", "name": "Savoie"}])
    assert [float(value["value"]) for value in one["indicators"][0]["values"]] == [4.0]
    assert client.get(f"/api/v1/experiments/{hidden.reference}").status_code == 404
    assert client.get("/api/v1/experiments?region=99").status_code == 404

    rows = json.loads(client.get("/donnees/experimentations.json").getvalue())["results"]
    assert [(row["titre"], row["indicateurs"], row["lieux"]) for row in rows] == [
        (running.title, "Arrêts", "departement:73"),
        (over.title, "", ""),
    ]
    assert f"/experimentations/{running.slug}/" in b"".join(client.get("/sitemap-experimentations.xml")).decode()
