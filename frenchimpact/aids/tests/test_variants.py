"""A generic aid and its local variants: written, refused when they make no sense, told once wherever one looks."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions import change_aid
from frenchimpact.aids.actions.catalogue import merge_aids
from frenchimpact.aids.actions.choices import find_projects
from frenchimpact.aids.actions.compiling import compile_aid
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.models import Aid, Face, Find, VariantProposal
from frenchimpact.aids.presenting import euros
from frenchimpact.aids.queries.matches import match_aids
from frenchimpact.aids.queries.tellings import side_of_answers
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.aids.tests.feeds import entry, line, write_csv, write_json
from frenchimpact.aids.tests.test_funder_space import TYPED
from frenchimpact.calls.actions.references import take_references
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.models import ProjectPlace
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_places()
    for key in ("pays:FR", "departement:73", "commune:73065", "commune:93048"):
        make_place(key)


@pytest.fixture
def frame() -> Aid:
    """A generic aid of the whole country."""
    take_references("AF", 5)
    return make_aid("Le cadre", is_generic=True, funder_name="Agence nationale", ticket_max=50_000)


def local(frame: Aid, title: str = "En Savoie", place: str = "departement:73", **fields: Any) -> Aid:
    return make_aid(title, places=(place,), generic=frame, **fields)


def titles(*keys: str, **more: Any) -> list[str]:
    rows = match_aids(side_of_answers(places=[make_place(key) for key in keys]), **more).rows
    return [Aid.objects.get(pk=row.pk).title for row in rows]


# ── Told once ────────────────────────────────────────────────────────────────────────────────────
def test_where_a_variant_applies_it_stands_for_the_generic_aid(frame: Aid) -> None:
    local(frame)
    assert titles("commune:73065") == ["En Savoie"]
    assert titles("commune:93048") == ["Le cadre"]
    assert titles() == ["Le cadre"]
    # A region holds the department of the variant: nothing says that the project acts there.
    assert set(titles("region:84")) == {"Le cadre", "En Savoie"}


def test_a_variant_stands_for_nothing_once_closed_or_withdrawn(frame: Aid) -> None:
    variant = local(frame, rhythm="once", closes_on="2020-01-01")
    assert titles("commune:73065") == ["Le cadre"]
    assert set(titles("commune:73065", only_open=False)) == {"En Savoie", "Le cadre"}
    variant.rhythm, variant.closes_on = "permanent", None
    variant.save()
    compile_aid(variant)
    assert titles("commune:73065") == ["En Savoie"]
    Aid.objects.filter(pk=frame.pk).update(status="withdrawn")
    frame.terms.delete()
    assert titles() == ["En Savoie"]


def test_who_a_variant_does_not_take_keeps_the_generic_aid(frame: Aid) -> None:
    local(frame, rules=[{"subject": "form", "values": ["entreprise"]}])
    chambery = [make_place("commune:73065")]

    def told(form: str) -> list[tuple[int, str]]:
        rows = match_aids(side_of_answers(form=form, places=chambery)).rows
        return [(row.failing, Aid.objects.get(pk=row.pk).title) for row in rows]

    assert told("entreprise") == [(0, "En Savoie")]
    assert told("association")[0] == (0, "Le cadre")


def test_what_a_variant_leaves_out_keeps_the_generic_aid(frame: Aid) -> None:
    make_aid("Savoie sauf Chambéry", places=("departement:73",), excluded=("commune:73065",), generic=frame)
    assert titles("commune:73065") == ["Le cadre"]


def test_the_list_counts_a_family_once_and_a_search_finds_either(client: Client, frame: Aid) -> None:
    local(frame)

    def page(query: str) -> str:
        return client.get(f"/financements/?{query}").content.decode()

    assert "1 aide<" in page("")
    assert "En Savoie" not in page("")
    assert "Le cadre" not in page("commune=73065")
    assert "Variante locale" in page("commune=73065")
    assert "Le cadre" in page("q=cadre&commune=73065")
    assert "En Savoie" in page("q=savoie")


def test_teams_are_told_of_the_one_that_applies(frame: Aid) -> None:
    variant = local(frame)
    projects = {key: make_published_project() for key in ("commune:73065", "commune:93048")}
    for key, project in projects.items():
        ProjectPlace.objects.filter(project=project).delete()
        ProjectPlace.objects.create(project=project, place=make_place(key))
    find_projects(frame.pk)
    find_projects(variant.pk)
    found = {(find.project_id, find.aid_id) for find in Find.objects.all()}
    assert found == {(projects["commune:73065"].pk, variant.pk), (projects["commune:93048"].pk, frame.pk)}


def test_a_team_that_a_variant_refuses_is_told_of_the_frame(frame: Aid) -> None:
    refusing = local(frame, rules=[{"subject": "evidence", "minimum": 5}])
    project = make_published_project()
    ProjectPlace.objects.filter(project=project).delete()
    ProjectPlace.objects.create(project=project, place=make_place("commune:73065"))
    Face.objects.filter(project=project).update(evidence=1)
    find_projects(frame.pk)
    find_projects(refusing.pk)
    assert set(Find.objects.values_list("aid", flat=True)) == {frame.pk}


def test_a_team_without_a_place_is_told_of_a_variant_whose_frame_is_over(frame: Aid) -> None:
    variant = local(frame)
    project = make_published_project()
    ProjectPlace.objects.filter(project=project).delete()
    find_projects(variant.pk)
    assert not Find.objects.exists()
    frame.terms.delete()
    find_projects(variant.pk)
    assert set(Find.objects.values_list("aid", flat=True)) == {variant.pk}


# ── Sheets ───────────────────────────────────────────────────────────────────────────────────────
def test_sheets_lead_to_each_other_and_say_what_changes(client: Client, frame: Aid) -> None:
    variant = local(frame, ticket_max=20_000)
    local(frame, "En Bretagne", "region:53")
    local(frame, "Brouillon", "region:11", status="draft", published_at=None)
    sheet = client.get(reverse("aids:aid", args=[frame.slug])).content.decode()
    assert "Ses variantes locales" in sheet
    assert "Dans votre territoire" not in sheet
    assert sheet.index("En Bretagne") < sheet.index("En Savoie")
    assert "Brouillon" not in sheet
    here = client.get(reverse("aids:aid", args=[frame.slug]) + "?commune=73065").content.decode()
    assert here.index("Dans votre territoire") < here.index("Ailleurs") < here.rindex("En Bretagne")
    mine = client.get(reverse("aids:aid", args=[variant.slug])).content.decode()
    assert "Variante locale de" in mine
    assert f'href="{reverse("aids:aid", args=[frame.slug])}"' in mine
    assert euros(Decimal(50_000)) in mine
    assert euros(Decimal(20_000)) in mine
    assert "Ce qui change par rapport à l’aide générique" in mine


# ── Written ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def funder(client: Client) -> Any:
    found = make_funder("Fonds des rives")
    client.force_login(make_member(found, role="editor"))
    return found


def send(client: Client, funder: Any, **typed: Any) -> Any:
    return client.post(reverse("aids:aid_new"), {**TYPED, "funder": funder.pk, **typed})


def test_a_funder_declares_a_variant(client: Client, funder: Any, frame: Aid) -> None:
    make_aid("Une autre")
    form = client.get(reverse("aids:aid_new")).content.decode()
    assert "Le cadre – Agence nationale" in form
    assert "Une autre –" not in form
    assert send(client, funder, generic=frame.pk).status_code == 302
    asked = VariantProposal.objects.get(aid__title=TYPED["title"])
    assert (asked.aid.generic, asked.generic, asked.state) == (None, frame, "asked")


def test_a_funder_declares_a_generic_aid(client: Client, funder: Any) -> None:
    assert send(client, funder, is_generic="on", places=["pays:FR"]).status_code == 302
    assert Aid.objects.get(title=TYPED["title"]).is_generic


def test_what_makes_no_sense_is_refused_beside_its_field_and_kept(client: Client, funder: Any, frame: Aid) -> None:
    both = send(client, funder, generic=frame.pk, is_generic="on")
    assert both.status_code == 422
    assert "choisissez l’un ou l’autre" in both.content.decode()
    assert f'value="{TYPED["title"]}"' in both.content.decode()
    country = send(client, funder, generic=frame.pk, places=["pays:FR"])
    assert "pas au pays entier" in country.content.decode()
    other = send(client, funder, generic=make_aid("Ni générique").pk)
    assert "Choisissez une aide générique publiée" in other.content.decode()
    assert not Aid.objects.filter(title=TYPED["title"]).exists()


def test_a_generic_aid_with_variants_stays_one(client: Client, funder: Any) -> None:
    mine = make_aid("Le mien", is_generic=True, funder=funder)
    local(mine)
    typed = {**TYPED, "title": "Le mien", "version": mine.version}
    refused = client.post(reverse("aids:aid_edit", args=[mine.reference]), typed)
    assert refused.status_code == 422
    assert "1 aide est une variante locale de celle-ci" in refused.content.decode()


@pytest.mark.parametrize("which", ["itself", "variant", "plain", "withdrawn"])
def test_actions_refuse_a_wrong_generic_aid(frame: Aid, which: str) -> None:
    aid, variant = make_aid("Une aide", places=("departement:73",)), local(frame)
    wrong = {"itself": aid, "variant": variant, "plain": make_aid("Simple"), "withdrawn": make_aid("Passée", is_generic=True)}
    Aid.objects.filter(title="Passée").update(status="withdrawn")
    with pytest.raises(Incomplete) as refused:
        change_aid(aid=aid, by=None, values={"generic": Aid.objects.get(pk=wrong[which].pk)})
    said = {
        "itself": "d’elle-même",
        "variant": "elle-même une variante",
        "plain": "n’est pas une aide générique",
        "withdrawn": "pas publiée",
    }
    assert said[which] in str(refused.value.missing["generic"])


def test_the_database_keeps_one_level(frame: Aid) -> None:
    variant, plain = local(frame), make_aid("Simple")
    for pk, values in (
        (plain.pk, {"generic": variant}),
        (plain.pk, {"generic": plain}),
        (frame.pk, {"is_generic": False}),
        (frame.pk, {"generic": plain}),
        (variant.pk, {"is_generic": True}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Aid.objects.filter(pk=pk).update(**values)


def test_merged_generic_aids_hand_their_variants_over(frame: Aid) -> None:
    variant, other = local(frame), make_aid("Le même cadre")
    with pytest.raises(Refusal, match="pas la même aide"):
        merge_aids(kept=variant, gone=frame, by=None)
    merge_aids(kept=other, gone=frame, by=None)
    variant.refresh_from_db()
    other.refresh_from_db()
    assert (variant.generic, other.is_generic) == (other, True)
    assert titles("commune:73065") == ["En Savoie"]
    assert titles() == ["Le même cadre"]


# ── Brought in ───────────────────────────────────────────────────────────────────────────────────
def test_a_file_of_the_states_form_brings_them_in(tmp_path: Path) -> None:
    # The variant comes before its generic aid.
    path = write_csv(
        tmp_path / "a.csv",
        line("v", titre="Locale", variante_de="g", generique=""),
        line("g", titre="Générique", eligibilite_geographique="PAYS-99100", variante_de="", generique="oui"),
    )
    outcome = import_aids(path, source_name="État")
    assert (outcome.created, outcome.refused, outcome.warning, outcome.unknown_columns) == (2, 0, "", ())
    generic, variant = Aid.objects.get(source_key="g"), Aid.objects.get(source_key="v")
    assert (generic.is_generic, variant.generic, variant.terms.family, generic.terms.family) == (True, generic, generic.pk, generic.pk)
    again = import_aids(path, source_name="État")
    assert (again.unchanged, again.updated) == (2, 0)


def test_a_catalogue_brings_them_in_and_says_what_it_could_not_join(tmp_path: Path) -> None:
    rows = [
        entry(1, name="Cadre", perimeter="France", is_generic=True),
        entry(2, name="Locale", generic_aid={"id": 1}),
        entry(3, name="Perdue", generic_id=99),
        entry(4, name="D’une variante", generic=2),
        entry(5, name="Les deux", is_generic=True, generic_id=1),
    ]
    outcome = import_aids(write_json(tmp_path / "a.json", rows), source_name="Catalogue")
    assert (outcome.created, outcome.refused) == (4, 1), [one.problems for one in outcome.refusals]
    assert "une aide générique n’est pas elle-même une variante" in str(outcome.refusals[0].problems)
    assert Aid.objects.get(title="Locale").generic == Aid.objects.get(title="Cadre")
    assert "ligne 3 : aucune aide de cette source n’a l’identifiant « 99 »" in outcome.warning
    assert "ligne 4 : « Locale » est elle-même une variante locale de « Cadre »" in outcome.warning


def test_what_a_person_wrote_of_a_variant_stays(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        line("g", titre="Générique", eligibilite_geographique="PAYS-99100", variante_de="", generique="oui"),
        line("v", titre="Locale", variante_de="g", generique=""),
    )
    import_aids(path, source_name="État")
    variant = Aid.objects.get(source_key="v")
    change_aid(aid=variant, by=None, values={"generic": None})
    import_aids(path, source_name="État")
    variant.refresh_from_db()
    assert variant.generic is None


def test_a_refusal_names_the_column_as_the_file_does(tmp_path: Path) -> None:
    make_places()
    path = write_csv(tmp_path / "aids.csv", line("v", variante_de="v", generique="peut-être"))
    (refused,) = import_aids(path, source_name="Région").refusals
    assert [one.partition(" : ")[0] for one in refused.problems] == ["generique", "variante_de"]
