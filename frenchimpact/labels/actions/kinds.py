"""Kinds of labels, as operators write them: labels given before keep the terms of their time."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.labels import facts
from frenchimpact.labels.models import TERMS, KindVersion, Label, LabelKind


@transaction.atomic
def create_kind(*, by: User | None, holder: str, **fields: Any) -> LabelKind:
    """A new kind of label; its code is made of its French name. Raises Refusal for a name that another kind has."""
    code = slugify(fold(fields["fr"]))[:40].strip("-")
    if not code or LabelKind.objects.filter(code=code).exists():
        raise Refusal(_("Un type de label porte déjà ce nom."))
    last = LabelKind.objects.order_by("-position").values_list("position", flat=True).first() or 0
    kind = LabelKind.objects.create(code=code, holder=holder, position=last + 1, **fields)
    announce(facts.KindChanged(kind_id=kind.pk, version=1), by=by)
    return kind


@transaction.atomic
def change_kind(*, kind: LabelKind, by: User | None, **fields: Any) -> LabelKind:
    """Change a kind. When its terms do, labels given before keep theirs: those without a version are of the one that ends here."""
    kind = lock(kind)
    before = {name: getattr(kind, name) for name in TERMS}
    has_new_terms = any(fields.get(name, value) != value for name, value in before.items())
    version = current_version(kind, by=by) if has_new_terms else None
    if version is not None:
        Label.objects.filter(kind=kind, version=None).update(version=version)
    for name, value in fields.items():
        setattr(kind, name, value)
    kind.save()
    if version is not None:
        version = _write(kind, version.number + 1, by)
    announce(facts.KindChanged(kind_id=kind.pk, version=version.number if version else 0), by=by)
    return kind


def current_version(kind: LabelKind, *, by: User | None) -> KindVersion:
    """The terms in force, written as a version if they never were."""
    latest = kind.versions.order_by("-number").first()
    return latest or _write(kind, 1, by)


def _write(kind: LabelKind, number: int, by: User | None) -> KindVersion:
    return KindVersion.objects.create(kind=kind, number=number, by=by, **{name: getattr(kind, name) for name in TERMS})
