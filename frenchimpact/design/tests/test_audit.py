"""The declaration of accessibility says what the grid says: 106 criteria, each page of the sample, no rounding up."""

import csv
import io

import pytest
from django.test import Client

from frenchimpact.design import audit, navigation


def test_each_of_the_106_criteria_is_answered_on_each_page() -> None:
    keys = {one.key for one in audit.pages()}
    assert len(keys) == len(audit.pages()) >= 15
    assert len(audit.criteria()) == 106
    for one in audit.criteria():
        assert set(one.answers) == keys
        assert set(one.answers.values()) <= set(audit.ANSWERS)
        assert one.how in audit.HOWS
        assert bool(one.note_fr) == bool(one.note_en), one.number
        assert one.answer != "nc" or one.note_fr, f"{one.number} fails: say why"


def test_exceptions_name_pages_of_the_sample() -> None:
    keys = {one.key for one in audit.pages()}
    for number, said in audit._data()["answers"].items():
        for answer, names in said.get("apart", {}).items():
            assert answer in audit.ANSWERS
            assert set(names) <= keys, number


def test_one_page_that_fails_is_enough() -> None:
    rate = audit.rate()
    failing = [one for one in audit.criteria() if "nc" in one.answers.values()]
    assert rate.failing == len(failing)
    assert rate.held + rate.failing + rate.apart == 106
    assert rate.percent <= 100 * rate.held / rate.applicable
    assert (audit.state() == "total") == (not failing)


@pytest.mark.django_db
def test_the_page_and_the_foot_of_all_pages_say_the_state_of_the_grid(client: Client) -> None:
    page = client.get("/accessibilite/").text
    rate = audit.rate()
    assert f"{rate.held} sur les {rate.applicable}" in page
    assert f"{rate.percent:.2f}".replace(".", ",") in page
    for one in audit.criteria():
        assert (one.answer != "nc") or one.number in page
    assert "Défenseur des droits" in page
    assert "20 septembre 2019" in page
    assert str(navigation.STATES[audit.state()]) in client.get("/").text


@pytest.mark.django_db
def test_the_grid_is_read_as_a_page_and_as_files(client: Client) -> None:
    assert client.get("/accessibilite/grille/").text.count("<tr") == 107
    rows = list(csv.DictReader(io.StringIO(client.get("/accessibilite/grille/?format=csv").content.decode("utf-8-sig"))))
    assert [row["critere"] for row in rows] == [one.number for one in audit.criteria()]
    assert len(client.get("/accessibilite/grille/?format=json").json()["results"]) == 106
    assert client.get("/accessibilite/grille/?format=xml").status_code == 404
    assert "Held" in client.get("/en/accessibilite/grille/").text
