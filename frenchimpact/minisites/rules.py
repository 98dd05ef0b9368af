"""Who keeps the sites of an organisation, and who may take one off line."""

from frenchimpact.minisites.models import Site
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone, can_manage_members, is_operator


def can_keep_sites(user: Anyone, organisation: Organisation) -> bool:
    """Its administrators, and the programme's operators: a collective does so by the structure that leads it, a funder by itself."""
    return user.is_authenticated and (can_manage_members(user, organisation) or is_operator(user))


def can_keep_site(user: Anyone, site: Site) -> bool:
    """Those who keep the sites of its organisation."""
    return can_keep_sites(user, site.organisation)


def can_watch_sites(user: Anyone, _nothing: object = None) -> bool:
    """The programme's operators."""
    return user.is_authenticated and is_operator(user)
