"""The desk writes to administrations that it consulted: by mail, to each apart; the person reads nothing of it."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.consultations import tells_who
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages.consultations import tell_written
from frenchimpact.barriers.models import Asked, Case, Circle, Message
from frenchimpact.core.errors import Incomplete


@transaction.atomic
def write_services(*, case: Case, services: Sequence[Asked], text: str, by: User) -> Message:
    """One message in their circle, and a mail to each. Raises Incomplete without words, without anyone, or when it tells who asks."""
    wrong = {}
    if not services:
        wrong["services"] = _("Choisissez au moins un service.")
    if words := tells_who(case, text):
        wrong["text"] = words
    if wrong:
        raise Incomplete(_("Le message n’est pas parti : il reste quelque chose à corriger."), wrong)
    only = services[0] if len(services) == 1 else None
    message = write(case=case, circle=Circle.ADMINISTRATIONS, author=Message.Author.DESK, text=text, by=by, asked=only)
    # Written in French: this line is kept, whoever reads it.
    with translation.override(settings.LANGUAGE_CODE):
        note(case=case, verb="tell_services", text=", ".join(one.name for one in services), is_for_person=False, by=by)
    for one in services:
        tell_written(one, message)
    return message
