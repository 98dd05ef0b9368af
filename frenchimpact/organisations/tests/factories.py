"""Organisations and memberships for tests: right by default, any field can be given."""

import itertools
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.models import Membership, Organisation

_numbers = itertools.count(1)


def make_organisation(**fields: Any) -> Organisation:
    """A published association, confirmed today."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Association des essais {number}",
        "slug": f"association-des-essais-{number}",
        "kinds": ["association"],
        "confirmed_at": clock.now(),
        **fields,
    }
    if values.get("siret") and not values.get("siren"):
        values["siren"] = values["siret"][:9]
    return Organisation.objects.create(**values)


def make_member(organisation: Organisation, role: str = Membership.Role.ADMIN, user: User | None = None, **fields: Any) -> User:
    """A person who belongs to the organisation; a new one unless given."""
    if user is None:
        number = next(_numbers)
        user = User.objects.create(email=f"membre{number}@exemple.test", full_name=f"Membre {number}")
    Membership.objects.create(user=user, organisation=organisation, role=role, **fields)
    return user
