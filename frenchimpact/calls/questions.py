"""What each kind of question takes: the fields that show it, what is a good answer, how it is read back.

An answer is kept as typed, under the question's key; a table keeps each cell under `key.row.column`, an indicator each part under
`key.part`, a picked place its key under `key_cle`; a perimeter is the keys of its places, with its free part under `key.mots`.
So each cell saves by itself and has its own version.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls.models import Question
from frenchimpact.core import identifiers
from frenchimpact.core.autosave import MAX_ITEMS, Value
from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import money
from frenchimpact.core.text import clean_line, clean_text, whole
from frenchimpact.design.picks import KEY, Option, Picked, PickField, PicksField
from frenchimpact.design.words import day, written
from frenchimpact.geo.queries import known_keys, place_choices, place_detail, place_words, resolve_place

Kind = Question.Kind
MAX_LINE, MAX_TEXT, MAX_CELL = 200, 6000, 1000
LARGEST = Decimal("1000000000000")
_FIGURES = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,20})?", re.ASCII)
type Answers = Mapping[str, Value]

INDICATOR_PARTS: tuple[tuple[str, Text], ...] = (
    ("name", gettext_lazy("Indicateur")),
    ("baseline", gettext_lazy("Valeur de départ")),
    ("baseline_on", gettext_lazy("Date de départ")),
    ("target", gettext_lazy("Cible")),
    ("target_on", gettext_lazy("Date de la cible")),
    ("source", gettext_lazy("Source et méthode")),
)


# Good to have, never missing: how an indicator is measured, what official places do not say of a perimeter.
FREE_PART, IN_WORDS = "source", "mots"
MOST_PLACES = 40


@dataclass(frozen=True)
class Part:
    """One field of a question: its name in the form, its label, and the kind of value that it takes."""

    name: str
    label: Text
    kind: str
    row: int | None = None
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    code: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()

    def words(self, value: str) -> str:
        """What a cell says: the words of a choice."""
        return dict(self.choices).get(value, value)


def applies(question: Question, answers: Answers) -> bool:
    """Whether the question is asked, given the answer to the one that it depends on."""
    if not question.condition_key:
        return True
    given = answers.get(question.condition_key, "")
    values = given if isinstance(given, list) else [given]
    return any(str(one) in {str(value) for value in question.condition_values} for one in values)


def row_count(question: Question, answers: Answers) -> int:
    """How many rows of a table are shown: those begun, at least the ones that are asked, and one more to begin."""
    begun = [int(key.split(".")[1]) + 1 for key, value in answers.items() if _is_cell(question, key) and value]
    filled = max(begun, default=0)
    return min(question.max_rows, max(filled + (0 if filled and filled >= question.min_rows else 1), question.min_rows, 1))


def _is_cell(question: Question, key: str) -> bool:
    parts = key.split(".")
    return len(parts) == 3 and parts[0] == question.key and whole(parts[1], 4) is not None


def parts_of(question: Question, answers: Answers, rows: int | None = None) -> list[Part]:
    """The fields that show a question; none for a document, which is not typed."""
    if question.kind == Kind.FILE:
        return []
    if question.kind == Kind.TABLE:
        count = row_count(question, answers) if rows is None else rows
        return [
            Part(f"{question.key}.{row}.{one.code}", one.label, one.kind, row, one.choices)
            for row in range(count)
            for one in columns_of(question)
        ]
    if question.kind == Kind.INDICATOR:
        kinds = {"baseline_on": Kind.DATE, "target_on": Kind.DATE, "baseline": Kind.NUMBER, "target": Kind.NUMBER}
        if question.options:
            kinds["name"] = Kind.CHOICE
        found = _pairs(question.options)
        return [Part(f"{question.key}.{code}", label, kinds.get(code, Kind.LINE), choices=found) for code, label in INDICATOR_PARTS]
    if question.kind == Kind.PERIMETER:
        return [
            Part(question.key, question.label, Kind.PERIMETER),
            Part(f"{question.key}.{IN_WORDS}", _("Ce que ces lieux ne disent pas"), Kind.TEXT),
        ]
    return [Part(question.key, question.label, question.kind, choices=_pairs(question.options))]


def columns_of(question: Question) -> list[Column]:
    """The columns of a table; a line unless their kind is said."""
    return [
        Column(str(code), str(label), str(kind[0]) if kind else Kind.LINE.value, _pairs(kind[1]) if len(kind) > 1 else ())
        for code, label, *kind in question.options
    ]


def _pairs(options: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(words)) for code, words, *_rest in options)


def is_list(kind: str) -> bool:
    """Whether an answer of this kind is several values, each a box to tick."""
    return kind in {Kind.CHOICES, Kind.PERIMETER}


def all_names(questions: Iterable[Question]) -> set[str]:
    """Every name under which something may be typed in these questions."""
    names: set[str] = set()
    for question in questions:
        names |= {part.name for part in parts_of(question, {}, question.max_rows)}
        if question.kind == Kind.PLACE:
            names.add(question.key + KEY)
    return names


def clean_typed(kind: str, value: Value) -> Value:
    """What was typed in a field of this kind, without what a page must never show; not judged."""
    if is_list(kind) and isinstance(value, str):
        value = [value] if value else []
    if isinstance(value, list):
        return [clean_line(one)[:200] for one in value[:MAX_ITEMS]]
    return clean_text(value) if kind == Kind.TEXT else clean_line(value)


def number_of(text: str) -> Decimal:
    """A number as people write it: « 12 500,50 », « 12 500 € ». Raises ValidationError."""
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace("€", "").replace(",", ".")
    # Digits alone: what programs read as numbers besides, « 1e5 » or « Infinity », nobody writes in a file.
    if not _FIGURES.fullmatch(plain):
        raise forms.ValidationError(_("Écrivez un nombre, en chiffres : 12 500."))
    number = Decimal(plain)
    if abs(number) >= LARGEST:
        raise forms.ValidationError(_("Écrivez un nombre plus petit que mille milliards."))
    return number


def _check_number(text: str) -> None:
    number_of(text)


def _check_money(text: str) -> None:
    if number_of(text) < 0:
        raise forms.ValidationError(_("Écrivez un montant positif, en euros."))


def date_of(text: str) -> dt.date:
    """A date as a browser or a person writes it. Raises ValidationError."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise forms.ValidationError(_("Écrivez une date : 31/12/2026."))


