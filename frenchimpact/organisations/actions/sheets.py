"""Writing the sheet of an organisation."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text, fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations import facts
from frenchimpact.organisations.actions.waiting import await_check
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.vocabularies.queries import ess_family

# What a person may write on a sheet. An import leaves alone those that a person wrote.
EDITABLE = (
    "name",
    "kinds",
    "support_kinds",
    "siren",
    "siret",
    "rna",
    "legal_category",
    "commune",
    "address",
    "website",
    "email",
    "phone",
    "description",
    "themes",
    "freshness_months",
)
_LINES = {"name", "address", "website", "email", "phone"}
# Addresses under /structures/ that are pages of their own.
RESERVED = {"ajouter", "invitation", "suggestions"}
_ALREADY_THERE = _("Une fiche porte déjà ce numéro. Cherchez-la dans l’annuaire : c’est peut-être la vôtre.")


def make_slug(name: str, commune: Place | None, *, taken: Iterable[str] | None = None) -> str:
    """The words of an address that nobody has: the name, the commune unless the name says it, a number if need be."""
    base = slugify(name.translate({0x2019: " ", 0x27: " ", 0x153: "oe", 0x152: "OE", 0xE6: "ae"}))[:60].strip("-") or "structure"
    if commune is not None and fold(commune.name) not in fold(name):
        base = f"{base}-{slugify(commune.name)}"[:74].strip("-")
    used = (
        set(taken)
        if taken is not None
        else set(Organisation.objects.filter(slug__startswith=base).order_by().values_list("slug", flat=True))
    )
    slug, number = base, 1
    while slug in used or slug in RESERVED:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields with their text cleaned, the SIREN taken from the SIRET, the family from the legal category."""
    values = {key: clean_line(value) if key in _LINES else value for key, value in fields.items()}
    if "description" in values:
        values["description"] = clean_text(values["description"])
    if values.get("siret"):
        values["siren"] = values["siret"][:9]
    if "legal_category" in values:
        values["ess_family"] = ess_family(values["legal_category"])
    return values


@transaction.atomic
def create_organisation(
    *,
    by: User | None,
    name: str,
    kinds: list[str],
    slug: str = "",
    is_admin: bool = True,
    source: str = Organisation.Source.PERSON,
    is_published: bool = True,
    **fields: Any,
) -> Organisation:
    """Write a new sheet. Whoever wrote it manages it, unless `is_admin` says otherwise, and confirms it by writing it.

    Raises Incomplete without a name or a kind, Refusal when another sheet has the same number.
    """
    values = _cleaned({"name": name, "kinds": kinds, **fields})
    missing = {}
    if not values["name"]:
        missing["name"] = _("Écrivez le nom de la structure.")
    if not kinds:
        missing["kinds"] = _("Choisissez au moins un type de structure.")
    if missing:
        raise Incomplete(_("Il manque de quoi reconnaître la structure."), missing)
    now = clock.now()
    organisation = Organisation(
        slug=slug or make_slug(values["name"], values.get("commune")),
        source=source,
        is_published=is_published,
        created_at=now,
        created_by=by,
        updated_at=now,
        confirmed_at=now if by else None,
        confirmed_by=by,
        edited_fields=sorted(key for key in EDITABLE if values.get(key)) if by else [],
        **values,
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(_refusal_of(error)) from error
    if by is not None and is_admin:
        Membership.objects.create(user=by, organisation=organisation, role=Membership.Role.ADMIN, since=now)
    announce(facts.OrganisationCreated(organisation_id=organisation.pk), by=by)
    if by is not None and source == Organisation.Source.PERSON:
        await_check(organisation=organisation)
    return organisation


def _refusal_of(error: IntegrityError) -> Any:
    """Words for a constraint that a sheet broke; an error that is ours goes on."""
    text = str(error)
    if any(name in text for name in ("organisation_siret_once", "organisation_siren_once", "organisation_rna_once")):
        return _ALREADY_THERE
    if "slug" in text:
        return _("Quelqu’un vient d’ajouter une structure du même nom. Enregistrez encore une fois.")
    raise error


@transaction.atomic
def update_organisation(
    *,
    organisation: Organisation,
    changes: Mapping[str, Any],
    by: User | None,
    version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Organisation:
    """Change some fields of a sheet; what a person writes, no import overwrites.

    `version` is the one that the person had before their eyes, `seen` what the changed fields held then: somebody else's
    change of another field stands in nobody's way. Raises Stale when both changed the same field, with both texts;
    Refusal when another sheet has the same number.
    """
    organisation = lock(organisation)
    values = {key: value for key, value in _cleaned(changes).items() if getattr(organisation, key) != value}
    if version is not None and version != organisation.version:
        mine = {
            key: value
            for key, value in values.items()
            if key in changes and (seen is None or key not in seen or seen[key] != getattr(organisation, key))
        }
        if mine:
            raise Stale(
                _("Quelqu’un a changé la même chose pendant que vous écriviez. Comparez les deux textes, puis enregistrez le bon."),
                mine=mine,
                theirs={key: getattr(organisation, key) for key in mine},
                version=organisation.version,
            )
    if not values:
        return organisation
    for key, value in values.items():
        setattr(organisation, key, value)
    if not organisation.name:
        raise Incomplete(_("Il manque de quoi reconnaître la structure."), {"name": _("Écrivez le nom de la structure.")})
    if by is not None:
        organisation.edited_fields = sorted({*organisation.edited_fields, *values} & set(EDITABLE))
    organisation.version += 1
    organisation.updated_at = clock.now()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Refusal(_refusal_of(error)) from error
    announce(
        facts.OrganisationUpdated(organisation_id=organisation.pk, fields=sorted(values), version=organisation.version),
        by=by,
    )
    if by is not None and {"siren", "siret", "rna"} & set(values):
        await_check(organisation=organisation)
    return organisation
