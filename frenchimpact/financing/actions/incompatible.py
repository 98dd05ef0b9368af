"""Aids that nobody may have together: said by their funders, or by those who run the programme; in force from a day to another."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Aid
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.models import IncompatibleAids


def _check(values: Mapping[str, Any]) -> None:
    missing: dict[str, Text] = {}
    if values["ends_on"] is not None and values["ends_on"] < values["starts_on"]:
        missing["ends_on"] = _("La fin vient avant le début.")
    if not values["reason"]:
        missing["reason"] = _("Écrivez pourquoi : les projets le lisent.")
    if not values["source"]:
        missing["source"] = _("Écrivez où c’est dit : un article, un règlement, une page.")
    if missing:
        raise Incomplete(_("Il reste quelque chose à corriger."), missing)


@transaction.atomic
def write_incompatible(*, aid: Aid, other: Aid, values: Mapping[str, Any], by: User) -> IncompatibleAids:
    """Two aids do not go together; said again, what is said of them changes. Raises Incomplete."""
    if aid.pk == other.pk:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"other": _("Choisissez une autre aide que la première.")})
    _check(values)
    first, second = sorted((aid, other), key=lambda one: one.pk)
    made = IncompatibleAids.objects.update_or_create(first=first, second=second, defaults=dict(values))[0]
    announce(facts.IncompatibilitySaid(aid_id=aid.pk, other_id=other.pk), by=by)
    return made


@transaction.atomic
def change_incompatible(*, pair: IncompatibleAids, values: Mapping[str, Any], by: User) -> IncompatibleAids:
    """Why, where it is said, from when to when. Raises Incomplete."""
    _check(values)
    pair = lock(pair)
    for name, value in values.items():
        setattr(pair, name, value)
    pair.save()
    announce(facts.IncompatibilitySaid(aid_id=pair.first_id, other_id=pair.second_id), by=by)
    return pair
