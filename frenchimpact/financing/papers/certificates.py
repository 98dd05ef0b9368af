"""The certificate of de minimis aid, from what was frozen when it was made."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.aids.models import Instrument
from frenchimpact.core.identifiers import show
from frenchimpact.core.quantities import euros
from frenchimpact.design.papers import paper
from frenchimpact.design.words import day
from frenchimpact.financing.models import Declaration, Regulation


def certificate_data(declaration: Declaration) -> dict[str, Any]:
    """Who declares, who is one undertaking with it, every aid that counts, what is used and left, the place to sign."""
    content = declaration.content
    on = dt.date.fromisoformat(content["on"])
    holder = content["organisation"]
    return {
        "lead": holder["name"],
        "heads": [
            *([[_("SIREN"), show(holder["siren"])]] if holder["siren"] else []),
            *([[_("RNA"), holder["rna"]]] if holder["rna"] else []),
            *([[_("Adresse"), holder["address"]]] if holder["address"] else []),
            [_("Référence"), declaration.reference],
            [_("Au"), day(on)],
        ],
        "text": _(
            "Je soussigné(e), %(who)s, %(capacity)s, déclare que l’entreprise unique dont fait partie %(name)s a reçu, sur les trois ans "
            "qui finissent ce jour, les aides de minimis ci-dessous, et aucune autre."
        )
        % {"who": declaration.signatory, "capacity": declaration.capacity, "name": holder["name"]}
        + "".join(" " + _removed(one) for one in content.get("removed", ())),
        "group_title": _("Structures de l’entreprise unique"),
        "group": [_named(one) for one in content["group"]],
        "columns": [
            _("Accordée le"),
            _("Bénéficiaire"),
            _("Financeur et objet"),
            _("Forme"),
            _("Montant"),
            _("Équivalent-subvention brut"),
        ],
        "regulations": [_regulation(one) for one in content["regulations"]],
        "none": _("Aucune aide."),
        "sign": [_("Date et signature")],
        "print": _("Empreinte (SHA-256) du contenu : %(print)s") % {"print": declaration.sha256},
    }


def certificate_paper(declaration: Declaration) -> bytes:
    """The same, to print and sign."""
    on, title = dt.date.fromisoformat(declaration.content["on"]), _("Déclaration d’aides de minimis")
    return paper("financing/papers/certificate.typ", certificate_data(declaration), title=title, day=on)


def _removed(one: dict[str, str]) -> str:
    """What its funder holds to be given, and that the declarant took out of the register."""
    said = {
        "amount": euros(Decimal(one["nominal"])),
        "on": day(dt.date.fromisoformat(one["granted_on"])),
        "funder": one["funder"],
        "ref": one["reference"],
        "why": one["reason"],
    }
    return (
        _("N’est pas comptée l’aide de %(amount)s que %(funder)s dit avoir accordée le %(on)s (%(ref)s), retirée ainsi : « %(why)s ».")
        % said
    )


def _named(one: dict[str, str]) -> str:
    return f"{one['name']} ({show(one['siren'])})" if one["siren"] else one["name"]


def _regulation(one: dict[str, Any]) -> dict[str, Any]:
    said = {
        "since": day(dt.date.fromisoformat(one["window_from"])),
        "used": euros(Decimal(one["used"])),
        "ceiling": euros(Decimal(one["ceiling"])),
        "left": euros(Decimal(one["available"])),
        "over": euros(Decimal(one["used"]) - Decimal(one["ceiling"])),
    }
    is_passed = Decimal(one["used"]) > Decimal(one["ceiling"])
    passed = _("Depuis le %(since)s : %(used)s utilisés sur %(ceiling)s, le plafond est dépassé de %(over)s.")
    return {
        "title": str(Regulation(one["code"]).label),
        "sum": (passed if is_passed else _("Depuis le %(since)s : %(used)s utilisés sur %(ceiling)s, il reste %(left)s.")) % said,
        "rows": [
            [
                day(dt.date.fromisoformat(aid["granted_on"]), "SHORT_DATE_FORMAT"),
                aid["beneficiary"],
                " – ".join(part for part in (aid["funder"], aid["subject"], aid["number"]) if part),
                str(Instrument(aid["instrument"]).label),
                euros(Decimal(aid["nominal"])),
                euros(Decimal(aid["equivalent"])),
            ]
            for aid in one["aids"]
        ],
    }
