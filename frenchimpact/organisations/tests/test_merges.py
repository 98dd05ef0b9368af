"""Two sheets of one organisation: found, merged field by field, everything follows, and undone exactly."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.files.actions import delete_file
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake
from frenchimpact.files.tests.factories import make_file, png
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.journal.models import Entry
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.comparing import marked
from frenchimpact.organisations.models import (
    Alias,
    Assignment,
    Claim,
    Duplicate,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Merge,
    Organisation,
)
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
SIRET, OTHER_SIRET, RNA = "20006911000019", "21730065600010", "W731000123"
DAY = dt.timedelta(days=1)


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="operateur@exemple.test", full_name="Gaëlle")
    Assignment.objects.create(user=person, role="operator")
    return person


@pytest.fixture
def kept() -> Organisation:
    return make_organisation(name="Le Fil rouge", slug="fil", siret=SIRET, phone="01", themes=[], edited_fields=["phone"])


@pytest.fixture
def absorbed() -> Organisation:
    return make_organisation(
        name="Association Le Fil Rouge",
        slug="fil-rouge",
        rna=RNA,
        description="Un texte.\nDeux lignes.",
        source="import",
        source_name="Annuaire",
        source_key="42",
        confirmed_at=clock.now() - 40 * DAY,
        edited_fields=["description"],
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows_of(*organisations: Organisation) -> list[dict[str, Any]]:
    """Every column, but those that only go forward."""
    found = Organisation.objects.filter(pk__in=[one.pk for one in organisations]).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in {"version", "updated_at"}} for row in found]


def merge(kept: Organisation, absorbed: Organisation, by: User, *take: str) -> Merge:
    return actions.merge_organisations(kept=kept, absorbed=absorbed, take=take, by=by)


def test_chosen_field_by_field_and_undone_exactly(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    before = rows_of(kept, absorbed)
    done = merge(kept, absorbed, operator, "description", "rna")
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.name, kept.siret, kept.rna, kept.phone, kept.description) == ("Le Fil rouge", SIRET, RNA, "01", "Un texte.\nDeux lignes.")
    assert (kept.source_name, kept.source_key) == ("Annuaire", "42")
    assert {"description", "name", "phone", "rna", "siret"} <= set(kept.edited_fields)
    assert (absorbed.merged_into, absorbed.is_published, absorbed.rna) == (kept, False, "")
    assert actions.undo_merge(merge=done, by=operator) == []
    assert rows_of(kept, absorbed) == before
    assert not Alias.objects.exists()


def test_old_addresses_and_old_numbers_lead_to_the_one_that_stays(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    make_terms()
    Organisation.objects.filter(pk=absorbed.pk).update(siret=OTHER_SIRET, siren=OTHER_SIRET[:9])
    done = merge(kept, absorbed, operator)
    client = Client()
    moved = client.get("/structures/fil-rouge/?de=annuaire")
    assert (moved.status_code, moved["Location"]) == (301, "/structures/fil/?de=annuaire")
    assert client.get("/en/structures/fil-rouge/")["Location"] == "/en/structures/fil/"
    assert client.get("/api/v1/organisations/fil-rouge")["Location"] == "/api/v1/organisations/fil"
    make_member(kept, user=operator)
    assert signed_in(operator).get("/structures/fil-rouge/equipe/")["Location"] == "/structures/fil/equipe/"
    for kind, value in (("siret", OTHER_SIRET), ("siren", OTHER_SIRET[:9]), ("rna", RNA)):
        assert queries.organisation_of_number(kind, value) == kept
    assert [one.pk for one in queries.organisations_named(operator, OTHER_SIRET)] == [kept.pk]
    # One more merge: both old addresses lead to the end.
    last = make_organisation(slug="dernier")
    again = merge(last, kept, operator)
    assert client.get("/structures/fil-rouge/")["Location"] == "/structures/dernier/"
    with pytest.raises(Refusal, match="plus récente"):
        actions.undo_merge(merge=done, by=operator)
    actions.undo_merge(merge=again, by=operator)
    actions.undo_merge(merge=done, by=operator)
    assert client.get("/structures/fil-rouge/").status_code == 200
    assert client.get("/structures/personne/").status_code == 404


def test_people_projects_doors_and_mandates_follow_and_come_back(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    both, only = make_member(kept, role="reader"), make_member(absorbed)
    make_member(absorbed, role="admin", user=both)
    gone = make_member(absorbed, until=clock.now())
    asker, friend = User.objects.create(email="q@exemple.test"), make_organisation()
    keeper = make_member(friend)
    today = clock.today()
    request = actions.ask_to_join(organisation=absorbed, message="", by=asker)
    invitation = actions.invite_member(organisation=absorbed, email="i@exemple.test", role="reader", by=only)
    twin = actions.invite_member(organisation=kept, email="i@exemple.test", role="admin", by=only)
    values: dict[str, Any] = {"scope": "sheet", "starts_on": today, "ends_on": today + DAY, "from_giver": True}
    mandate = actions.agree_mandate(mandate=actions.propose_mandate(giver=absorbed, agent=friend, by=only, **values), by=keeper)
    between = actions.propose_mandate(giver=absorbed, agent=kept, by=only, **values)
    held = Assignment.objects.create(user=only, role="partner", organisation=absorbed)
    tables = (Membership, JoinRequest, Invitation, Mandate, Assignment, Claim)
    before = {model: list(model._default_manager.order_by("pk").values()) for model in tables}

    done = merge(kept, absorbed, operator)
    assert {one.user_id: one.role for one in kept.memberships.filter(until=None)} == {both.pk: "admin", only.pk: "admin"}
    assert not absorbed.memberships.filter(until=None).exists()
    assert Membership.objects.get(user=gone).organisation == absorbed
    for row in (request, invitation, twin, mandate, between, held):
        row.refresh_from_db()
    assert (request.organisation, mandate.giver, held.organisation) == (kept, kept, kept)
    assert (invitation.withdrawn_at is not None, twin.withdrawn_at) == (True, None)
    assert between.state == "revoked"
    assert rules.can_decide_join(only, request)

    actions.undo_merge(merge=done, by=operator)
    assert {model: list(model._default_manager.order_by("pk").values()) for model in tables} == before


def make_image(owner: Organisation, *, name: str, description: str = "") -> StoredFile:
    """A logo."""
    return make_file(owner, png(), name=name, purpose=rules.LOGO, intake=intake("image"), description=description)


def logo_of(organisation: Organisation) -> str:
    return ", ".join(files_of(organisation, rules.LOGO).values_list("name", flat=True))


@pytest.mark.parametrize(("take", "shown"), [((), "le-notre.png"), (("logo",), "le-leur.png")])
def test_logo_and_documents_follow_and_come_back(
    kept: Organisation, absorbed: Organisation, operator: User, take: tuple[str, ...], shown: str
) -> None:
    make_image(kept, name="le-notre.png")
    make_image(absorbed, name="le-leur.png")
    make_file(absorbed, name="statuts.pdf", purpose="document")

    done = merge(kept, absorbed, operator, *take)
    assert logo_of(kept) == shown
    assert [file.name for file in files_of(kept, "document")] == ["statuts.pdf"]

    actions.undo_merge(merge=done, by=operator)
    assert (logo_of(kept), logo_of(absorbed)) == ("le-notre.png", "le-leur.png")
    assert [file.name for file in files_of(absorbed, "document")] == ["statuts.pdf"]


def test_a_logo_replaced_since_the_merge_stays(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    make_image(kept, name="ancien.png")
    taken = make_image(absorbed, name="le-leur.png")
    done = merge(kept, absorbed, operator, "logo")
    delete_file(file=taken, by=operator)
    make_image(kept, name="nouveau.png")

    actions.undo_merge(merge=done, by=operator)
    assert (logo_of(kept), logo_of(absorbed)) == ("nouveau.png", "")


def test_words_that_differ_are_marked_and_nothing_typed_is_markup() -> None:
    assert marked("Le <b>Fil</b> rouge", "Le Fil rouge") == ("Le <mark>&lt;b&gt;</mark>Fil<mark>&lt;/b&gt;</mark> rouge", "Le Fil rouge")
    assert marked("Les Relais du lac", "Les Relais du Lac") == ("Les Relais du <mark>lac</mark>", "Les Relais du <mark>Lac</mark>")
    assert marked("Tout autre chose", "Sans rapport") == ("Tout autre chose", "Sans rapport")
    assert marked("", "Un texte") == ("", "Un texte")
    assert len(marked("mot " * 9000, "mot " * 8999)[0]) < 800


def test_the_page_shows_both_logos_and_what_is_the_same(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    make_terms()
    make_image(absorbed, name="le-leur.png", description="Un fil <rouge>")
    Organisation.objects.update(website="https://fil.example")
    page = signed_in(operator).get(f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/").content.decode()
    assert 'alt="Un fil &lt;rouge&gt;"' in page
    assert 'id="logo_second" name="field_logo" value="second" checked' in page
    assert "<mark>Association</mark> Le Fil <mark>Rouge</mark>" in page
    assert "https://fil.example" in page
    assert 'name="field_website"' not in page


def test_what_changed_since_the_merge_stays(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    done = merge(kept, absorbed, operator, "description", "name")
    actions.update_organisation(organisation=kept, changes={"name": "Le Fil rouge de Savoie"}, by=operator)
    assert actions.undo_merge(merge=done, by=operator) == ["name"]
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.name, kept.description) == ("Le Fil rouge de Savoie", "")
    assert (absorbed.name, absorbed.is_published) == ("Association Le Fil Rouge", True)
    with pytest.raises(Refusal, match="déjà annulée"):
        actions.undo_merge(merge=done, by=operator)
    # They may be merged again.
    merge(kept, absorbed, operator)


def test_a_number_taken_since_is_told(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    done = merge(kept, absorbed, operator)
    make_organisation(rna=RNA)
    with pytest.raises(Refusal, match="porté par une autre fiche"):
        actions.undo_merge(merge=done, by=operator)
    absorbed.refresh_from_db()
    assert absorbed.merged_into == kept


def test_both_histories_are_read_together(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    actions.confirm_organisation(organisation=absorbed, by=operator)
    merge(kept, absorbed, operator)
    told = [entry.fact.split(".")[1] for entry in queries.history_of(kept)]
    assert set(told) == {"OrganisationConfirmed", "OrganisationsMerged", "OrganisationAbsorbed"}
    assert Entry.objects.filter(fact="organisations.OrganisationsMerged").get().fields["absorbed_id"] == absorbed.pk


def test_a_page_opened_before_a_change_does_not_merge(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    address = f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/"
    client = signed_in(operator)
    versions = {f"version_{kept.pk}": kept.version, f"version_{absorbed.pk}": absorbed.version}
    actions.update_organisation(organisation=absorbed, changes={"phone": "02"}, by=operator)
    page = client.post(address, {"kept": "first", **versions})
    assert page.status_code == 409
    assert "a changé depuis" in page.content.decode()
    assert not Merge.objects.exists()


def test_an_operator_sees_both_chooses_and_undoes(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    make_terms()
    Duplicate.objects.create(first=kept, second=absorbed, reason="name", likeness=0.7)
    client = signed_in(operator)
    listed = client.get("/mon-espace/structures/doublons/").content.decode()
    assert "Association Le Fil Rouge" in listed
    address = f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/"
    page = client.get(address).content.decode()
    assert 'name="field_description"' in page
    assert 'name="field_kinds"' not in page
    done = client.post(address, {"kept": "second", "field_name": "first", "field_siret": "first", "field_description": "second"})
    absorbed.refresh_from_db()
    kept.refresh_from_db()
    assert (absorbed.name, absorbed.siret, absorbed.rna, absorbed.description) == ("Le Fil rouge", SIRET, RNA, "Un texte.\nDeux lignes.")
    assert kept.merged_into == absorbed
    assert "0 paire" in client.get("/mon-espace/structures/doublons/").content.decode()
    assert client.get(address).status_code == 404
    assert "Annuler la fusion" in client.get(done["Location"]).content.decode()
    assert client.post(done["Location"]).status_code == 302
    kept.refresh_from_db()
    assert (str(kept.merged_into), kept.siret) == ("None", SIRET)
    assert client.post(done["Location"]).status_code == 409


def test_a_file_that_brings_the_merged_one_again_finds_the_one_that_stays(
    kept: Organisation, absorbed: Organisation, operator: User, tmp_path: Path
) -> None:
    Organisation.objects.filter(pk=kept.pk).update(source_name="Autre", source_key="7")
    kept.refresh_from_db()
    merge(kept, absorbed, operator, "description")
    file = tmp_path / "annuaire.csv"
    file.write_text("nom,rna,type,courriel,id_source\nAssociation Le Fil Rouge,W731000123,association,a@fil.fr,42\n")
    call_command("import_organisations", str(file), "--source", "Annuaire")
    kept.refresh_from_db()
    assert Organisation.objects.count() == 2
    # What the operator chose stays; what neither sheet had is taken.
    assert (kept.name, kept.email, kept.siret) == ("Le Fil rouge", "a@fil.fr", SIRET)


def test_two_structures_are_not_proposed_again(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    chambery = make_place("commune:73065")
    Organisation.objects.update(commune=chambery)
    assert actions.find_duplicates() == 1
    client = signed_in(operator)
    client.post(f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/differentes/")
    assert not queries.duplicates_to_see().exists()
    assert actions.find_duplicates() == 0


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"name": "Régie de quartier du Biollay"}, {"name": "Regie de quartiers du Biolay"}, True),
        ({"name": "Régie de quartier du Biollay"}, {"name": "Les Amis du lac"}, False),
        ({"siret": SIRET, "name": "A B C"}, {"siren": SIRET[:9], "name": "Tout autre nom"}, True),
        ({"siret": "73282932000074", "name": "Boutique"}, {"siret": "73282932000082", "name": "Boutique"}, False),
    ],
)
def test_what_looks_like_one(one: dict[str, str], other: dict[str, str], found: bool) -> None:
    chambery = make_place("commune:73065")
    for fields in (one, other):
        siret = fields.get("siret", "")
        make_organisation(**{"commune": chambery, "siren": siret[:9], **fields})
    make_organisation(name=one["name"] + " loin", commune=make_place("commune:75056"))
    actions.find_duplicates()
    assert Duplicate.objects.exists() is found
    again = Duplicate.objects.count()
    actions.find_duplicates()
    assert Duplicate.objects.count() == again


def test_two_sheets_named_by_hand(kept: Organisation, absorbed: Organisation, operator: User) -> None:
    client = signed_in(operator)
    found = client.get("/mon-espace/structures/doublons/", {"one": "le fil rouge", "other": "association le fil rouge"})
    assert found["Location"] == f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/"
    assert client.get("/mon-espace/structures/doublons/", {"one": "le fil rouge", "other": "le fil rouge"}).status_code == 422
    assert client.get("/mon-espace/structures/doublons/", {"one": "", "other": "\u202e"}).status_code == 422


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_operators_alone_merge(kept: Organisation, absorbed: Organisation, operator: User, who: str) -> None:
    done = merge(make_organisation(), make_organisation(), operator)
    client = Client() if who == "visitor" else signed_in(make_member(kept))
    expected = {302} if who == "visitor" else {403, 404}
    addresses = ["doublons/", f"doublons/{kept.pk}/{absorbed.pk}/", f"fusions/{done.pk}/"]
    assert {client.get(f"/mon-espace/structures/{one}").status_code for one in addresses} <= expected
    client.post(f"/mon-espace/structures/doublons/{kept.pk}/{absorbed.pk}/", {"kept": "first"})
    assert Merge.objects.count() == 1


def test_the_database_hides_what_was_merged(kept: Organisation, absorbed: Organisation) -> None:
    with pytest.raises(IntegrityError, match="organisation_merged_is_hidden"), transaction.atomic():
        Organisation.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    with pytest.raises(IntegrityError, match="organisation_merged_is_hidden"), transaction.atomic():
        Organisation.objects.filter(pk=kept.pk).update(merged_into=kept, is_published=False, siret="", siren="")
    with pytest.raises(Refusal, match="deux fois"):
        actions.merge_organisations(kept=kept, absorbed=kept, take=[], by=User.objects.create(email="x@exemple.test"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crossed", [False, True])
def test_two_people_who_merge_the_same_sheets_at_once(crossed: bool) -> None:
    one, other = make_organisation(slug="un"), make_organisation(slug="deux")
    people = [User.objects.create(email=f"o{number}@exemple.test") for number in range(2)]
    together, refused = threading.Barrier(2), []

    def run(number: int) -> None:
        try:
            together.wait(10)
            pair = (other, one) if crossed and number else (one, other)
            actions.merge_organisations(kept=pair[0], absorbed=pair[1], take=["name"], by=people[number])
        except Refusal as refusal:
            refused.append(str(refusal.message))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "vient de fusionner" in refused[0]
    assert Merge.objects.count() == 1
