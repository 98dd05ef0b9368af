"""Migrations that make many tables at once."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Several `CreateModel` as one step, each after those it points at.

    After each step Django makes every model in relation with what changed again, which for a room of twenty tables took more time
    than all the SQL of the first start. Here that is done once. The tables, and what later migrations see, are the same.
    """

    category = OperationCategory.ADDITION
    reduces_to_sql = True

    def __init__(self, models: list[CreateModel]) -> None:
        """`models`: in order of their relations."""
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the step is written."""
        return (type(self).__qualname__, [], {"models": self.models})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models are known; those made from them are forgotten, and made when somebody asks."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop them, the last made first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether one of them is, or points at, that model."""
        return any(model.references_model(name, app_label) for model in self.models)

    def describe(self) -> str:
        """For `migrate` and `sqlmigrate`."""
        return "Create models " + ", ".join(model.name for model in self.models)
