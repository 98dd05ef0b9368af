"""Writing aids: drafts, publication, changes that everyone may read, two writers at once."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.aids import rules
from frenchimpact.aids.actions.catalogue import (
    Condition,
    Ground,
    change_aid,
    create_aid,
    merge_aids,
    publish_aid,
    send_back_aid,
    submit_aid,
    withdraw_aid,
)
from frenchimpact.aids.models import Aid, Terms
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.journal.models import Entry
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
WHOLE: dict[str, Any] = {
    "title": "Fonds d’amorçage",
    "description": "Pour démarrer.",
    "instruments": ["subvention"],
    "apply_url": "https://fonds.test/",
}


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


def make_draft(**values: Any) -> Aid:
    ground = Ground((make_place("departement:73"),))
    return create_aid(by=make_operator(), values=WHOLE | values, ground=ground, funder=make_funder())


def test_an_aid_is_published_whole_and_compared_at_once() -> None:
    aid = make_draft()
    assert (aid.reference[:8], aid.slug, aid.status) == ("AF-2026-", "fonds-d-amorcage", "draft")
    assert not Terms.objects.exists()
    publish_aid(aid=aid, by=None)
    aid.refresh_from_db()
    assert aid.status == "published"
    assert aid.terms.places == [make_place("departement:73").pk]


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"description": ""}, "description"),
        ({"instruments": []}, "instruments"),
        ({"apply_url": ""}, "contact"),
        ({"rhythm": "once"}, "closes_on"),
    ],
)
def test_what_is_lacking_is_said_by_field(lacking: dict[str, Any], field: str) -> None:
    aid = make_draft(**lacking)
    with pytest.raises(Incomplete) as refused:
        publish_aid(aid=aid, by=None)
    assert list(refused.value.missing) == [field]
    with pytest.raises(Incomplete):
        submit_aid(aid=aid, by=make_operator())
    assert Aid.objects.get().status == "draft"


def test_an_aid_without_ground_is_not_published() -> None:
    aid = create_aid(by=None, values=WHOLE, ground=Ground(()), funder_name="Fonds")
    with pytest.raises(Incomplete) as refused:
        publish_aid(aid=aid, by=None)
    assert list(refused.value.missing) == ["places"]


def test_a_public_change_is_kept_with_before_and_after() -> None:
    aid = make_draft()
    publish_aid(aid=aid, by=None)
    changed = change_aid(
        aid=aid,
        by=make_operator(),
        values={"title": "Fonds d’élan", "description": "Pour démarrer."},
        ground=Ground((make_place("region:84"),), (make_place("commune:73065"),)),
        conditions=[Condition("theme", ("insertion_emploi",)), Condition("age", minimum=Decimal(24))],
    )
    assert changed == ["title", "places", "rules"]
    assert [(one.field, one.before, one.after) for one in aid.changes.order_by("pk")] == [
        ("title", "Fonds d’amorçage", "Fonds d’élan"),
        ("places", "departement:73", "region:84 · − commune:73065"),
        ("rules", "", "age 24– · theme insertion_emploi"),
    ]
    aid.refresh_from_db()
    assert aid.origins["title"]["from"] == "person"
    assert (aid.terms.age_min, aid.terms.nearness) == (24, 2)
    assert Entry.objects.filter(fact="aids.AidChanged", subject_id=aid.pk).count() == 1
    assert change_aid(aid=aid, by=None, values={"title": "Fonds d’élan"}) == []


def test_a_draft_has_no_public_history() -> None:
    aid = make_draft()
    change_aid(aid=aid, by=None, values={"title": "Autre"})
    assert not aid.changes.exists()


def test_two_writers_at_once_lose_nothing() -> None:
    aid = make_draft()
    change_aid(aid=aid, by=None, values={"title": "Le premier"}, version=1)
    with pytest.raises(Stale):
        change_aid(aid=aid, by=None, values={"title": "Le second"}, version=1)
    assert Aid.objects.get().title == "Le premier"


def test_a_published_aid_keeps_what_people_look_for() -> None:
    aid = make_draft()
    publish_aid(aid=aid, by=None)
    with pytest.raises(Incomplete), transaction.atomic():
        change_aid(aid=aid, by=None, values={"description": ""})
    assert Aid.objects.get().description == "Pour démarrer."


def test_sent_back_submitted_again_withdrawn_and_published() -> None:
    aid, operator = make_draft(), make_operator()
    submit_aid(aid=aid, by=operator)
    with pytest.raises(Incomplete):
        send_back_aid(aid=aid, reason="", by=operator)
    send_back_aid(aid=aid, reason="Précisez le taux.", by=operator)
    submit_aid(aid=aid, by=operator)
    publish_aid(aid=aid, by=operator)
    withdraw_aid(aid=aid, reason="Fonds épuisé", by=operator)
    assert not Terms.objects.exists()
    with pytest.raises(OutOfTurn):
        send_back_aid(aid=aid, reason="Trop tard", by=operator)
    publish_aid(aid=aid, by=operator)
    assert Terms.objects.count() == 1


def test_a_merged_aid_leads_to_the_other() -> None:
    kept, gone, older = make_aid("Kept"), make_aid("Gone"), make_aid("Older")
    merge_aids(kept=gone, gone=older, by=None)
    merge_aids(kept=kept, gone=gone, by=None)
    assert {aid.merged_into_id for aid in Aid.objects.filter(status="merged")} == {kept.pk}
    assert Terms.objects.count() == 1
    with pytest.raises(Refusal):
        merge_aids(kept=gone, gone=kept, by=None)
    with pytest.raises(Refusal):
        merge_aids(kept=kept, gone=kept, by=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_max": 101},
        {"rate_max": 0},
        {"ticket_min": -1},
        {"ticket_min": 10, "ticket_max": 5},
        {"rhythm": "permanent", "closes_on": dt.date(2027, 1, 1)},
        {"rhythm": "once", "opens_on": dt.date(2027, 2, 1), "closes_on": dt.date(2027, 1, 1)},
        {"title": ""},
    ],
)
def test_absurd_aids_are_refused_by_the_database(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_aid(**{"title": "Absurde", **wrong})


def test_who_may_write_for_whom() -> None:
    funder, other = make_funder("Un"), make_funder("Deux")
    person, reader = make_member(funder), make_member(funder, role="reader")
    assert rules.can_fund(person, funder)
    assert not rules.can_fund(person, other)
    assert not rules.can_fund(reader, funder)
    assert rules.can_fund(make_operator(), other)
    mine, theirs = make_aid("Mienne", funder=funder, status="draft", published_at=None), make_aid("Autre", funder=other)
    assert rules.can_edit_aid(person, mine)
    assert not rules.can_edit_aid(person, theirs)
    assert set(rules.visible_aids(person)) == {mine, theirs}
    assert set(rules.visible_aids(reader)) == {theirs}
