"""What is here already: by an official number, by the print of its content, or as something that another instance gave first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from frenchimpact.federation.models import Peer, Record
from frenchimpact.federation.reading.lines import Line
from frenchimpact.methods.models import MethodVersion
from frenchimpact.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a row is here: the key of a sheet, of a method, of the same thing elsewhere."""

    organisation: int | None = None
    method: int | None = None
    twin: int | None = None

    @property
    def is_somebody(self) -> bool:
        """Whether it is anything that is known."""
        return self != Recognised()


class _Numbers:
    """Things by their official numbers; the first one keeps a number. An establishment is not another one of the same unit."""

    def __init__(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        self.found: dict[tuple[str, str], int] = {}
        for pk, siren, siret, rna in rows:
            named = [("siret", siret), ("rna", rna), ("any", siren), *([("unit", siren)] if not siret else [])]
            for name in named:
                if name[1]:
                    self.found.setdefault(name, pk)

    def of(self, siren: str, siret: str, rna: str) -> int | None:
        """The thing of these numbers."""
        tried = (("siret", siret), ("unit", siren), ("any", "" if siret else siren), ("rna", rna))
        return next((self.found[one] for one in tried if one[1] and one in self.found), None)


def recognise(peer: Peer, lines: Sequence[Line]) -> dict[str, Recognised]:
    """By the key of each row, what it is here; rows that are nothing here are left out."""
    prints = {line.values["swhid"] for line in lines} - {""}
    methods = dict(MethodVersion.objects.filter(swhid__in=prints, state="published").order_by("pk").values_list("swhid", "method"))
    found = {line.key: Recognised(method=methods[line.values["swhid"]]) for line in lines if line.values["swhid"] in methods}
    numbered = [line for line in lines if line.kind == Record.Kind.ORGANISATION and (line.values["siren"] or line.values["rna"])]
    if not numbered:
        return found
    wanted = Q(pk__in=[])
    for name in ("siren", "rna"):
        if numbers := {line.values[name] for line in numbered} - {""}:
            wanted |= Q(**{f"{name}__in": numbers})
    columns = ("pk", "siren", "siret", "rna")
    sheets = Organisation.objects.filter(wanted, is_published=True, merged_into=None)
    ours = _Numbers(list(sheets.order_by("pk").values_list(*columns)))
    others = Record.objects.filter(wanted, kind=Record.Kind.ORGANISATION, gone_at=None, twin=None, organisation=None).exclude(peer=peer)
    theirs = _Numbers(list(others.order_by("first_seen_at", "pk").values_list(*columns)))
    heads = _heads(peer, numbered)
    for line in numbered:
        said = [line.values[name] for name in ("siren", "siret", "rna")]
        organisation = ours.of(*said)
        # The one that was known first stays the one shown.
        twin = None if organisation or line.key in heads else theirs.of(*said)
        if organisation or twin:
            found[line.key] = Recognised(organisation=organisation, twin=twin)
    return found


def _heads(peer: Peer, lines: Sequence[Line]) -> set[str]:
    """Those of the instance by which others are known already."""
    keys = [line.key for line in lines]
    rows = Record.objects.filter(peer=peer, kind=Record.Kind.ORGANISATION, key__in=keys, twins__isnull=False)
    return set(rows.values_list("key", flat=True))
