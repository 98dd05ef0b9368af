"""Units and formulas in words: names in place of identifiers, the signs that people write."""

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext

from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import euros, quantity, shown
from frenchimpact.methods.engine.language import Node, parse
from frenchimpact.methods.engine.units import PRECISION
from frenchimpact.methods.format import Method, Step

_SIGNS = {"*": "×", "/": "÷", "-": "−", "^": "^", "<=": "≤", ">=": "≥", "!=": "≠"}
_STRENGTH = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "^": 8}
# What a unit is called where its symbol is not what people write.
_UNITS = {"EUR": "€", "kEUR": "k€", "MEUR": "M€", "1": "", "an": "ans", "jour": "jours", "personne": "pers.", "equipement": "équip."}
# Names that take their plural beside a number.
_NAMES = ("site", "point", "foyer", "territoire", "organisation", "action")
_UNITS |= {name: f"{name}s" for name in _NAMES}
_ONE = {name: name for name in _NAMES} | {"an": "an", "mois": "mois", "jour": "jour"}
_ONE_EN = {name: name for name in _NAMES} | {
    "an": "year",
    "mois": "month",
    "jour": "day",
    "foyer": "household",
    "territoire": "territory",
    "repas": "meal",
}
_UNITS_EN = {
    "personne": "people",
    "an": "yr",
    "mois": "mo.",
    "jour": "day",
    "ETP": "FTE",
    "site": "sites",
    "point": "points",
    "territoire": "territories",
    "organisation": "organisations",
    "action": "actions",
    "foyer": "households",
    "repas": "meals",
    "equipement": "equip.",
}


def unit_words(unit: str, method: Method | None = None) -> str:
    """« € », « t », « €/h »: as it is written beside a number; the method names its own."""
    is_english = translation.get_language() == "en"

    def one(part: str) -> str:
        if method is not None and part in method.units:
            return str(method.units[part])
        return (_UNITS_EN if is_english else {}).get(part, _UNITS.get(part, part))

    over, _bar, under = unit.partition("/")
    # « 12 h/an »: below the bar stands one of them.
    if not under:
        return one(over)
    lower = (_ONE_EN if is_english else _ONE).get(under) or one(under)
    return f"{one(over)}/{lower}"


def with_unit(value: Decimal, unit: str, method: Method | None = None) -> str:
    """« 12 € », « 12,50 € », « 1 an »: a number with its unit, as people write it."""
    with localcontext(prec=PRECISION):
        is_money = unit == "EUR" and value == round(value, 2)
    if is_money:
        return euros(value)
    is_one = abs(value) < 2 and translation.get_language() != "en"
    words = _ONE[unit] if is_one and unit in _ONE else unit_words(unit, method)
    return quantity(value, words) if words else shown(value)


def names_of(method: Method) -> dict[str, str]:
    """What each identifier of the formulas is called."""
    found = {one.id: str(one.name) for one in method.inputs}
    found |= {one.id: str(one.name) for one in method.assumptions} | {one.id: str(one.name) for one in method.steps}
    for table in method.tables:
        found[table.id] = str(table.name)
        for column in table.columns:
            found[column.id] = found[f"{table.id}.{column.id}"] = str(column.name)
        for step in method.steps:
            if step.table == table.id:
                found[f"{table.id}.{step.id}"] = str(step.name)
    return found


def in_words(method: Method, step: Step) -> str:
    """« Combien × Valeur par unité × (1 − Serait arrivé sans l’action) »."""
    names = names_of(method)
    return spelt(parse(step.formula), lambda node: names.get(node.text, node.text))


def spelt(node: Node, name: Callable[[Node], str], strength: int = 0) -> str:
    """A formula as people write it, its names told by `name`."""
    text, own = _bare(node, name)
    return f"({text})" if own and own < strength else text


def _bare(node: Node, name: Callable[[Node], str]) -> tuple[str, int]:
    """The text of a knot, and how tightly it holds together (0: as a name does)."""
    match node.kind:
        case "number":
            return with_unit(node.value, node.text or "1"), 0
        case "name" | "column":
            return name(node), 0
        case "operate" | "compare":
            own = _STRENGTH["compare"] if node.kind == "compare" else _STRENGTH[node.text]
            left, right = node.parts
            # « a − (b − c) » keeps its brackets, « a + b + c » has none.
            sides = (own + (node.text == "^"), own + (node.text in "-/"))
            return f" {_SIGNS.get(node.text, node.text)} ".join(
                spelt(part, name, side) for part, side in zip((left, right), sides, strict=True)
            ), own
        case "negative":
            return f"−{spelt(node.parts[0], name, _STRENGTH['negative'])}", _STRENGTH["negative"]
        case "and" | "or":
            word = _("et") if node.kind == "and" else _("ou")
            return f" {word} ".join(spelt(part, name, _STRENGTH[node.kind]) for part in node.parts), _STRENGTH[node.kind]
        case "not":
            return _("non %s") % spelt(node.parts[0], name, _STRENGTH["not"]), _STRENGTH["not"]
    return _called(node, name), 0


def _called(node: Node, name: Callable[[Node], str]) -> str:
    parts = [spelt(part, name) for part in node.parts if part.kind != "span"]
    spans = [part for part in node.parts if part.kind == "span"]
    if spans:
        first, last = (spelt(part, name) for part in spans[0].parts)
        words = _("somme, pour %(turn)s de %(first)s à %(last)s, de (%(what)s)")
        return words % {"turn": spans[0].text, "first": first, "last": last, "what": parts[0]}
    templates: Mapping[str, str] = {
        "sum": _("somme de (%s)"),
        "mean": _("moyenne de (%s)"),
        "count": _("nombre de lignes de (%s)"),
        "abs": _("valeur absolue de (%s)"),
    }
    if node.text in templates:
        return templates[node.text] % parts[-1]
    if node.text == "if":
        return _("si %(test)s : %(yes)s, sinon : %(no)s") % {"test": parts[0], "yes": parts[1], "no": parts[2]}
    if node.text == "round":
        return _("%(what)s arrondi à %(places)s décimales") % {"what": parts[0], "places": parts[1]}
    words = _("le plus petit de (%s)") if node.text == "min" else _("le plus grand de (%s)")
    return words % " ; ".join(parts)
