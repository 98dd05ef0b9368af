"""Migrations that make many tables at once, and what Django's migrations know of the models while they run from nothing."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.db.models import Field, Model

type Key = tuple[str, str]


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


class SparseState(ProjectState):
    """What the models are after each step of a migration, where a model is made only when a step asks for it.

    Django makes every model in relation with what a step changes again: here nearly all of them, 200 times over, which took ten times
    as long as the database does. The steps are Django's, and so is their SQL.
    """

    is_whole = False

    @property
    def apps(self) -> "StateApps | SparseApps":  # type: ignore[override] # it stays out of reach of what keeps it up to date
        """Every model for code that may follow any relation, else those that a step asks for."""
        return _registry(self, self.models) if self.is_whole else SparseApps(self)

    def clear_delayed_apps_cache(self) -> None:
        """Django says so before it gives the models to code: RunPython, and what listens to the end of migrations."""
        self.is_whole = True

    def clone(self) -> "SparseState":
        """The same models, that change apart."""
        return SparseState({key: model.clone() for key, model in self.models.items()}, self.real_apps)


class SparseApps:
    """A registry that makes a model when it is asked for, among outlines of those it points at and of those that point at it."""

    def __init__(self, state: SparseState) -> None:
        self.state = state

    def get_model(self, app_label: str, model_name: str) -> type[Model]:
        """Raises LookupError when there is none."""
        key = (app_label, model_name.lower())
        if key not in self.state.models:
            raise LookupError(f"No model {app_label}.{model_name} at this step.")
        around = {
            other: _outline(self.state.models[other], set(fields)) for other, fields in self.state.relations[key].items() if other != key
        }
        made = {key: self.state.models[key], **around}
        missing = _targets(made)
        while missing := {other for other in missing if other not in made and other in self.state.models}:
            outlines = {other: _outline(self.state.models[other], set()) for other in missing}
            made.update(outlines)
            missing = _targets(outlines)
        return _registry(self.state, made).get_model(*key)


def _registry(state: ProjectState, made: dict[Key, ModelState]) -> StateApps:
    return StateApps(state.real_apps, made)  # type: ignore[arg-type] # a set; the stubs say a list


def _outline(model: ModelState, kept: set[str]) -> ModelState:
    """The model with the columns of its own, and the relations that are kept or that identify it."""
    fields: dict[str, Field[Any, Any]] = {
        name: field for name, field in model.fields.items() if not field.is_relation or field.primary_key or name in kept
    }
    options = {name: value for name, value in model.options.items() if name in {"db_table", "managed", "proxy", "swappable"}}
    return ModelState(model.app_label, model.name, fields, options, model.bases)


def _targets(made: dict[Key, ModelState]) -> set[Key]:
    """What those models point at or are made from."""
    found: set[Key] = set()
    for key, model in made.items():
        found.update(resolve_relation(base, *key) for base in model.bases if isinstance(base, str))
        for field in model.fields.values():
            for one in (field.remote_field and field.remote_field.model, getattr(field.remote_field, "through", None)):
                if one:
                    found.add(resolve_relation(one, *key))
    return found
