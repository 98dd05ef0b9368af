"""The page that says what the labels are, and where to apply."""

import pytest
from django.test import Client

from frenchimpact.calls.tests.factories import make_call
from frenchimpact.labels.tests.factories import make_kind, make_label

pytestmark = pytest.mark.django_db


def page() -> str:
    return Client().get("/label/").content.decode()


def test_each_kind_says_for_whom_how_long_and_where_to_apply() -> None:
    make_kind("structure", duration_months=36)
    make_kind("territoire", duration_months=18, renewal_months=4)
    make_label()
    call = make_call(title="Label des structures", label_kind="structure")
    shown = page()
    assert "Genre structure" in shown
    assert "Genre territoire" in shown
    assert "3 ans" in shown
    assert "18 mois" in shown
    assert "1 label en vigueur" in shown
    assert "Aucun n’est en vigueur" in shown
    assert f'href="/appels/{call.slug}/"' in shown
    assert shown.count("Aucun appel n’est ouvert pour ce label") == 1


def test_a_retired_kind_and_a_call_in_preparation_are_not_offered() -> None:
    make_kind("structure")
    make_kind("territoire", is_retired=True)
    call = make_call(label_kind="structure", published=False)
    shown = page()
    assert "Genre territoire" not in shown
    assert f"/appels/{call.slug}/" not in shown


def test_a_programme_without_kinds_leads_to_its_calls() -> None:
    assert Client().get("/label/")["Location"] == "/appels/"
    call = make_call(label_kind="structure")
    assert Client().get("/label/")["Location"] == f"/appels/{call.slug}/"
