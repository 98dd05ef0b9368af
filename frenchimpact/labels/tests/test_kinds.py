"""Kinds of labels as operators write them: what changes is for the labels to come, those given keep the terms of their time."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from frenchimpact.calls.queries import kinds_of_labels
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.journal.models import Entry
from frenchimpact.labels import actions
from frenchimpact.labels.actions import grant_renewal, open_renewal
from frenchimpact.labels.models import TERMS, KindVersion, LabelKind
from frenchimpact.labels.tests.factories import make_kind, make_label
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
LIST = "/mon-espace/labels/types/"
TYPED = {
    "fr": "Tiers-lieu ouvert",
    "en": "Open third place",
    "holder": "organisation",
    "note_fr": "Un lieu pour tous.",
    "note_en": "A place for all.",
    "criteria_fr": "Ouvert à tous.\nUne équipe.",
    "criteria_en": "Open to all.\nA team.",
    "duration_months": "24",
    "renewal_months": "4",
    "reminders": "1, 4 ; 2",
    "reply_days": "20",
}


def client(user: Any = None) -> Client:
    found = Client()
    found.force_login(user or make_operator())
    return found


def terms(kind: LabelKind, **changed: Any) -> dict[str, Any]:
    return {"fr": kind.fr, "en": kind.en, "is_retired": False, **{name: getattr(kind, name) for name in TERMS}, **changed}


def test_a_kind_is_added_and_a_call_may_lead_to_it() -> None:
    answer = client().post(LIST + "nouveau/", TYPED)

    assert answer["Location"] == LIST
    kind = LabelKind.objects.get()
    assert (kind.code, kind.reminder_months, kind.duration_months) == ("tiers-lieu-ouvert", [4, 2, 1], 24)
    assert ("tiers-lieu-ouvert", "Tiers-lieu ouvert") in [(code, str(words)) for code, words in kinds_of_labels()]
    assert Entry.objects.filter(fact="labels.KindChanged").exists()
    assert "Tiers-lieu ouvert" in client().get(LIST).content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("renewal_months", "24", "Écrivez moins que la durée"),
        ("reminders", "6, 1", "au plus 4 mois avant la fin"),
        ("reminders", "bientôt", "Écrivez des nombres de mois"),
        ("reminders", "0", "Écrivez des nombres de mois"),
        ("reply_days", "10", "15"),
        ("criteria_en", "Open to all.", "autant de critères"),
        ("en", "", "errors"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(name: str, typed: str, said: str) -> None:
    answer = client().post(LIST + "nouveau/", {**TYPED, name: typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "A place for all." in page
    assert not LabelKind.objects.exists()


def test_two_kinds_never_have_the_same_name() -> None:
    actions.create_kind(by=None, **_created())
    with pytest.raises(Refusal, match="déjà ce nom"):
        actions.create_kind(by=None, **_created())


def _created() -> dict[str, Any]:
    return terms(make_kind("modele"), holder="organisation", fr="Tiers-lieu", en="Third place")


def test_labels_given_keep_the_terms_of_their_time_and_those_to_come_have_the_new_ones() -> None:
    kind = make_kind()
    old = make_label(kind=kind)
    changed = terms(kind, criteria_fr="Un seul critère.", renewal_months=2, reminder_months=[2], duration_months=12, reply_days=30)

    actions.change_kind(kind=kind, by=make_operator(), **changed)

    kind.refresh_from_db()
    new = make_label(make_organisation(), kind=kind)
    old.refresh_from_db()
    assert (old.terms.renewal_months, old.terms.reminder_months, old.terms.reply_days) == (6, [6, 3, 1], 15)
    assert old.terms.criteria == ["Une équipe.", "Des résultats."]
    assert (new.terms.renewal_months, new.terms.criteria) == (2, ["Un seul critère."])
    assert new.valid_until is not None
    assert new.valid_until < new.valid_from + dt.timedelta(days=366)
    page = Client().get(f"/labels/{old.reference}/").content.decode()
    assert "Des résultats." in page
    assert "Un seul critère." not in page


def test_a_renewal_is_under_the_terms_of_the_day() -> None:
    kind = make_kind()
    label = make_label(kind=kind, granted_on=clock.today() - dt.timedelta(days=900), valid_until=clock.today() + dt.timedelta(days=60))
    actions.change_kind(kind=kind, by=None, **terms(kind, reply_days=40))
    label.refresh_from_db()
    assert label.terms.reply_days == 15

    filed = actions.file_renewal(renewal=open_renewal(label=label), record="Tout va.", changes="", by=make_operator())
    grant_renewal(renewal=filed, reasons="Tout est tenu.", by=make_operator())

    label.refresh_from_db()
    assert label.terms.reply_days == 40


def test_a_new_name_makes_no_version_and_versions_are_never_rewritten() -> None:
    kind = make_kind()
    actions.change_kind(kind=kind, by=None, **terms(kind, fr="Autre nom"))
    assert not KindVersion.objects.exists()
    actions.change_kind(kind=kind, by=None, **terms(kind, note_fr="Autre chose."))
    actions.change_kind(kind=kind, by=None, **terms(kind, note_fr="Encore autre chose."))
    assert [(one.number, one.note_fr) for one in KindVersion.objects.order_by("number")] == [
        (1, "Il reconnaît un travail."),
        (2, "Autre chose."),
        (3, "Encore autre chose."),
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        KindVersion.objects.update(note_fr="Récrite")


def test_its_page_changes_it_and_shows_what_it_was() -> None:
    kind = make_kind()
    make_label(kind=kind)
    operator = client()
    address = f"{LIST}{kind.code}/"
    assert "Une équipe." in operator.get(address).content.decode()

    answer = operator.post(address, {**TYPED, "is_retired": "on"}, follow=True)

    kind.refresh_from_db()
    assert (kind.is_retired, kind.holder, kind.code) == (True, "organisation", "structure")
    page = answer.content.decode()
    assert "Version 1" in page
    assert "1 label" in page
    assert "Il reconnaît un travail." in page


def test_kinds_are_for_those_who_run_the_programme() -> None:
    kind = make_kind()
    stranger = client(make_person())
    assert stranger.get(LIST).status_code == 403
    assert stranger.get(LIST + "nouveau/").status_code == 403
    assert stranger.get(f"{LIST}{kind.code}/").status_code == 404
    assert client().get(LIST + "inconnu/").status_code == 404
