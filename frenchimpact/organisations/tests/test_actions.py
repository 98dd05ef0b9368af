"""Writing organisations: each outcome, each refusal."""

from typing import Any

import pytest

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.geo.models import Place
from frenchimpact.journal.models import Entry
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db

SIRET = "20006911000019"


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.test", full_name="Awa Diallo")


@pytest.fixture
def chambery() -> Place:
    return Place.objects.create(level="commune", code="73065", name="Chambéry", vintage=2026)


def facts_of(organisation: Organisation) -> list[str]:
    rows = Entry.objects.filter(subject_model="organisations.Organisation", subject_id=organisation.pk).order_by("pk")
    return [row.fact.split(".")[1] for row in rows]


def test_who_adds_a_structure_manages_it(awa: User, chambery: Place) -> None:
    made = actions.create_organisation(
        by=awa, name="  Les  Jardins\u202e d’Élise ", kinds=["association"], siret=SIRET, commune=chambery, description="Un\r\njardin"
    )
    made.refresh_from_db()
    assert (made.name, made.slug, made.siren, made.description) == (
        "Les Jardins d’Élise",
        "les-jardins-d-elise-chambery",
        "200069110",
        "Un\njardin",
    )
    assert made.confirmed_by == awa
    assert "siret" in made.edited_fields
    assert "address" not in made.edited_fields
    assert rules.can_edit_organisation(awa, made)
    assert facts_of(made) == ["OrganisationCreated"]


def test_the_address_of_a_sheet_is_unique_and_never_empty(awa: User) -> None:
    slugs = [actions.create_organisation(by=awa, name=name, kinds=["groupe"]).slug for name in ("Œuvre", "Oeuvre", "漢字", "—")]
    assert slugs == ["oeuvre", "oeuvre-2", "structure", "structure-2"]
    long = actions.create_organisation(by=awa, name="é" * 300, kinds=["groupe"])
    assert len(long.slug) <= 80


def test_what_is_missing_is_named(awa: User) -> None:
    with pytest.raises(Incomplete) as refused:
        actions.create_organisation(by=awa, name=" \u200e ", kinds=[])
    assert set(refused.value.missing) == {"name", "kinds"}
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("field", [{"siret": SIRET}, {"siren": SIRET[:9]}, {"rna": "W731000123"}])
def test_one_sheet_per_number(awa: User, field: dict[str, str]) -> None:
    make_organisation(**field)
    with pytest.raises(Refusal, match="porte déjà ce numéro"):
        actions.create_organisation(by=awa, name="Autre", kinds=["association"], **field)  # type: ignore[arg-type]  # one of three fields
    assert Organisation.objects.count() == 1
    assert not Membership.objects.exists()


def test_a_change_is_remembered_as_a_persons(awa: User) -> None:
    organisation = make_organisation(phone="01")
    actions.update_organisation(organisation=organisation, changes={"phone": "04 79 00 00 00"}, by=awa)
    organisation.refresh_from_db()
    assert (organisation.phone, organisation.version, organisation.edited_fields) == ("04 79 00 00 00", 2, ["phone"])
    assert facts_of(organisation) == ["OrganisationUpdated"]


def test_saving_the_same_thing_changes_nothing(awa: User) -> None:
    organisation = make_organisation(phone="01")
    actions.update_organisation(organisation=organisation, changes={"phone": " 01"}, by=awa)
    organisation.refresh_from_db()
    assert organisation.version == 1
    assert facts_of(organisation) == []


def test_two_people_on_the_same_field_see_both_texts(awa: User) -> None:
    organisation = make_organisation(description="avant")
    actions.update_organisation(organisation=organisation, changes={"description": "elle"}, by=awa, version=1)
    with pytest.raises(Stale) as conflict:
        actions.update_organisation(
            organisation=organisation, changes={"description": "lui"}, by=awa, version=1, seen={"description": "avant"}
        )
    assert (conflict.value.mine, conflict.value.theirs, conflict.value.version) == ({"description": "lui"}, {"description": "elle"}, 2)
    organisation.refresh_from_db()
    assert organisation.description == "elle"


