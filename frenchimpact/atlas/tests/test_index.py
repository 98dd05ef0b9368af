"""The index says what the published sheets say, whatever happens to them."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from frenchimpact.atlas import actions
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.tests.factories import hold_label, make_commune, make_organisation, make_project, make_themes
from frenchimpact.geo.models import Place
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project, ProjectPlace
from frenchimpact.vocabularies.models import Term

pytestmark = pytest.mark.django_db


def rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[Any] = cursor.fetchall()
        return found


def index_now() -> tuple[list[Any], list[Any]]:
    """Entries and counts as they stand."""
    entries = rows("SELECT id, kind, object_id, title_fold, title_words::text, words::text, facets, x, y, at FROM atlas_entry ORDER BY id")
    counts = rows("SELECT kind, facet, sum(n) FROM atlas_tally GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2")
    return entries, counts


def assert_index_is_exact() -> None:
    kept = index_now()
    with transaction.atomic():
        actions.rebuild_index()
        fresh = index_now()
    assert kept == fresh


@pytest.mark.parametrize("code", ["84", "01", "2A", "2A004", "73065", "200069110", "inclusion", "", "é’", "0000001", "1234567", "975"])
@pytest.mark.parametrize("dimension", list(Dimension))
def test_numbers_are_the_same_in_python_and_in_the_database(dimension: Dimension, code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT atlas_facet(%s, %s)", [int(dimension), code])
        assert cursor.fetchone() == (number(dimension, code),)


def test_only_what_the_public_may_see() -> None:
    seen = make_organisation()
    make_organisation(is_published=False)
    make_organisation(closed_on=dt.date(2026, 1, 1))
    shown = make_project()
    make_project(status="qualified", published_at=None)

    assert set(Entry.objects.values_list("kind", "object_id")) == {(1, seen.pk), (2, shown.pk)}


def test_a_sheet_taken_back_leaves_the_index() -> None:
    organisation, project = make_organisation(), make_project()

    Organisation.objects.filter(pk=organisation.pk).update(is_published=False)
    Project.objects.filter(pk=project.pk).update(status="qualified")

    assert not Entry.objects.exists()
    assert rows("SELECT 1 FROM atlas_tally GROUP BY kind, facet HAVING sum(n) <> 0") == []


def test_what_an_entry_says() -> None:
    make_themes("logement")
    commune = make_commune()
    organisation = make_organisation(name="Le Toit partagé", description="Des chambres d’étudiants", themes=["logement"], commune=commune)

    entry = Entry.objects.get(object_id=organisation.pk)

    assert entry.title_fold == "le toit partage"
    places = {Dimension.REGION: "84", Dimension.DEPARTMENT: "73", Dimension.EPCI: "200069110", Dimension.COMMUNE: "73065"}
    expected = {Dimension.KIND: "association", Dimension.THEME: "logement", **places}
    assert set(entry.facets) == {number(dimension, code) for dimension, code in expected.items()}
    assert entry.x is not None
    assert entry.y is not None
    for word in ("toit", "chambre", "étudiant", "logement", "Chambéry"):
        assert Entry.objects.extra(where=["words @@ plainto_tsquery('public.fr', %s)"], params=[word]).exists(), word


def test_a_label_is_said_while_it_holds_and_where_its_holder_went() -> None:
    organisation, other = make_organisation(), make_organisation()
    label = hold_label(organisation)
    said = number(Dimension.LABEL, "structure")

    def holders() -> set[int]:
        return {entry.object_id for entry in Entry.objects.all() if said in entry.facets}

    assert holders() == {organisation.pk}
    Label.objects.update(status="suspended")
    assert holders() == set()
    Label.objects.update(status="observed", organisation=other)
    assert holders() == {other.pk}
    label.delete()
    assert holders() == set()


def test_a_place_or_a_theme_that_changes_is_found_by_its_new_words() -> None:
    make_themes("logement")
    commune = make_commune()
    make_organisation(commune=commune, themes=["logement"])
    make_project(commune, themes=["logement"])

    Place.objects.filter(level="region").update(name="Alpes réunies")
    Term.objects.filter(code="logement").update(fr="Habitat")
    other = Place.objects.create(level="epci", code="200000001", name="Autre", vintage=2026)
    Place.objects.filter(pk=commune.pk).update(epci=other)

    assert_index_is_exact()
    assert all(number(Dimension.EPCI, "200000001") in entry.facets for entry in Entry.objects.all())


def test_many_rows_in_one_statement() -> None:
    commune = make_commune()
    Organisation.objects.bulk_create(
        Organisation(name=f"Structure {n}", slug=f"structure-{n}", kinds=["association", "financeur"], commune=commune) for n in range(500)
    )
    assert Entry.objects.count() == 500
    assert_index_is_exact()


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_index_equals_one_made_from_scratch(seed: int) -> None:
    chance = random.Random(seed)
    make_themes("logement", "emploi", "culture")
    communes = [make_commune(), make_commune("01004", "Ambérieu", department="01")]
    communes.append(make_commune("2A004", "Ajaccio", department="2A", region="94"))

    def some(values: list[Any], at_least: int = 0) -> list[Any]:
        return chance.sample(values, chance.randint(at_least, len(values)))

    def some_of(model: type[Model]) -> QuerySet[Any]:
        return model._default_manager.filter(pk__in=some(list(model._default_manager.values_list("pk", flat=True))))

    def add() -> None:
        themes = some(["logement", "emploi", "culture"])
        if chance.random() < 0.5:
            kinds = some(["association", "financeur", "accompagnement"], 1)
            make_organisation(commune=chance.choice([None, *communes]), themes=themes, kinds=kinds, is_published=chance.random() < 0.8)
        else:
            make_project(*some(communes), status=chance.choice(["published", "submitted"]), themes=themes)

    changes: list[Callable[[], object]] = [
        lambda: some_of(Organisation).update(is_published=chance.random() < 0.7),
        lambda: some_of(Organisation).update(name="Nouveau nom"),
        lambda: some_of(Organisation).update(commune=chance.choice(communes)),
        lambda: some_of(Project).filter(published_at__isnull=False).update(status=chance.choice(["published", "qualified"])),
        lambda: [hold_label(one, chance.choice(["structure", "autre"])) for one in Organisation.objects.filter(labels=None)[:1]],
        lambda: some_of(Label).update(status=chance.choice(["active", "observed", "suspended", "expired"])),
        lambda: some_of(Project).update(stage="essaimage", themes=["emploi"]),
        lambda: some_of(ProjectPlace).delete(),
        lambda: [one.delete() for one in some_of(Project)[:1]],
        lambda: [one.delete() for one in some_of(Organisation).filter(labels=None)[:1]],
        lambda: Place.objects.filter(pk=chance.choice(communes).pk).update(name=chance.choice(["Aix", "Bron", "Cluny"])),
        lambda: Term.objects.filter(code="culture").update(fr=chance.choice(["Arts", "Spectacle"])),
    ]
    for _step in range(40):
        (add if chance.random() < 0.4 else chance.choice(changes))()
        if chance.random() < 0.1:
            actions.fold_counts()
    assert_index_is_exact()


def test_nothing_moves_when_nothing_shown_changes() -> None:
    organisation = make_organisation()
    before = rows("SELECT xmin::text FROM atlas_entry")

    Organisation.objects.filter(pk=organisation.pk).update(phone="04 79 00 00 00")

    assert rows("SELECT xmin::text FROM atlas_entry") == before
