"""Who a session belongs to."""

from django.contrib.auth.backends import BaseBackend

from frenchimpact.accounts.models import User


class PersonBackend(BaseBackend):
    """Gives the person of a session; signing in itself goes through a code or a link."""

    def get_user(self, user_id: int) -> User | None:
        """The active person of that key, or None."""
        person = User.objects.filter(pk=user_id, is_active=True).first()
        if person is not None:
            # It lives as long as the page that is being made: what is read about it once may be kept on it.
            setattr(person, "is_of_page", True)
        return person
