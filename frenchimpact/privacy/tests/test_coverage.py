"""Every table that can name a person says what it gives back and how it lets go."""

from django.apps import apps
from django.db.models import EmailField, Model

from frenchimpact.accounts.models import User
from frenchimpact.core.holdings import Fate, holdings

# Tables with a person or an address in them that are about nobody in particular, each with its reason.
NOBODYS: dict[str, str] = {}


def names_a_person(model: type[Model]) -> list[str]:
    """The columns that lead to a person, or hold an address."""
    found = []
    for field in model._meta.get_fields():
        if field.concrete and (isinstance(field, EmailField) or field.related_model is User):
            found.append(field.name)
    return found


def test_every_table_that_names_a_person_is_declared() -> None:
    declared = {one.model for one in holdings()}
    lacking = {
        model._meta.label: names_a_person(model)
        for model in apps.get_models()
        if model._meta.app_label != "procrastinate" and names_a_person(model) and model not in declared and model._meta.label not in NOBODYS
    }
    assert not lacking, f"declare them in the room's holdings.py (core.holdings): {lacking}"


def test_fields_given_back_exist_and_have_words() -> None:
    for one in holdings():
        one.model._default_manager.values(*one.fields)
        assert all(str(words) for words in one.fields.values())
        assert str(one.title)
        assert str(one.why)


def test_the_account_goes_last() -> None:
    labels = [one.model._meta.label for one in holdings()]
    users = labels.index("accounts.User")
    below = {"mail"}
    assert all(label.split(".")[0] in below | {"accounts"} for label in labels[:users])


def test_a_foreign_key_that_refuses_deletion_is_not_declared_deleted_by_mistake() -> None:
    for one in holdings():
        if one.fate is Fate.NAMELESS:
            assert one.erase is None
