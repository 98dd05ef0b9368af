"""Dates, numbers, lists and partners, as people write them in files of aids."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.core.identifiers import is_siren
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import clean_line, fold

_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
# Beyond that, an amount of an aid is a slip of the pen.
MOST_EUROS = Decimal(10**10)


class Unread(ValueError):
    """The cell cannot be read: the message says why."""


@lru_cache(maxsize=1024)
def moment(text: str) -> dt.datetime | None:
    """An instant of ISO 8601, or a French day. Raises Unread."""
    text = text.strip()
    if not text:
        return None
    french = _FRENCH_DAY.fullmatch(text)
    try:
        found = dt.datetime.fromisoformat(f"{french[3]}-{french[2]:0>2}-{french[1]:0>2}" if french else text)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError) as error:
        raise Unread(_("« %s » n’est pas une date (attendu : 2026-10-15T15:00:00Z)") % text[:40]) from error


@lru_cache(maxsize=1024)
def day(text: str) -> dt.date | None:
    """The day in France. Raises Unread."""
    found = moment(text)
    if found is None:
        return None
    try:
        local = timezone.localtime(found).date()
    except OverflowError as error:
        raise Unread(_("« %s » n’est pas une date (attendu : 2026-10-15T15:00:00Z)") % text[:40]) from error
    if not 1990 <= local.year <= 2100:
        raise Unread(_("« %s » est une année invraisemblable") % text[:40])
    return local


def count(text: str, most: int) -> Decimal | None:
    """A whole number, at most so many. Raises Unread."""
    text = text.strip().removesuffix(".0")
    if not text:
        return None
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if found is None or found > most:
        raise Unread(_("« %(text)s » n’est pas un nombre entier entre 0 et %(most)s") % {"text": text[:40], "most": most})
    return Decimal(found)


def number(value: Any, *, unit: str = "") -> Decimal | None:
    """An amount, or a rate: a number or a text. Raises Unread."""
    if value is None or isinstance(value, bool) or str(value).strip() == "":
        return None
    try:
        found = Decimal(str(value)) if isinstance(value, int | float) else read_quantity(str(value), unit)
    except (NotANumber, ArithmeticError) as error:
        raise Unread(_("« %s » n’est pas un nombre") % str(value)[:40]) from error
    if not found.is_finite():
        raise Unread(_("« %s » n’est pas un nombre") % str(value)[:40])
    return found


def rate(value: Any) -> Decimal | None:
    """A percentage, between 0 and 100; 0 says nothing. Raises Unread."""
    found = number(value, unit="%")
    if found is None or found == 0:
        return None
    if not 0 < found <= 100:
        raise Unread(_("un taux de %s %% : attendu entre 0 et 100") % f"{found:f}"[:20])
    return round(found, 2)


def euros(value: Any) -> Decimal | None:
    """An amount of money; 0 says nothing. Raises Unread."""
    found = number(value, unit="€")
    if found is None or found == 0:
        return None
    if not 0 < found < MOST_EUROS:
        raise Unread(_("un montant de %s € est invraisemblable") % f"{found:f}"[:24])
    return round(found, 2)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for one in text.split("|") if (part := clean_line(one))))


def several(value: Any) -> list[str]:
    """The parts of « a|b », or of a list, clean and once each. What a column says again and again is read once."""
    if isinstance(value, str):
        return list(_parts(value)) if value else []
    if isinstance(value, list | tuple):
        parts = [str(one.get("name") or one.get("nom") or one.get("label") or "") if isinstance(one, dict) else str(one) for one in value]
    else:
        parts = []
    return list(dict.fromkeys(part for one in parts if (part := clean_line(one))))


# ── Partners: « [{ nom: 'ADEME', siren: '385290309', roles: [ 'instructeur' ]}] » ────────────────
_KEY = re.compile(r"""(?:^|[{,])\s*['"]?(nom|name|siren|siret|r[oô]les?)['"]?\s*:""", re.I)


def partners(value: Any) -> list[dict[str, Any]]:
    """Who takes part, with their number and their parts: JSON, or what people write instead of it. Empty when nothing is a name."""
    if isinstance(value, str):
        return [{**one, "roles": [*one["roles"]]} for one in _partners_in(value)]
    if isinstance(value, dict):
        value = [value]
    found = []
    for one in value if isinstance(value, list) else []:
        kept = _partner(one if isinstance(one, dict) else {"nom": one})
        if kept and kept not in found:
            found.append(kept)
    return found


@lru_cache(maxsize=1024)
def _partners_in(text: str) -> tuple[Mapping[str, Any], ...]:
    text = text.strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = _loose(text) if "{" in text else [{"nom": name} for name in several(text)]
    return () if isinstance(value, str) else tuple(partners(value))


def _partner(given: dict[str, Any]) -> dict[str, Any] | None:
    values = {fold(str(name)).rstrip("s"): value for name, value in given.items()}
    name = clean_line(str(values.get("nom") or values.get("name") or ""))[:300]
    if not name:
        return None
    digits = re.sub(r"\D", "", str(values.get("siren") or values.get("siret") or ""))[:9]
    parts = [fold(one) for one in several(values.get("role") or [])]
    return {"nom": name, "siren": digits if is_siren(digits) else "", "roles": [one for one in parts if one]}


def _loose(text: str) -> list[dict[str, Any]]:
    """Objects without quotes, or with single ones: a name may hold an apostrophe."""
    found = []
    for piece in re.split(r"\}\s*,?\s*(?=\{)", text.strip().removeprefix("[").removesuffix("]")):
        body = piece.strip().removesuffix("}")
        marks = list(_KEY.finditer(body))
        given: dict[str, Any] = {}
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            said = body[mark.end() : following.start() if following else len(body)].strip().rstrip(",").strip()
            name = mark[1].lower()
            if said.startswith("[") or name.startswith("r"):
                given[name] = [_bare(one) for one in said.strip("[] ").split(",")]
            else:
                given[name] = _bare(said)
        if given:
            found.append(given)
    return found


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace("\\'", "'") if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text.strip("'\"")


def funder_among(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Who offers it, of those who take part: the one that pays, else the one that carries it, else the first."""
    for part in ("financeur", "porteur", "instructeur"):
        for one in found:
            if part in one["roles"]:
                return one
    return found[0]
