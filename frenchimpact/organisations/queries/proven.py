"""Whether the SIREN of an organisation is known to be its own: brought in by a file, or confirmed by an operator; never only typed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from frenchimpact.organisations.models import ConfirmedNumber, Organisation

# The same, of the rows of a statement written by hand.
PROVEN_SQL = """(NOT {0}.edited_fields && '{{siren,siret}}'::varchar[] OR EXISTS (
  SELECT 1 FROM organisations_confirmednumber n WHERE n.organisation_id = {0}.id AND n.siren = {0}.siren))"""


def with_proven_number(among: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Those that have a SIREN, and whose it is."""
    found = Organisation.objects.all() if among is None else among
    confirmed = ConfirmedNumber.objects.filter(organisation=OuterRef("pk"), siren=OuterRef("siren"))
    return found.exclude(siren="").filter(~Q(edited_fields__overlap=["siren", "siret"]) | Exists(confirmed))


def with_number_to_confirm(among: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those whose SIREN somebody typed, and that no operator has confirmed."""
    return among.exclude(siren="").exclude(pk__in=with_proven_number().values("pk"))


def has_proven_number(organisation: Organisation) -> bool:
    """Whether it has a SIREN that is its own."""
    return bool(organisation.siren) and with_proven_number().filter(pk=organisation.pk).exists()
