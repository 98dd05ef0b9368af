"""What a person changes about themselves."""

from django.db import transaction

from frenchimpact.accounts.facts import ProfileChanged
from frenchimpact.accounts.models import User
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock


@transaction.atomic
def change_profile(*, person: User, full_name: str, language: str, by: User) -> User:
    """Change how a person is called and in which language they are written to."""
    person = lock(person)
    if (person.full_name, person.language) == (full_name, language):
        return person
    person.full_name, person.language = full_name, language
    person.save(update_fields=["full_name", "language"])
    announce(ProfileChanged(user_id=person.pk), by=by)
    return person