def _check_date(text: str) -> None:
    if not 1900 <= date_of(text).year <= 2200:
        raise forms.ValidationError(_("Vérifiez l’année de cette date."))


def _check_siren(text: str) -> None:
    try:
        identifiers.read_siren(text)
    except identifiers.Unreadable as error:
        raise forms.ValidationError(str(error.message)) from error


CHECKS: dict[str, Callable[[str], None]] = {
    Kind.NUMBER: _check_number,
    Kind.MONEY: _check_money,
    Kind.DATE: _check_date,
    Kind.ORGANISATION: _check_siren,
}


def find_place(text: str, key: str) -> Picked:
    """The place that a text names, of any level, or those it may name."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


def field_for(question: Question, part: Part) -> forms.Field:
    """The form field of one part of a question. Nothing is required while one writes: the check before handing in tells what is missing."""
    # Words of whoever wrote the form, or of ours: an indicator's parts, what places do not say.
    is_theirs = part.row is not None or part.name == question.key
    label: Text = written(str(part.label)) if is_theirs else part.label
    help_text = written(question.help) if part.row is None and part.name == question.key else ""
    is_required = question.is_required and part.name not in {f"{question.key}.{one}" for one in (FREE_PART, IN_WORDS)}
    options: dict[str, Any] = {"label": label, "help_text": help_text, "required": is_required}
    if part.kind == Kind.PERIMETER:
        return PicksField(known=known_keys, most=MOST_PLACES, **options)
    if part.name == f"{question.key}.{IN_WORDS}":
        options["help_text"] = _("Une vallée, un bassin de vie, trois quartiers : en quelques mots.")
        return forms.CharField(max_length=MAX_CELL, widget=forms.Textarea(attrs={"rows": 2}), **options)
    if part.kind == Kind.TEXT:
        return forms.CharField(max_length=question.max_length or MAX_TEXT, widget=forms.Textarea(attrs={"rows": 6}), **options)
    if part.kind == Kind.CHOICE:
        choices = list(part.choices)
        widget = forms.RadioSelect if len(choices) <= 6 else forms.Select
        if widget is forms.RadioSelect:
            choices = [(code, written(words)) for code, words in choices]
        return forms.ChoiceField(
            choices=choices if widget is forms.RadioSelect else [("", _("Choisissez")), *choices], widget=widget, **options
        )
    if part.kind == Kind.CHOICES:
        choices = [(code, written(words)) for code, words in part.choices]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
    if part.kind == Kind.HONOUR:
        return forms.BooleanField(**options)
    if part.kind == Kind.PLACE:
        return PickField(find=find_place, source="geo:place_suggestions", **options)
    limit = MAX_CELL if part.row is not None else MAX_LINE
    field = forms.CharField(
        max_length=question.max_length or limit, validators=[CHECKS[part.kind]] if part.kind in CHECKS else [], **options
    )
    if part.kind in {Kind.NUMBER, Kind.MONEY}:
        field.widget.attrs["inputmode"] = "decimal"
    if part.kind == Kind.DATE:
        field.widget = forms.DateInput(attrs={"type": "date"})
    if part.kind == Kind.ORGANISATION:
        field.widget.attrs["inputmode"] = "numeric"
    return field


def is_answered(question: Question, answers: Answers, files: Mapping[str, int]) -> bool:
    """Whether something was given, good or not."""
    if question.kind == Kind.FILE:
        return files.get(question.key, 0) > 0
    return any(answers.get(part.name) for part in parts_of(question, answers))


def problem_of(question: Question, answers: Answers, files: Mapping[str, int]) -> str:
    """What is wrong with the answer, or missing; empty when it is good, or may stay empty."""
    if not is_answered(question, answers, files):
        if not question.is_required:
            return ""
        return _("Joignez ce document.") if question.kind == Kind.FILE else _("Répondez à cette question.")
    if question.kind == Kind.TABLE:
        return _table_problem(question, answers)
    if question.kind == Kind.PERIMETER and question.is_required and not answers.get(question.key):
        return _("Choisissez au moins un lieu officiel.")
    if question.kind == Kind.INDICATOR and question.is_required:
        lacking = [str(label) for code, label in INDICATOR_PARTS if code != FREE_PART and not answers.get(f"{question.key}.{code}")]
        if lacking:
            return _("Il manque : %(parts)s.") % {"parts": ", ".join(lacking).lower()}
    words = next((words for part in parts_of(question, answers) if (words := part_problem(question, part, answers))), "")
    return words or (_order_problem(question, answers) if question.kind == Kind.INDICATOR else "")


def _order_problem(question: Question, answers: Answers) -> str:
    """A target comes after the baseline that it is measured from. Both days are good ones."""
    start, end = (str(answers.get(f"{question.key}.{code}", "")) for code in ("baseline_on", "target_on"))
    if not start or not end or date_of(end) > date_of(start):
        return ""
    return _("La date de la cible vient après la date de départ, le %(day)s.") % {"day": day(date_of(start))}


def part_problem(question: Question, part: Part, answers: Answers) -> str:
    """What is wrong with one field, by the rules of its kind; nothing when it is empty."""
    value = answers.get(part.name, "")
    if not value:
        return ""
    field = field_for(question, part)
    field.required = False
    try:
        if isinstance(field, PickField):
            if find_place(str(value), str(answers.get(part.name + KEY, ""))).thing is None:
                raise forms.ValidationError(_("Choisissez le lieu dans la liste."))
        else:
            field.clean(value)
    except forms.ValidationError as error:
        return " ".join(error.messages)
    return ""


def _table_problem(question: Question, answers: Answers) -> str:
    rows = rows_of(question, answers)
    if question.is_required and len(rows) < question.min_rows:
        return _("Il faut %(count)s lignes : il y en a %(now)s.") % {"count": question.min_rows, "now": len(rows)}
    columns = columns_of(question)
    for number, row in enumerate(rows, start=1):
        lacking = [one.label for one in columns if not row.get(one.code)]
        if lacking and question.is_required:
            return _("Ligne %(number)s, il manque : %(parts)s.") % {"number": number, "parts": ", ".join(lacking)}
    return next((words for part in parts_of(question, answers) if (words := part_problem(question, part, answers))), "")


def rows_of(question: Question, answers: Answers) -> list[dict[str, str]]:
    """The rows of a table that hold something."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in answers.items():
        if _is_cell(question, key) and value:
            _question, row, column = key.split(".")
            rows.setdefault(int(row), {})[column] = str(value)
    return [rows[number] for number in sorted(rows)]


