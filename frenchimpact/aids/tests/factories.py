"""Aids for the tests of any room."""

from typing import Any

from frenchimpact.aids.actions.compiling import compile_aid
from frenchimpact.aids.models import Aid, AidPlace, Rule
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation


def make_funder(name: str = "Fonds d’essai", **fields: Any) -> Organisation:
    """An organisation that finances projects."""
    return make_organisation(name=name, kinds=[Organisation.Kind.FUNDER], **fields)


def make_aid(title: str = "Aide d’essai", *, places: tuple[str, ...] = ("pays:FR",), excluded: tuple[str, ...] = (), **fields: Any) -> Aid:
    """A published aid of a funder, open all year, without any condition but its ground. `rules`: rows of `Rule` as dictionaries."""
    rules = fields.pop("rules", ())
    number = Aid.objects.count() + 1
    values: dict[str, Any] = {
        "reference": f"AF-2026-{number:04d}",
        "slug": f"aide-{number}",
        "status": Aid.Status.PUBLISHED,
        "published_at": clock.now(),
        "instruments": ["subvention"],
        **fields,
    }
    if "funder" not in values and "funder_name" not in values:
        values["funder_name"] = "Fonds d’essai"
    aid = Aid.objects.create(title=title, **values)
    AidPlace.objects.bulk_create(
        [AidPlace(aid=aid, place=make_place(key), is_excluded=out) for keys, out in ((places, False), (excluded, True)) for key in keys]
    )
    Rule.objects.bulk_create([Rule(aid=aid, **rule) for rule in rules])
    compile_aid(aid)
    return aid
