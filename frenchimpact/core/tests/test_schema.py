import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from frenchimpact.core.schema import CreateModels

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
