"""Adding aid up: which rules a plan meets, and which it passes, with what is obtained and with all that it hopes for. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from enum import Enum
from typing import Any

_NOTHING = Decimal(0)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Money:
    """One line of a plan. `worth` is what it is worth as aid; `is_public` is None when the money is mixed, which counts as public."""

    key: int
    title: str
    worth: Decimal
    instrument: str
    regime: str
    origin: str
    is_public: bool | None
    is_obtained: bool
    # What its own aid allows: percent of the eligible costs, times the own funds.
    max_share: Decimal | None = None
    own_funds_times: Decimal | None = None
    # What is lent, counted whole: nothing says what part of it is aid; `has_months` when its duration is known all the same.
    is_whole: bool = False
    has_months: bool = False


@dataclass(frozen=True)
class Rule:
    """What may not be passed as soon as a line matches: blanks match anything."""

    code: str
    words: str
    source: str
    source_url: str = ""
    instrument: str = ""
    regime: str = ""
    origin: str = ""
    theme: str = ""
    need_kind: str = ""
    meets_regime: str = ""
    counts_public: bool = True
    max_share: Decimal | None = None
    own_funds_times: Decimal | None = None

    def calls(self, one: Money) -> bool:
        """Whether that line calls for the rule."""
        return (
            self.instrument in ("", one.instrument)
            and self.regime in ("", one.regime)
            and self.origin in ("", one.origin)
            and (bool(self.instrument or self.regime or self.origin) or one.is_public is not False)
        )


@dataclass(frozen=True)
class Pair:
    """Two aids that nobody may have together."""

    first: int
    second: int
    reason: str
    source: str
    source_url: str = ""


class Level(Enum):
    """How sure it is, the worst first."""

    # With what is obtained.
    PASSED = "passed"
    # If everything in the plan were obtained.
    IF_OBTAINED = "if_obtained"
    # Something is missing to know.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """A rule that is passed, would be, or cannot be checked: what is counted, the limit, and by how much it is passed."""

    level: Level
    code: str
    words: str
    source: str = ""
    source_url: str = ""
    counted: Decimal = _NOTHING
    limit: Decimal | None = None
    lines: tuple[Money, ...] = ()
    # Percent of the eligible costs, or times the own funds, that make the limit.
    share: Decimal | None = None
    times: Decimal | None = None

    @property
    def whole(self) -> tuple[Money, ...]:
        """What is lent and counted whole: the limit is passed because of it alone when the finding is not sure.

        None where nothing is counted against a limit: two regimes that meet.
        """
        return tuple(one for one in self.lines if one.is_whole) if self.level is Level.UNKNOWN and self.limit is not None else ()

    @property
    def excess(self) -> Decimal:
        """By how much the limit is passed."""
        return max(self.counted - self.limit, _NOTHING) if self.limit is not None else _NOTHING

    @property
    def cost_needed(self) -> Decimal | None:
        """How much more of eligible costs the same money would ask for."""
        return _up(self.excess * 100 / self.share) if self.share else None

    @property
    def funds_needed(self) -> Decimal | None:
        """How much more of own funds the same money would ask for."""
        return _up(self.excess / self.times) if self.times else None

    @property
    def has_mixed(self) -> bool:
        """Whether some of what is counted is only partly public."""
        return any(one.is_public is None for one in self.lines)


@dataclass(frozen=True)
class Ground:
    """What rules are judged on: the eligible costs (None when nobody wrote them), the own funds, themes and kinds of needs."""

    eligible_cost: Decimal | None
    own_funds: Decimal = _NOTHING
    themes: Collection[str] = ()
    need_kinds: Collection[str] = ()


def judge(rules: Iterable[Rule], lines: Sequence[Money], ground: Ground) -> list[Finding]:
    """Every rule that the plan passes, would pass or cannot check, the surest first; nothing for those that it respects."""
    found: list[Finding] = []
    for rule in rules:
        is_ours = rule.theme in ("", *ground.themes) and rule.need_kind in ("", *ground.need_kinds)
        called = [one for one in lines if is_ours and rule.calls(one)]
        if called:
            found += _met(rule, called, lines) if rule.meets_regime else _limited(rule, called, lines, ground)
    for one in lines:
        found += _own_limits(one, ground)
    order = list(Level)
    return sorted(found, key=lambda one: order.index(one.level))


def _met(rule: Rule, called: Sequence[Money], lines: Sequence[Money]) -> list[Finding]:
    others = [one for one in lines if one.regime == rule.meets_regime]
    if not others:
        return []
    return [Finding(Level.UNKNOWN, rule.code, rule.words, rule.source, rule.source_url, lines=(*called, *others))]


def _limited(rule: Rule, called: Sequence[Money], lines: Sequence[Money], ground: Ground) -> list[Finding]:
    counted = [one for one in lines if one.is_public is not False] if rule.counts_public else list(called)
    said: dict[str, Any] = {"code": rule.code, "words": rule.words, "source": rule.source, "source_url": rule.source_url}
    return _judged(counted, rule.max_share, rule.own_funds_times, ground, said)


def _judged(counted: Sequence[Money], share: Decimal | None, times: Decimal | None, ground: Ground, said: dict[str, Any]) -> list[Finding]:
    found = []
    if share is not None:
        cost = ground.eligible_cost
        limit = (cost * share / 100).quantize(_CENT) if cost is not None else None
        found += _against(counted, limit, {**said, "share": share})
    if times is not None:
        found += _against(counted, (ground.own_funds * times).quantize(_CENT), {**said, "times": times})
    return found


def _against(counted: Sequence[Money], limit: Decimal | None, said: dict[str, Any]) -> list[Finding]:
    sure, hoped = total(one for one in counted if one.is_obtained), total(counted)
    if limit is None:
        return [Finding(Level.UNKNOWN, **said, counted=hoped, lines=tuple(counted))]
    # A loan is worth a part of its amount: without what says which, nothing is sure.
    reckoned = [one for one in counted if not one.is_whole]
    least = total(one for one in reckoned if one.is_obtained) if sure > limit else total(reckoned)
    if hoped > limit >= least:
        return [Finding(Level.UNKNOWN, **said, counted=sure if sure > limit else hoped, limit=limit, lines=tuple(counted))]
    if sure > limit:
        return [Finding(Level.PASSED, **said, counted=sure, limit=limit, lines=tuple(one for one in counted if one.is_obtained))]
    if hoped > limit:
        return [Finding(Level.IF_OBTAINED, **said, counted=hoped, limit=limit, lines=tuple(counted))]
    return []


def _own_limits(line: Money, ground: Ground) -> list[Finding]:
    """What the aid itself says of its rate and of the own funds."""
    rate = _judged([line], line.max_share, None, ground, {"code": "rate", "words": ""})
    return rate + _judged([line], None, line.own_funds_times, ground, {"code": "own_funds", "words": ""})


def incompatible(pairs: Iterable[Pair], aids: dict[int, Money]) -> list[Finding]:
    """The pairs of aids of the plan that nobody may have together; `aids` gives the line of each aid."""
    found = []
    for pair in pairs:
        both = [aids[key] for key in (pair.first, pair.second) if key in aids]
        if len(both) == 2:
            level = Level.PASSED if all(one.is_obtained for one in both) else Level.IF_OBTAINED
            found.append(Finding(level, "incompatible", pair.reason, pair.source, pair.source_url, lines=tuple(both)))
    return found


def _up(value: Decimal) -> Decimal:
    """To the cent above: to the cent below would not be enough."""
    return value.quantize(_CENT, rounding=ROUND_UP)


def total(lines: Iterable[Money]) -> Decimal:
    """What these lines are worth together."""
    return sum((one.worth for one in lines), _NOTHING)
