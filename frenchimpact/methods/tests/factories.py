"""Methods for tests."""

from frenchimpact.accounts.models import User
from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.shipped import HERE, files_of
from frenchimpact.organisations.models import Assignment


def make_method(name: str = "sroi") -> MethodVersion:
    """One of ours, published by the programme."""
    return publish_folder(files=files_of(HERE / name), by=None)


def next_version(number: str, *changes: tuple[str, str], name: str = "sroi") -> dict[str, str]:
    """The files of one of ours under another number, with these changes in method.toml."""
    files = files_of(HERE / name)
    for old, new in (('version = "1.0.0"', f'version = "{number}"'), *changes):
        assert old in files["method.toml"], old
        files["method.toml"] = files["method.toml"].replace(old, new)
    files["CHANGELOG.md"] += f"\n## {number}\nEssai.\n"
    return files


def make_operator() -> User:
    """Somebody who runs the programme."""
    user = User.objects.create(email="programme@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user
