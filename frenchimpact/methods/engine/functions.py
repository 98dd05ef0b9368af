"""The functions that formulas may call: sums over a table or over years, the least, the greatest, a condition, a rounding."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from frenchimpact.core.quantities import shown
from frenchimpact.methods.engine.language import Node
from frenchimpact.methods.engine.scope import MOST_TURNS, ZERO, Made, Make, Row, Run, Scope, Table, Values, converted

NAMES = ("abs", "count", "if", "max", "mean", "min", "round", "sum")


def call(node: Node, scope: Scope, make: Make) -> Made:
    """The function that a formula calls. Raises Unsound when there is none of that name, or with other arguments."""
    match node.text, node.parts:
        case "sum", (Node(kind="span") as span, inner):
            return _over_turns(span, inner, scope, make)
        case ("sum" | "mean" | "min" | "max") as name, (Node(kind="column", text=text),):
            table, column = text.split(".")
            return _over_rows(name, table, Node("name", column), scope, make)
        case ("sum" | "mean" | "min" | "max") as name, (Node(kind="name", text=table), inner) if table in scope.tables:
            return _over_rows(name, table, inner, scope, make)
        case "count", (Node(kind="name", text=table),) if table in scope.tables:
            slot = scope.tables[table].slot
            return Made(lambda values, row, turn: Decimal(len(values[slot])), scope.units.none)  # type: ignore[arg-type]  # rows stand there
        case ("min" | "max") as name, (_first, _second, *_others):
            return _least_or_greatest(name, node.parts, scope, make)
        case "if", (condition, yes, no):
            return _if(condition, yes, no, scope, make)
        case "abs", (part,):
            made = make(part, scope)
            run = made.run
            return Made(lambda values, row, turn: abs(run(values, row, turn)), made.unit)
        case "round", (part, Node(kind="number", value=places)) if places in range(10):
            return _round(part, int(places), scope, make)
    if node.text in NAMES:
        raise scope.fault(_("« %s » ne s’appelle pas ainsi : voyez les exemples du format.") % node.text)
    words = _("La fonction « %(name)s » n’existe pas. Il y a : %(all)s.")
    raise scope.fault(words % {"name": node.text, "all": ", ".join(NAMES)})


def _over_turns(span: Node, inner: Node, scope: Scope, make: Make) -> Made:
    """Adds up over whole numbers, the first and the last included; nothing when the last comes before the first."""
    if scope.turn:
        raise scope.fault(_("Une somme sur les années ne va pas dans une autre."))
    if span.text in scope.scalars or span.text in scope.tables or (scope.row and span.text in scope.row.columns):
        raise scope.fault(_("« %s » nomme déjà autre chose : prenez un autre nom pour le tour.") % span.text)
    plain = _("Les bornes d’une somme sont des nombres sans unité, pas « %(one)s ».")
    first, last = (converted(make(part, scope), scope.units.none, scope, plain) for part in span.parts)
    inside = scope.inside(turn=span.text)
    made = make(inner, inside)
    scope.work += inside.work * MOST_TURNS
    run = made.run

    def total(values: Values, row: Row, turn: Decimal) -> Decimal:
        begin, end = whole(first(values, row, turn), scope), whole(last(values, row, turn), scope)
        if end - begin >= MOST_TURNS:
            raise scope.fault(_("Une somme fait au plus %s tours.") % MOST_TURNS)
        found = ZERO
        for number in range(begin, end + 1):
            found += run(values, row, Decimal(number))
        return found

    return Made(total, made.unit)


def whole(value: Decimal, scope: Scope) -> int:
    """A whole number of years. Raises Unsound for « 2,5 »."""
    if value != value.to_integral_value() or abs(value) > 10_000:
        raise scope.fault(_("Il faut un nombre entier d’années, pas %s.") % shown(value))
    return int(value)


def _over_rows(name: str, table: str, inner: Node, scope: Scope, make: Make) -> Made:
    found: Table | None = scope.tables.get(table)
    if found is None:
        raise scope.fault(_("« %s » n’est pas un tableau.") % table)
    inside = scope.inside(row=found)
    made = make(inner, inside)
    scope.work += inside.work * found.most
    run, slot = made.run, found.slot

    def each(values: Values, turn: Decimal) -> list[Decimal]:
        return [run(values, row, turn) for row in values[slot]]  # type: ignore[union-attr]  # rows stand there

    def some(values: Values, turn: Decimal) -> list[Decimal]:
        rows = each(values, turn)
        if not rows:
            raise scope.fault(_("Le tableau « %s » n’a aucune ligne.") % table)
        return rows

    runs: dict[str, Run] = {
        "sum": lambda values, row, turn: sum(each(values, turn), ZERO),
        "mean": lambda values, row, turn: sum(rows := some(values, turn), ZERO) / len(rows),
        "min": lambda values, row, turn: min(some(values, turn)),
        "max": lambda values, row, turn: max(some(values, turn)),
    }
    return Made(runs[name], made.unit)


def _least_or_greatest(name: str, parts: Sequence[Node], scope: Scope, make: Make) -> Made:
    made = [make(part, scope) for part in parts]
    unit = next((one.unit for one in made if not one.is_zero), scope.units.none)
    runs = [converted(one, unit, scope) for one in made]
    chosen: Callable[..., Decimal] = min if name == "min" else max
    return Made(lambda values, row, turn: chosen(run(values, row, turn) for run in runs), unit)


def _if(condition: Node, yes: Node, no: Node, scope: Scope, make: Make) -> Made:
    test, one, other = (make(part, scope) for part in (condition, yes, no))
    if not test.is_test:
        raise scope.fault(_("if(…) commence par une comparaison : if(t <= 3, valeur, sinon)."))
    unit = other.unit if one.is_zero else one.unit
    run, a, b = test.run, converted(one, unit, scope), converted(other, unit, scope)
    return Made(lambda values, row, turn: a(values, row, turn) if run(values, row, turn) else b(values, row, turn), unit)


def _round(part: Node, places: int, scope: Scope, make: Make) -> Made:
    made = make(part, scope)
    run, step = made.run, Decimal(1).scaleb(-places)
    return Made(lambda values, row, turn: run(values, row, turn).quantize(step, ROUND_HALF_UP), made.unit)
