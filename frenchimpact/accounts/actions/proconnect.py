"""Recognising who comes by ProConnect, and linking them to an account once their address is confirmed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import ProConnectLinked, ProConnectUnlinked
from frenchimpact.accounts.models import ProConnectLink, User
from frenchimpact.accounts.proconnect.provider import Identity
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line


@transaction.atomic
def person_of_proconnect(*, identity: Identity) -> User | None:
    """The person already linked to that name of the provider, whatever address comes with it; None when nobody is.

    Raises Refusal when their account is closed.
    """
    found = ProConnectLink.objects.select_for_update(of=("self",)).select_related("user").filter(sub=identity.sub).first()
    if found is None:
        return None
    if not found.user.is_active:
        raise Refusal(_("Ce compte est fermé."))
    found.idp_id, found.siret_hint, found.used_at = identity.idp_id, identity.siret, clock.now()
    found.save(update_fields=["idp_id", "siret_hint", "used_at"])
    return found.user


@transaction.atomic
def link_proconnect(*, person: User, identity: Identity, by: User) -> None:
    """From now on that name of the provider opens this account. Raises Refusal."""
    person = lock(person)
    if ProConnectLink.objects.filter(sub=identity.sub).exclude(user=person).exists():
        raise Refusal(_("Cette identité ProConnect ouvre déjà un autre compte. Écrivez-nous pour réunir les deux."))
    if ProConnectLink.objects.filter(user=person).exclude(sub=identity.sub).exists():
        raise Refusal(_("Une autre identité ProConnect ouvre déjà ce compte. Retirez-la d’abord, sur la page Sécurité."))
    _link, is_new = ProConnectLink.objects.get_or_create(
        user=person, sub=identity.sub, defaults={"idp_id": identity.idp_id, "siret_hint": identity.siret}
    )
    if not person.full_name and (name := clean_line(identity.full_name)[:150]):
        person.full_name = name
        person.save(update_fields=["full_name"])
    if is_new:
        announce(ProConnectLinked(user_id=person.pk), by=by)
        tell(person, _("ProConnect ouvre maintenant votre compte"))


@transaction.atomic
def unlink_proconnect(*, person: User, by: User) -> None:
    """ProConnect no longer opens this account; the mailbox still does."""
    if ProConnectLink.objects.filter(user=person).delete()[0]:
        announce(ProConnectUnlinked(user_id=person.pk), by=by)
        tell(person, _("ProConnect n’ouvre plus votre compte"))
