"""Merging two sheets of one organisation, field by field, and undoing it."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations import facts, messages
from frenchimpact.organisations.actions import moving  # noqa: F401 - declares how the room's own rows move
from frenchimpact.organisations.actions.moving_files import FILES, move_back_with, move_with
from frenchimpact.organisations.actions.sheets import EDITABLE
from frenchimpact.organisations.models import Alias, Duplicate, Merge, Organisation
from frenchimpact.organisations.referrers import move_all, move_all_back
from frenchimpact.organisations.rules import LOGO

# What an operator chooses, field by field. Numbers that go together are one choice.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "kinds": ("kinds",),
    "description": ("description",),
    "themes": ("themes",),
    "support_kinds": ("support_kinds",),
    "commune": ("commune_id",),
    "address": ("address",),
    "website": ("website",),
    "email": ("email",),
    "phone": ("phone",),
    "siret": ("siren", "siret"),
    "rna": ("rna",),
    "legal_category": ("legal_category", "ess_family"),
    "closed_on": ("closed_on",),
    "freshness_months": ("freshness_months",),
}
_NUMBERS = {"siren": "", "siret": "", "rna": "", "source_name": "", "source_key": ""}
_NOT_RESTORED = {"id", "name_fold", "version", "updated_at"}


def _columns() -> list[Any]:
    return [field for field in Organisation._meta.concrete_fields if not field.generated and field.attname not in _NOT_RESTORED]


def _snapshot(organisation: Organisation) -> dict[str, Any]:
    """Every column, as JSON can keep it."""
    values = {field.attname: getattr(organisation, field.attname) for field in _columns()}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def _read(name: str, value: Any) -> Any:
    field: Any = Organisation._meta.get_field(name.removesuffix("_id"))
    return field.to_python(value)


def _lock_both(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both rows, held in the same order by everyone."""
    rows = {row.pk: row for row in Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return rows[one.pk], rows[other.pk]


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, absorbed: Organisation, take: Collection[str], by: User, versions: Mapping[int, int] | None = None
) -> Merge:
    """`kept` takes `absorbed` in: the fields named in `take` (the logo is one) come from the one that is absorbed, the others stay.

    Raises Refusal when one of them was merged meanwhile, or changed since the page was shown (`versions`, by key).
    """
    if kept.pk == absorbed.pk:
        raise Refusal(_("C’est deux fois la même fiche."))
    kept, absorbed = _lock_both(kept, absorbed)
    if kept.merged_into_id or absorbed.merged_into_id:
        raise Refusal(_("Quelqu’un vient de fusionner une de ces deux fiches. Rechargez la page pour voir où on en est."))
    if versions and any(versions.get(row.pk, row.version) != row.version for row in (kept, absorbed)):
        raise Refusal(_("Une des deux fiches a changé depuis que vous avez ouvert la page. Rechargez-la, puis choisissez à nouveau."))
    before = {"kept": _snapshot(kept), "absorbed": _snapshot(absorbed)}
    now = clock.now()
    columns = [column for name in CHOICES if name in take for column in CHOICES[name]]
    for column in columns:
        setattr(kept, column, getattr(absorbed, column))
    if not kept.source_key and absorbed.source_key:
        kept.source_name, kept.source_key = absorbed.source_name, absorbed.source_key
    # Where the two differed, a person chose: no import writes over it.
    differing = {one for ones in CHOICES.values() for one in ones if before["kept"][one] != before["absorbed"][one]}
    kept.edited_fields = sorted({*kept.edited_fields, *({one.removesuffix("_id") for one in differing} & set(EDITABLE))})
    for column, empty in _NUMBERS.items():
        setattr(absorbed, column, empty)
    absorbed.merged_into, absorbed.is_published = kept, False
    for row in (absorbed, kept):
        row.version += 1
        row.updated_at = now
        row.save()
    written = {name: value for name, value in _snapshot(kept).items() if value != before["kept"][name]}
    moved = move_all(kept, absorbed)
    files = move_with(kept, absorbed, takes_logo=LOGO in take)
    if files:
        moved[FILES] = files
    merge = Merge.objects.create(kept=kept, absorbed=absorbed, at=now, by=by, before=before, written=written, moved=moved)
    _note_aliases(merge, kept, before)
    Duplicate.objects.filter(_pair(kept, absorbed)).update(state=Duplicate.State.MERGED, decided_at=now, decided_by=by)
    announce(facts.OrganisationsMerged(organisation_id=kept.pk, absorbed_id=absorbed.pk, merge_id=merge.pk), by=by)
    announce(facts.OrganisationAbsorbed(organisation_id=absorbed.pk, kept_id=kept.pk, merge_id=merge.pk), by=by)
    messages.tell_merged(merge, by)
    return merge


def _pair(one: Organisation, other: Organisation) -> Q:
    first, second = sorted([one.pk, other.pk])
    return Q(first=first, second=second)


