"""Offers as open data: the API, the files, the search, the site map."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.offers.models import Offer
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_offers_in_the_api_in_files_and_in_the_search(client: Client) -> None:
    make_terms()
    places = make_places()
    there = make_offer(title="Une salle à Chambéry", what="place", places=[places["departement:73"]], themes=["insertion_emploi"])
    asleep = make_offer(title="Une salle endormie")
    Offer.objects.filter(pk=asleep.pk).update(confirmed_on=clock.today() - dt.timedelta(days=91))
    whole = client.get("/api/v1/offers").json()
    assert [(row["id"], row["kind"], row["left"], row["places"][0]["id"]) for row in whole["results"]] == [
        (there.reference, "place", "10.00", "departement:73")
    ]
    for query, count in (("kind=place", 1), ("kind=data", 0), ("region=84", 1), ("theme=insertion_emploi", 1), ("q=salle&price=market", 0)):
        assert len(client.get(f"/api/v1/offers?{query}").json()["results"]) == count, query
    assert client.get(f"/api/v1/offers/{asleep.reference}").status_code == 404
    assert client.get("/api/v1/offers?kind=magie").status_code == 422
    rows = list(csv.DictReader(io.StringIO(client.get("/donnees/offres.csv").getvalue().decode())))
    assert [(row["reference"], row["reste"], row["lieux"]) for row in rows] == [(there.reference, "10", "departement:73")]
    for words in ("salle", there.reference):
        page = client.get("/recherche/", {"q": words}).content.decode()
        assert f"/offres/{there.slug}/" in page, words
        assert asleep.slug not in page
    site = b"".join(client.get("/sitemap-offres.xml")).decode()
    assert f"/offres/{there.slug}/" in site
    assert asleep.slug not in site
