"""The six questions, and two dates side by side."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import render
from frenchimpact.design.figures import REGIONS
from frenchimpact.observatory.figures import QUESTIONS, Question
from frenchimpact.observatory.queries import MONEY
from frenchimpact.observatory.queries.histories import Series, series_of
from frenchimpact.observatory.queries.moments import Moment, read_moment
from frenchimpact.observatory.queries.sentences import sentence
from frenchimpact.observatory.queries.telling import Told, tell, unit_of, value_words
from frenchimpact.observatory.views.asked import about, asked_moment

MOST_BARS = 6
MOST_PLACES = 3


@dataclass(frozen=True)
class Answer:
    """One question, with the figures that answer it."""

    question: Question
    figures: list[Told]

    @property
    def first(self) -> Told:
        """The figure put forward."""
        return self.figures[0]

    @property
    def bars(self) -> list[tuple[str, Decimal, str]]:
        """The parts of the first figure; of figures of one unit without parts, these figures themselves."""
        told = self.first
        if told.definition.parts is not None:
            rows = [(words, row.value, told.words_of(row)) for words, row in told.parts if row.value]
            # What nobody said stands last, and is never what the figure hides.
            unsaid = [one for one in rows[MOST_BARS:] if one[0] == str(_("Non précisé"))]
            return [*rows[: MOST_BARS - len(unsaid)], *unsaid]
        if told.definition.unit and all(one.definition.unit in ("day", "working_day") for one in self.figures):
            rows = [(str(one.definition.title), one.whole.value, one.words) for one in self.figures if one.whole and one.whole.value]
            return [(words, value, said) for words, value, said in rows if value is not None]
        return []

    @property
    def largest(self) -> int:
        """Which bar is put forward: the longest, but what nobody said."""
        values = [0 if words == str(_("Non précisé")) else value for words, value, _said in self.bars]
        return values.index(max(values))

    @property
    def places(self) -> list[tuple[str, str]]:
        """Of money: the regions that have most of it, the most first."""
        if self.question.code != MONEY:
            return []
        rows = sorted(((code, row) for code, row in self.first.regions.items() if row.value), key=lambda one: -(one[1].value or 0))
        return [(REGIONS[code][1], self.first.words_of(row)) for code, row in rows[:MOST_PLACES]]

    @property
    def is_secret(self) -> bool:
        """Whether there are parts, all of too few people."""
        return bool(self.first.parts) and not self.bars

    @property
    def line(self) -> Series | None:
        """The years of the first figure."""
        return series_of(self.first, []) if self.first.years else None

    @property
    def sentence(self) -> str:
        """The finding."""
        return sentence(self.first)

    @property
    def is_empty(self) -> bool:
        """Whether nobody told anything."""
        return not any(one.whole is not None and (one.whole.value or one.whole.reported) for one in self.figures)


def answers(moment: Moment) -> list[Answer]:
    """Each question as it was answered then, in one reading."""
    told = tell([code for question in QUESTIONS for code in question.figures], moment)
    # Of money one asks where, too: its first figure is read with its regions.
    told |= tell([question.figures[0] for question in QUESTIONS if question.code == MONEY], moment, level=None)
    return [Answer(one, [told[code] for code in one.figures if code in told]) for one in QUESTIONS]


@open_door
@require_safe
def observatory(request: HttpRequest) -> HttpResponse:
    """What the programme changes, in six questions."""
    moment, context = asked_moment(request)
    trail = [(_("Observatoire"), settings.BASE_URL + reverse("observatory:observatory"))]
    context |= {"answers": answers(moment), "unit_of": unit_of, "sentence": sentence, "json_ld": linked_data(breadcrumbs(trail))}
    return render(request, "observatory/observatory.html", context)


@dataclass(frozen=True)
class Difference:
    """One figure on two dates."""

    before: Told
    after: Told

    @property
    def words(self) -> str:
        """« +12 », « −3 M€ »; nothing when one of the two is not known, or when they are of two years."""
        first, second = self.before.whole, self.after.whole
        if first is None or second is None or first.value is None or second.value is None or first.period != second.period:
            return ""
        gap = second.value - first.value
        sign = "+" if gap > 0 else "\u2212" if gap < 0 else ""
        return sign + value_words(self.after.definition, abs(gap))


@open_door
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Every figure on two dates: what was known on one and on the other."""
    (since, trouble), (until, other) = (read_moment(request.GET.get(name, "")) for name in ("du", "au"))
    context = about(until, trouble or other)
    rows: list[tuple[Question, list[Difference]]] = []
    if not since.is_now:
        before, after = answers(since), {one.question.code: one for one in answers(until)}
        for one in before:
            pairs = zip(one.figures, after[one.question.code].figures, strict=True)
            rows.append((one.question, [Difference(first, second) for first, second in pairs]))
    context |= {"since": since, "until": until, "rows": rows}
    return render(request, "observatory/comparison.html", context)