def test_two_people_on_different_fields_are_both_kept(awa: User) -> None:
    organisation = make_organisation(description="avant", phone="01")
    actions.update_organisation(organisation=organisation, changes={"description": "elle"}, by=awa, version=1)
    actions.update_organisation(organisation=organisation, changes={"phone": "02"}, by=awa, version=1, seen={"phone": "01"})
    organisation.refresh_from_db()
    assert (organisation.description, organisation.phone, organisation.version) == ("elle", "02", 3)


def test_the_number_of_another_sheet_is_refused(awa: User) -> None:
    make_organisation(siret=SIRET)
    other = make_organisation()
    with pytest.raises(Refusal, match="porte déjà ce numéro"):
        actions.update_organisation(organisation=other, changes={"siret": SIRET}, by=awa)
    with pytest.raises(Incomplete):
        actions.update_organisation(organisation=other, changes={"name": " "}, by=awa)


def test_one_click_confirms(awa: User) -> None:
    organisation = make_organisation(confirmed_at=None)
    actions.confirm_organisation(organisation=organisation, by=awa)
    organisation.refresh_from_db()
    assert organisation.confirmed_by == awa
    assert organisation.confirmed_at is not None
    assert facts_of(organisation) == ["OrganisationConfirmed"]


def test_publishing_twice_tells_it_once(awa: User) -> None:
    organisation = make_organisation()
    for action in (
        actions.publish_organisation,
        actions.unpublish_organisation,
        actions.unpublish_organisation,
        actions.publish_organisation,
    ):
        action(organisation=organisation, by=awa)
    assert facts_of(organisation) == ["OrganisationUnpublished", "OrganisationPublished"]


def test_closing_and_reopening(awa: User) -> None:
    organisation = make_organisation()
    actions.close_organisation(organisation=organisation, closed_on=clock.today(), by=awa)
    actions.reopen_organisation(organisation=organisation, by=awa)
    organisation.refresh_from_db()
    assert organisation.closed_on is None
    assert facts_of(organisation) == ["OrganisationClosed", "OrganisationReopened"]
    with pytest.raises(Refusal, match="à venir"):
        actions.close_organisation(organisation=organisation, closed_on=clock.today().replace(year=2999), by=awa)


def test_what_it_may_already_be(awa: User, chambery: Place) -> None:
    here = make_organisation(name="Régie de quartier du Biollay", commune=chambery)
    make_organisation(name="Les Amis du lac")
    numbered = make_organisation(name="Tout autre chose", siret=SIRET)
    found = queries.similar_organisations(awa, name="regie de quartiers du biolay", commune=chambery, siret=SIRET)
    assert [one.pk for one in found] == [numbered.pk, here.pk]
    hidden = make_organisation(name="Régie de quartier du Biollay", commune=chambery, is_published=False)
    assert hidden not in queries.similar_organisations(awa, name="Régie de quartier du Biollay", commune=chambery)


PEOPLE = ["nobody", "stranger", "reader", "editor", "admin", "past", "operator"]


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (lambda user, thing: rules.can_edit_organisation(user, thing), {"editor", "admin", "operator"}),
        (lambda user, thing: thing in rules.visible_organisations(user), {"reader", "editor", "admin", "operator"}),
        (lambda user, thing: rules.can_create_organisation(user), set(PEOPLE) - {"nobody"}),
    ],
)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what(rule: Any, allowed: set[str], who: str, awa: User) -> None:
    from django.contrib.auth.models import AnonymousUser

    from frenchimpact.organisations.models import Assignment

    organisation = make_organisation(is_published=False)
    user: Any = AnonymousUser() if who == "nobody" else awa
    if who in {"reader", "editor", "admin"}:
        make_member(organisation, role=who, user=awa)
    if who == "past":
        make_member(organisation, user=awa, until=clock.now())
    if who == "operator":
        Assignment.objects.create(user=awa, role="operator")
    assert rule(user, organisation) is (who in allowed)
