import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from frenchimpact.core.schema import CreateModels, SparseState

pytestmark = pytest.mark.django_db

IDENTIFIER = ("id", models.BigAutoField(primary_key=True))
STEP = CreateModels(
    [
        migrations.CreateModel("Shelf", [IDENTIFIER], options={"db_table": "tried_shelf"}),
        migrations.CreateModel(
            "Book",
            [IDENTIFIER, ("shelf", models.ForeignKey("core.Shelf", on_delete=models.PROTECT)), ("pages", models.IntegerField())],
            options={
                "db_table": "tried_book",
                "constraints": [models.CheckConstraint(condition=models.Q(pages__gt=0), name="tried_book_has_pages")],
            },
        ),
    ]
)


def _made() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(name for name in connection.introspection.table_names(cursor) if name.startswith("tried_"))


def test_several_tables_are_made_with_their_constraints_then_dropped() -> None:
    before = ProjectState()
    after = before.clone()
    STEP.state_forwards("core", after)

    with connection.schema_editor() as editor:
        STEP.database_forwards("core", editor, before, after)
    assert _made() == ["tried_book", "tried_shelf"]
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "tried_book")
    assert "tried_book_has_pages" in constraints
    assert any(one["foreign_key"] == ("tried_shelf", "id") for one in constraints.values())

    with connection.schema_editor() as editor:
        STEP.database_backwards("core", editor, after, before)
    assert _made() == []


def test_models_made_before_are_forgotten_and_made_again_with_the_new_ones() -> None:
    state = ProjectState()
    assert not list(state.apps.get_models())

    STEP.state_forwards("core", state)

    assert {model.__name__ for model in state.apps.get_models()} == {"Shelf", "Book"}


def test_the_step_says_what_it_makes_and_what_it_touches() -> None:
    assert STEP.describe() == "Create models Shelf, Book"
    assert STEP.references_model("shelf", "core")
    assert STEP.deconstruct() == ("CreateModels", [], {"models": STEP.models})


def test_a_model_made_alone_has_the_table_and_the_relations_that_it_has_among_all() -> None:
    whole = MigrationLoader(None).project_state()
    sparse = SparseState(whole.models, whole.real_apps)
    made = list(whole.apps.get_models(include_auto_created=False))
    assert len(made) > 150

    for model in made:
        alone = sparse.apps.get_model(model._meta.app_label, model.__name__)
        assert _sql(alone) == _sql(model)
        assert _pointing(alone) == _pointing(model)


def _sql(model: type[models.Model]) -> list[str]:
    with connection.schema_editor(collect_sql=True) as editor:
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)
    return list(editor.collected_sql)


def _pointing(model: type[models.Model]) -> set[str]:
    return {f"{one.related_model._meta.label} {one.field.name} {one.field.column}" for one in model._meta.related_objects}


def test_a_model_that_is_not_there_yet_is_not_found() -> None:
    with pytest.raises(LookupError):
        SparseState().apps.get_model("core", "Shelf")


def test_code_in_a_migration_gets_every_model_with_all_its_relations() -> None:
    state = SparseState()
    STEP.state_forwards("core", state)
    known: list[set[str]] = []
    step = migrations.RunPython(lambda apps, _editor: known.append({model.__name__ for model in apps.get_models()}))

    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, state.clone(), state)

    assert known == [{"Shelf", "Book"}]


def test_the_tables_of_the_tests_are_those_that_migrations_say() -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    expected = {model._meta.db_table for model in MigrationLoader(None).project_state().apps.get_models() if model._meta.managed}
    assert expected <= there
