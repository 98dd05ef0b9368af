"""Labels for tests: right by default, any field can be given."""

from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.labels import actions
from frenchimpact.labels.models import Label, LabelKind
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation


def make_kind(code: str = "structure", **fields: Any) -> LabelKind:
    """A kind of label, made once."""
    holder = LabelKind.Holder.TERRITORY if code == "territoire" else LabelKind.Holder.ORGANISATION
    values = {
        "holder": holder,
        "fr": f"Genre {code}",
        "en": f"Kind {code}",
        "note_fr": "Il reconnaît un travail.",
        "note_en": "It recognises work.",
        "criteria_fr": "Une équipe.\nDes résultats.",
        "criteria_en": "A team.\nResults.",
        **fields,
    }
    return LabelKind.objects.get_or_create(code=code, defaults=values)[0]


def make_label(organisation: Organisation | None = None, *, by: User | None = None, **fields: Any) -> Label:
    """A label just given to an organisation, with its certificate."""
    kind = fields.pop("kind", None) or make_kind("territoire" if fields.get("territory") else "structure")
    if organisation is None and kind.holder == LabelKind.Holder.ORGANISATION:
        organisation = make_organisation()
    return actions.grant_label(kind=kind, organisation=organisation, by=by, **fields)


def make_historical(**fields: Any) -> Label:
    """A territory labelled before this register."""
    values = {
        "reference": "L-2019-0001",
        "kind": make_kind("territoire"),
        "territory": "Grand Chambéry",
        "holder_name": "Grand Chambéry",
        "status": Label.Status.HISTORICAL,
        "granted_on": "2019-12-20",
        "valid_from": "2019-12-20",
        "source": "Presse du 20 décembre 2019.",
        **fields,
    }
    return Label.objects.create(**values)
