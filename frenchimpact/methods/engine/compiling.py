"""A formula turned into functions, once its units are known to agree. What is refused here never runs."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.methods.engine.functions import call
from frenchimpact.methods.engine.language import Node
from frenchimpact.methods.engine.scope import MOST_ROOTS, ONE, ZERO, Made, Row, Run, Scope, Values, converted
from frenchimpact.methods.engine.units import Unit

_GREATEST_POWER = 1000


def compile_formula(node: Node, scope: Scope) -> Made:
    """The function of a formula. Raises Unsound: a name that nothing gives, units that do not match, an unknown function."""
    scope.work += 1
    return _MAKERS[node.kind](node, scope)


def _number(node: Node, scope: Scope) -> Made:
    unit = scope.units.read(node.text, scope.where)
    value = node.value
    return Made(lambda values, row, turn: value, unit, is_zero=value == 0 and not node.text, number=value)


def _name(node: Node, scope: Scope) -> Made:
    if node.text == scope.turn:
        return Made(lambda values, row, turn: turn, scope.units.none)
    if scope.row is not None and node.text in scope.row.columns:
        at, unit = scope.row.columns[node.text]
        return Made(lambda values, row, turn: row[at], unit)
    if node.text in scope.tables:
        raise scope.fault(_("« %s » est un tableau : écrivez sum(%s.colonne).") % (node.text, node.text))
    if node.text not in scope.scalars:
        raise scope.fault(_("« %s » n’est défini nulle part.") % node.text)
    at, unit = scope.scalars[node.text]
    return Made(lambda values, row, turn: values[at], unit)  # type: ignore[return-value,arg-type]  # scalars stand in these slots


def _column(node: Node, scope: Scope) -> Made:
    raise scope.fault(_("« %s » est une colonne entière : prenez-en la somme, sum(%s).") % (node.text, node.text))


def _operate(node: Node, scope: Scope) -> Made:
    left, right = (compile_formula(part, scope) for part in node.parts)
    if left.is_test or right.is_test:
        raise scope.fault(_("Une comparaison n’est pas un nombre : servez-vous de if(condition, valeur, sinon)."))
    a, b = left.run, right.run
    match node.text:
        case "+":
            unit, a, b = _together(left, right, scope)
            return Made(lambda values, row, turn: a(values, row, turn) + b(values, row, turn), unit)
        case "-":
            unit, a, b = _together(left, right, scope)
            return Made(lambda values, row, turn: a(values, row, turn) - b(values, row, turn), unit)
        case "*":
            return Made(lambda values, row, turn: a(values, row, turn) * b(values, row, turn), left.unit * right.unit)
        case "/":
            return Made(lambda values, row, turn: a(values, row, turn) / b(values, row, turn), left.unit / right.unit)
    return _power(left, right, scope)


def _together(left: Made, right: Made, scope: Scope) -> tuple[Unit, Run, Run]:
    """Two numbers in the unit of the first; of the second when the first is zero."""
    unit = right.unit if left.is_zero else left.unit
    return unit, converted(left, unit, scope), converted(right, unit, scope)


def _power(left: Made, right: Made, scope: Scope) -> Made:
    power = converted(right, scope.units.none, scope, _("Un exposant est un nombre sans unité, pas « %(one)s »."))
    a = left.run
    is_plain = scope.units.factor(left.unit, scope.units.none) is not None
    if not is_plain and (right.number is None or right.number != right.number.to_integral_value() or right.number > 6):
        raise scope.fault(_("Un nombre qui a une unité ne s’élève qu’à une puissance entière écrite en chiffres (1 à 6)."))
    base = converted(left, scope.units.none, scope) if is_plain else a
    unit = scope.units.none if is_plain else left.unit ** int(right.number or 1)

    def run(values: Values, row: Row, turn: Decimal) -> Decimal:
        height = power(values, row, turn)
        if abs(height) > _GREATEST_POWER:
            raise scope.fault(_("Une puissance dépasse %s.") % _GREATEST_POWER)
        if height != height.to_integral_value():
            values[-1] += ONE  # type: ignore[operator]  # the last slot is a number
            if values[-1] > MOST_ROOTS:  # type: ignore[operator]  # the same
                raise scope.fault(_("Trop de puissances à exposant décimal : au plus %s par formule.") % MOST_ROOTS)
        low = base(values, row, turn)
        # 0⁰ is one here: nothing lost after zero years.
        return ONE if not height else low**height

    return Made(run, unit)


def _negative(node: Node, scope: Scope) -> Made:
    made = compile_formula(node.parts[0], scope)
    run = made.run
    return Made(
        lambda values, row, turn: -run(values, row, turn),
        made.unit,
        is_zero=made.is_zero,
        number=None if made.number is None else -made.number,
    )


def _compare(node: Node, scope: Scope) -> Made:
    left, right = (compile_formula(part, scope) for part in node.parts)
    _unit, a, b = _together(left, right, scope)
    tests: dict[str, Run] = {
        "<": lambda values, row, turn: ONE if a(values, row, turn) < b(values, row, turn) else ZERO,
        "<=": lambda values, row, turn: ONE if a(values, row, turn) <= b(values, row, turn) else ZERO,
        ">": lambda values, row, turn: ONE if a(values, row, turn) > b(values, row, turn) else ZERO,
        ">=": lambda values, row, turn: ONE if a(values, row, turn) >= b(values, row, turn) else ZERO,
        "=": lambda values, row, turn: ONE if a(values, row, turn) == b(values, row, turn) else ZERO,
        "!=": lambda values, row, turn: ONE if a(values, row, turn) != b(values, row, turn) else ZERO,
    }
    return Made(tests[node.text], scope.units.none, is_test=True)


def _tests(node: Node, scope: Scope) -> list[Run]:
    found = [compile_formula(part, scope) for part in node.parts]
    if not all(made.is_test for made in found):
        raise scope.fault(_("« and », « or » et « not » relient des comparaisons."))
    return [made.run for made in found]


def _and(node: Node, scope: Scope) -> Made:
    a, b = _tests(node, scope)
    return Made(lambda values, row, turn: a(values, row, turn) and b(values, row, turn), scope.units.none, is_test=True)


def _or(node: Node, scope: Scope) -> Made:
    a, b = _tests(node, scope)
    return Made(lambda values, row, turn: a(values, row, turn) or b(values, row, turn), scope.units.none, is_test=True)


def _not(node: Node, scope: Scope) -> Made:
    (a,) = _tests(node, scope)
    return Made(lambda values, row, turn: ZERO if a(values, row, turn) else ONE, scope.units.none, is_test=True)


def _span(node: Node, scope: Scope) -> Made:
    raise scope.fault(_("« %s in début..fin » ne s’écrit que dans sum(…).") % node.text)


_MAKERS: dict[str, Callable[[Node, Scope], Made]] = {
    "number": _number,
    "name": _name,
    "column": _column,
    "operate": _operate,
    "negative": _negative,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "not": _not,
    "span": _span,
    "call": lambda node, scope: call(node, scope, compile_formula),
}