def _note_aliases(merge: Merge, kept: Organisation, before: Mapping[str, Mapping[str, Any]]) -> None:
    """The numbers that neither sheet bears any more still lead to the kept one."""
    for kind in ("siren", "siret", "rna"):
        value = next((side[kind] for side in (before["absorbed"], before["kept"]) if side[kind] and side[kind] != getattr(kept, kind)), "")
        if value:
            Alias.objects.create(merge=merge, organisation=kept, kind=kind, value=value)
    source = (before["absorbed"]["source_name"], before["absorbed"]["source_key"])
    if source[1] and source != (kept.source_name, kept.source_key):
        Alias.objects.create(merge=merge, organisation=kept, kind=Alias.Kind.SOURCE, value="|".join(source))


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> list[str]:
    """Part the two sheets again, as they were. What someone changed on the kept one since then stays: gives those columns.

    Raises Refusal when it is undone already, or when a later merge has to be undone first.
    """
    kept, absorbed = _lock_both(merge.kept, merge.absorbed)
    merge = lock(merge)
    if merge.undone_at is not None:
        raise Refusal(_("Cette fusion est déjà annulée."))
    if kept.merged_into_id or Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk).exists():
        raise Refusal(_("Une fusion plus récente concerne cette fiche. Annulez-la d’abord."))
    now, current = clock.now(), _snapshot(kept)
    stayed = [name for name, value in merge.written.items() if current[name] != value]
    for name in merge.written:
        if name not in stayed:
            setattr(kept, name, _read(name, merge.before["kept"][name]))
    for name, value in merge.before["absorbed"].items():
        setattr(absorbed, name, _read(name, value))
    for row in (kept, absorbed):
        row.version += 1
        row.updated_at = now
    try:
        with transaction.atomic():
            kept.save()
            absorbed.save()
    except IntegrityError as error:
        raise Refusal(
            _("Un numéro de la fiche à rétablir est porté par une autre fiche. Retirez-le de celle-ci, puis réessayez.")
        ) from error
    move_all_back(kept, absorbed, merge.moved)
    if FILES in merge.moved:
        move_back_with(kept, absorbed, merge.moved[FILES], by)
    merge.aliases.all().delete()
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    Duplicate.objects.filter(_pair(kept, absorbed)).update(state=Duplicate.State.APART, decided_at=now, decided_by=by)
    for row, other in ((kept, absorbed), (absorbed, kept)):
        announce(facts.OrganisationsParted(organisation_id=row.pk, other_id=other.pk, merge_id=merge.pk), by=by)
    return sorted(stayed)


@transaction.atomic
def tell_apart(*, one: Organisation, other: Organisation, by: User) -> None:
    """They are two organisations: they are not proposed again."""
    first, second = sorted([one.pk, other.pk])
    values = {"state": Duplicate.State.APART, "decided_at": clock.now(), "decided_by": by}
    Duplicate.objects.update_or_create(first_id=first, second_id=second, defaults=values, create_defaults={**values, "reason": "person"})


# Words that say the legal form, and small ones: two names are compared without them.
_PLAIN = r"regexp_replace({}, '\m(association|asso|societe|cooperative|scop|scic|sarl|sas|le|la|les|l|de|du|des|d)\M ?', '', 'g')"
# Names much alike in one commune, or nearly the same when a commune is missing; the unit's own sheet beside one of its addresses.
_FIND = f"""
INSERT INTO organisations_duplicate (first_id, second_id, reason, likeness, state, found_at)
SELECT least(a.id, b.id), greatest(a.id, b.id), max(b.reason), max(b.likeness), 'open', %(now)s
FROM organisations_organisation a, LATERAL (
  SELECT b.id, 'name' AS reason, alike.likeness FROM organisations_organisation b,
    LATERAL (SELECT similarity({_PLAIN.format("a.name_fold")}, {_PLAIN.format("b.name_fold")}) AS likeness) alike
  WHERE b.name_fold %% a.name_fold AND b.id <> a.id AND b.merged_into_id IS NULL
    AND ((b.commune_id = a.commune_id AND alike.likeness >= 0.6)
      OR ((a.commune_id IS NULL OR b.commune_id IS NULL) AND alike.likeness >= 0.85))
    AND NOT (a.siret <> '' AND b.siret <> '' AND a.siren = b.siren)
  UNION ALL
  SELECT b.id, 'number', 1 FROM organisations_organisation b
  WHERE a.siren <> '' AND b.siren = a.siren AND b.id <> a.id AND b.merged_into_id IS NULL
    AND (a.siret = '' OR b.siret = '') AND (a.commune_id IS NULL OR b.commune_id IS NULL OR a.commune_id = b.commune_id)
) b
WHERE a.merged_into_id IS NULL AND a.updated_at >= %(since)s
GROUP BY 1, 2
ON CONFLICT (first_id, second_id) DO NOTHING
"""  # noqa: S608 - constants of this module


@transaction.atomic
def find_duplicates() -> int:
    """Note the sheets that look like one, among those written or changed lately; all of them the first time. Gives how many pairs."""
    now = clock.now()
    since = now - dt.timedelta(days=2) if Duplicate.objects.exists() else dt.datetime.min.replace(tzinfo=dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.4")
        cursor.execute(_FIND, {"now": now, "since": since})
        return int(cursor.rowcount)
