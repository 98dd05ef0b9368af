"""What a solution costs where it is taken up: the lines of its kit, each for a place, a person served, a thousand inhabitants, or once.

Sums of products, and nothing else: what needs a formula is a method, and has its calculator there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.text import clean_line, fold

MOST_LINES = 20


class Basis(TextChoices):
    """What an amount is for."""

    ONCE = "forfait", gettext_lazy("forfait")
    SITE = "lieu", gettext_lazy("lieu")
    PERSON = "personne", gettext_lazy("personne")
    THOUSAND = "mille_habitants", gettext_lazy("1 000 habitants")


class When(TextChoices):
    """When it is spent."""

    START = "demarrage", gettext_lazy("démarrage")
    YEAR = "an", gettext_lazy("an")


def read_costs(text: str) -> list[dict[str, str]]:
    """Line by line: what, how much, for what, when. « Un animateur | 32 000 | lieu | an ». Raises ValidationError with the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Au plus %d lignes de coût : regroupez-en.") % MOST_LINES)
    return [_read(line) for line in lines]


def _read(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    about = {"line": line[:80]}
    if len(parts) != 4 or not clean_line(parts[0]):
        raise ValidationError(_("« %(line)s » : écrivez le poste, le montant, pour quoi et quand, séparés par des barres.") % about)
    amount = _amount(parts[1])
    if amount is None:
        raise ValidationError(_("« %(line)s » : le montant est un nombre d’euros, sans signe, avec deux décimales au plus.") % about)
    basis, when = _choice(Basis, parts[2]), _choice(When, parts[3])
    if not basis:
        raise ValidationError(_("« %(line)s » : pour quoi ? Écrivez forfait, lieu, personne ou 1 000 habitants.") % about)
    if not when:
        raise ValidationError(_("« %(line)s » : quand ? Écrivez démarrage ou an.") % about)
    return {"title": clean_line(parts[0])[:120], "amount": str(amount), "basis": basis, "when": when}


def _amount(text: str) -> Decimal | None:
    plain = "".join(text.replace("€", "").split()).replace(",", ".")
    if not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found < 10**9 and found == round(found, 2) else None


def _choice(choices: type[TextChoices], text: str) -> str:
    """By its code, or by its words in the language in force or in French."""
    said = fold(text)
    known = {fold(str(code).replace("_", " ")): str(code) for code in choices.values}
    known |= {fold(str(words)): str(code) for code, words in choices.choices}
    return known.get(said, "")


def written_costs(costs: Iterable[Mapping[str, str]]) -> str:
    """The same as it is typed."""
    return "\n".join(
        f"{one['title']} | {one['amount'].replace('.', ',')} | {Basis(one['basis']).label} | {When(one['when']).label}" for one in costs
    )


@dataclass(frozen=True)
class Line:
    """One cost there: None when its size was not said."""

    title: str
    amount: Decimal
    basis: Basis
    when: When
    total: Decimal | None


@dataclass(frozen=True)
class Estimate:
    """All of them."""

    lines: Sequence[Line]

    def _sum(self, when: When) -> Decimal:
        return sum((one.total for one in self.lines if one.when == when and one.total is not None), Decimal())

    @property
    def start(self) -> Decimal:
        """To begin."""
        return self._sum(When.START)

    @property
    def yearly(self) -> Decimal:
        """Each year."""
        return self._sum(When.YEAR)

    @property
    def is_whole(self) -> bool:
        """Whether every line is counted."""
        return all(one.total is not None for one in self.lines)


def estimate(costs: Iterable[Mapping[str, Any]], sizes: Mapping[str, int | None]) -> Estimate:
    """Each amount times its size: so many places, people, inhabitants."""
    return Estimate([_line(one, sizes) for one in costs])


def _line(one: Mapping[str, Any], sizes: Mapping[str, int | None]) -> Line:
    basis, amount = Basis(one["basis"]), Decimal(one["amount"])
    size: Decimal | None = Decimal(1)
    if basis != Basis.ONCE:
        given = sizes.get(basis)
        size = None if given is None else Decimal(given) / (1000 if basis == Basis.THOUSAND else 1)
    total = None if size is None else round(amount * size, 2)
    return Line(one["title"], amount, basis, When(one["when"]), total)


def asked_bases(costs: Iterable[Mapping[str, Any]]) -> list[Basis]:
    """What must be said to count them."""
    found = {one["basis"] for one in costs}
    return [basis for basis in (Basis.SITE, Basis.PERSON, Basis.THOUSAND) if basis in found]
