"""The formulas of methods: numbers, names, the four operations, powers, comparisons, a few functions, sums over a table or over years.

    quantite * valeur * (1 - aurait_eu_lieu)
    sum(effets.net)
    sum(effets, if(t <= duree / 1[an], net * (1 - baisse)^(t - 1), 0))
    sum(t in 1..10, recette / (1 + taux)^t)

Nothing else can be written, so nothing else can happen: no call to Python, no text, no loop without an end.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from frenchimpact.methods.engine.problems import Problem, Unsound

LONGEST = 1000
DEEPEST = 60

GRAMMAR = r"""
?start: either
?either: both | either "or" both -> or_
?both: no | both "and" no -> and_
?no: "not" no -> not_ | compared
?compared: sum | sum COMPARISON sum -> compare
?sum: product | sum PLUS product -> operate
?product: signed | product TIMES signed -> operate
?signed: MINUS signed -> negative | power
?power: atom | atom POWER signed -> operate
?atom: NUMBER UNIT? -> number
  | NAME "(" [argument ("," argument)*] ")" -> call
  | NAME "." NAME -> column
  | NAME -> name
  | "(" either ")"
?argument: either | NAME "in" sum ".." sum -> span

COMPARISON: "<=" | ">=" | "!=" | "<" | ">" | "="
PLUS: "+" | "-"
TIMES: "*" | "/"
MINUS: "-"
POWER: "^"
NUMBER: /\d+(\.\d+)?/
UNIT: /\[[^\]\[]{1,40}\]/
NAME: /[a-z][a-z0-9_]{0,59}/
%ignore /[ \t\r\n]+/
"""


@dataclass(frozen=True)
class Node:
    """One knot of a formula. `kind` is number, name, column, operate, negative, compare, and, or, not, call or span."""

    kind: str
    text: str = ""
    parts: tuple["Node", ...] = ()
    value: Decimal = Decimal(0)
    depth: int = field(default=1, compare=False)

    def names(self) -> set[str]:
        """What the formula reads: `net`, `effets.net`, `effets`."""
        own = {self.text} if self.kind in ("name", "column") else set()
        return own.union(*(part.names() for part in self.parts))

    def turns(self) -> set[str]:
        """The names that say by themselves how many turns a sum makes, « t in 1..duree / 1[an] »: only a whole number will do."""
        own = {bound for part in self.parts if (bound := part.bound())} if self.kind == "span" else set()
        return own.union(*(part.turns() for part in self.parts))

    def bound(self) -> str:
        """The name that it is, alone or counted in its unit; nothing for more."""
        if self.kind in ("name", "column"):
            return self.text
        is_counted = self.kind == "operate" and self.text == "/" and self.parts[1].kind == "number" and self.parts[1].value == 1
        return self.parts[0].bound() if is_counted else ""

    def size(self) -> int:
        """How many knots."""
        return 1 + sum(part.size() for part in self.parts)


class _TooDeep(Exception):
    pass


def _node(kind: str, text: str = "", *parts: Node, value: Decimal = Decimal(0)) -> Node:
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST:
        raise _TooDeep
    return Node(kind, text, parts, value, depth)


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Knots made as the parser goes up: it never recurses, whatever the text."""

    def number(self, digits: Token, unit: Token | None = None) -> Node:
        return _node("number", str(unit)[1:-1].strip() if unit else "", value=Decimal(digits))

    def name(self, name: Token) -> Node:
        return _node("name", str(name))

    def column(self, table: Token, column: Token) -> Node:
        return _node("column", f"{table}.{column}")

    def operate(self, left: Node, sign: Token, right: Node) -> Node:
        return _node("operate", str(sign), left, right)

    def compare(self, left: Node, sign: Token, right: Node) -> Node:
        return _node("compare", str(sign), left, right)

    def negative(self, _sign: Token, part: Node) -> Node:
        return _node("negative", "", part)

    def or_(self, left: Node, right: Node) -> Node:
        return _node("or", "", left, right)

    def and_(self, left: Node, right: Node) -> Node:
        return _node("and", "", left, right)

    def not_(self, part: Node) -> Node:
        return _node("not", "", part)

    def call(self, name: Token, *parts: Node | None) -> Node:
        return _node("call", str(name), *[part for part in parts if part is not None])

    def span(self, name: Token, first: Node, last: Node) -> Node:
        return _node("span", str(name), first, last)


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_Builder(), maybe_placeholders=False)


def parse(text: str, where: str = "") -> Node:
    """The formula as knots. Raises Unsound with the place where reading stopped."""
    if len(text) > LONGEST:
        words = _("Une formule a %(most)s signes au plus, celle-ci en a %(length)s. Coupez-la en étapes.")
        raise Unsound([Problem(where, words % {"most": LONGEST, "length": len(text)})])
    try:
        found: Any = _parser().parse(text)
    except UnexpectedInput as error:
        is_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        rest = "" if is_end or error.pos_in_stream is None else text[error.pos_in_stream : error.pos_in_stream + 20]
        words = _("On ne comprend pas la formule à partir de « %s ».") % rest if rest.strip() else _("La formule s’arrête trop tôt.")
        raise Unsound([Problem(where, words)]) from error
    except (_TooDeep, VisitError) as error:
        raise Unsound([Problem(where, _("Trop de calculs emboîtés. Coupez la formule en étapes."))]) from error
    return found  # type: ignore[no-any-return]  # what the builder makes