def words_of(question: Question, answers: Answers) -> str:
    """The answer as it is read: in a snapshot, on paper, by a juror."""
    if question.kind == Kind.TABLE:
        columns = columns_of(question)
        lines = [
            " · ".join(f"{one.label} : {one.words(row[one.code])}" for one in columns if row.get(one.code))
            for row in rows_of(question, answers)
        ]
        return "\n".join(lines)
    choices = {str(code): str(words) for code, words, *_rest in question.options}
    if question.kind == Kind.INDICATOR:
        found = [(str(part.label), _part_words(part, answers)) for part in parts_of(question, answers)]
        return " · ".join(f"{label} : {choices.get(words, words)}" for label, words in found if words)
    value = answers.get(question.key, "")
    if question.kind == Kind.PERIMETER:
        places = ", ".join(words for _key, words in place_choices(value or []))
        return "\n".join(line for line in (places, str(answers.get(f"{question.key}.{IN_WORDS}", ""))) if line)
    if isinstance(value, list):
        return ", ".join(choices.get(one, one) for one in value)
    if question.kind == Kind.CHOICE:
        return choices.get(value, value)
    if question.kind == Kind.HONOUR:
        return _("Oui, déclaré sur l’honneur") if value else ""
    if question.kind == Kind.PLACE and value:
        place = find_place(value, str(answers.get(question.key + KEY, ""))).thing
        return place_words(place) if place is not None else value
    return _part_words(Part(question.key, question.label, question.kind), answers)


def said(part: Part, value: Value) -> str:
    """One value of one field, as it is read in a list of versions."""
    if part.kind == Kind.PERIMETER:
        return ", ".join(words for _key, words in place_choices(value))
    choices = dict(part.choices)
    return ", ".join(choices.get(one, one) for one in ([value] if isinstance(value, str) else value))


def _part_words(part: Part, answers: Answers) -> str:
    value = str(answers.get(part.name, ""))
    if not value:
        return ""
    try:
        if part.kind == Kind.DATE:
            return day(date_of(value))
        if part.kind == Kind.MONEY:
            return money(formats.number_format(number_of(value), use_l10n=True, force_grouping=True))
        if part.kind == Kind.ORGANISATION:
            return identifiers.show(identifiers.read_siren(value))
    except (forms.ValidationError, identifiers.Unreadable):
        return value
    return value
