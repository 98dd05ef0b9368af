"""What a page says of a thing that several people change: field by field, in words, and the seal that stands for it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from frenchimpact.design.words import day
from frenchimpact.territories.models import Member, Territory
from frenchimpact.territories.queries.actions import seal


def seal_of(said: Mapping[str, str]) -> int:
    """What a page that says this sends back."""
    return seal(*said.values())


def member_words(member: Member) -> dict[str, str]:
    """A member of the collective, as its form shows it."""
    return {
        _("Structure"): member.organisation.name if member.organisation else "",
        _("Nom"): member.name,
        _("Nature"): member.get_kind_display(),
        _("Rôle"): member.get_role_display(),
        _("Depuis"): day(member.since),
        _("Adresse électronique"): member.email,
        _("Mandat signé le"): day(member.mandate_signed_on) if member.mandate_signed_on else "",
        _("Mandat signé par"): member.mandate_signed_by,
    }


def description_words(territory: Territory) -> dict[str, str]:
    """How the collective decides, and how anyone writes to it."""
    return {
        _("Gouvernance"): territory.governance,
        _("Contact"): territory.contact_name,
        _("Adresse électronique"): territory.contact_email,
    }
