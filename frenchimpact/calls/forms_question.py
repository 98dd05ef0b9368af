"""What an operator types about one question: words only. The codes under which answers are kept are made here."""

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.calls import known
from frenchimpact.calls.models import Criterion, FormVersion, Question
from frenchimpact.core.errors import Text
from frenchimpact.core.text import clean_line, clean_text, fold

Kind = Question.Kind
MAX_WORDS, MAX_CODE = 160, 40
# The kinds of a table's column, as an operator writes them between brackets; the first one when nothing is written.
COLUMN_KINDS: dict[str, Text] = {
    Kind.LINE: gettext_lazy("texte court"),
    Kind.TEXT: gettext_lazy("texte long"),
    Kind.NUMBER: gettext_lazy("nombre"),
    Kind.MONEY: gettext_lazy("montant"),
    Kind.DATE: gettext_lazy("date"),
    Kind.CHOICE: gettext_lazy("choix"),
}
# What each kind asks of its author beside what they all ask.
OWN_FIELDS: dict[str, set[str]] = {
    Kind.LINE: {"max_length", "known_from"},
    Kind.TEXT: {"max_length", "known_from"},
    Kind.NUMBER: {"known_from"},
    Kind.MONEY: {"known_from"},
    Kind.DATE: {"known_from"},
    Kind.CHOICE: {"choices", "known_from"},
    Kind.CHOICES: {"choices"},
    Kind.TABLE: {"columns", "min_rows", "max_rows"},
    Kind.PLACE: {"known_from"},
    Kind.ORGANISATION: {"known_from"},
    Kind.INDICATOR: {"indicators"},
}
LISTS = {"choices", "columns", "indicators"}
# The box of a declaration, ticked.
TICKED = "on"


def coded(lines: Sequence[str], kept: Sequence[Sequence[str]]) -> list[str]:
    """A code for each line, so that answers follow: the same words keep theirs, and so do those that took the place of others.

    `kept` is the codes and words there were. A new line's code is made from its words; no two are equal.
    """
    codes: list[str] = [""] * len(lines)
    spare = [str(one[0]) for one in kept]
    words = {str(one[1]): str(one[0]) for one in reversed(kept)}
    for index, line in enumerate(lines):
        if words.get(line) in spare:
            codes[index] = words[line]
            spare.remove(words[line])
    for index, one in enumerate(kept):
        if index < len(lines) and not codes[index] and str(one[0]) in spare:
            codes[index] = str(one[0])
            spare.remove(str(one[0]))
    taken = {str(one[0]) for one in kept}
    for index, line in enumerate(lines):
        if not codes[index]:
            stem = slugify(fold(line))[: MAX_CODE - 4].strip("-") or "choix"
            codes[index] = next(code for number in range(1, len(lines) + len(kept) + 2) if (code := _numbered(stem, number)) not in taken)
            taken.add(codes[index])
    return codes


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


class KindForm(forms.Form):
    """What kind of answer a question takes: asked first, as the rest depends on it."""

    kind = forms.ChoiceField(label=gettext_lazy("Quelle réponse attendez-vous ?"), choices=Kind.choices, widget=forms.RadioSelect)


class QuestionDeskForm(forms.Form):
    """One question of a given kind, with the fields that suit it."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Question"), max_length=200)
    help = forms.CharField(label=gettext_lazy("Aide"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    is_required = forms.BooleanField(label=gettext_lazy("Réponse demandée"), required=False, initial=True)
    max_length = forms.IntegerField(label=gettext_lazy("Signes au plus"), required=False, min_value=10, max_value=20000)
    choices = forms.CharField(
        label=gettext_lazy("Choix"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Un par ligne, dans l’ordre où ils sont lus."),
    )
    columns = forms.CharField(
        label=gettext_lazy("Colonnes"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Une par ligne. Le type s’écrit entre parenthèses : « Coût (montant) », « Début (date) ». "
            "Types : texte court, texte long, nombre, montant, date, choix. Sans type, c’est un texte court. "
            "Les choix d’une colonne suivent son nom, un par ligne, après un tiret : « - Social »."
        ),
    )
    indicators = forms.CharField(
        label=gettext_lazy("Indicateurs proposés"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Un par ligne. Sans liste, le candidat nomme lui-même son indicateur."),
    )
    min_rows = forms.IntegerField(label=gettext_lazy("Lignes au moins"), required=False, min_value=0, max_value=100)
    max_rows = forms.IntegerField(label=gettext_lazy("Lignes au plus"), required=False, min_value=1, max_value=100)
    criterion = forms.ModelChoiceField(
        queryset=Criterion.objects.none(), label=gettext_lazy("Sert à juger"), required=False, empty_label=gettext_lazy("Aucun critère")
    )
    audience = forms.ChoiceField(label=gettext_lazy("Qui lit la réponse"), choices=Question.Audience.choices)
    is_identifying = forms.BooleanField(
        label=gettext_lazy("Dit qui candidate"),
        required=False,
        help_text=gettext_lazy("La réponse est retirée des dossiers rendus anonymes."),
    )
    known_from = forms.ChoiceField(label=gettext_lazy("Déjà connue par"), required=False)
    condition = forms.MultipleChoiceField(
        label=gettext_lazy("Posée seulement si"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Cochez les réponses à une autre question. Rien de coché : elle est toujours posée."),
    )

    def __init__(self, form: FormVersion, kind: str, data: Any = None, question: Question | None = None) -> None:
        self.question = question
        super().__init__(data, initial=self._initial(kind, question), label_suffix="", auto_id="%s")
        for name in {"max_length", "min_rows", "max_rows", "known_from", *LISTS} - OWN_FIELDS.get(kind, set()):
            del self.fields[name]
        cast("forms.ModelChoiceField[Criterion]", self.fields["criterion"]).queryset = Criterion.objects.filter(call=form.call_id)
        if "known_from" in self.fields:
            cast(forms.ChoiceField, self.fields["known_from"]).choices = [("", _("Nulle part : la personne l’écrit")), *known.sources()]
        answers = self._answers_before(form, question)
        if answers:
            cast(forms.MultipleChoiceField, self.fields["condition"]).choices = answers
        else:
            del self.fields["condition"]

    def _initial(self, kind: str, question: Question | None) -> dict[str, Any]:
        if question is None:
            return {"kind": kind}
        lines = "\n".join(_line_of(row, kind) for row in question.options)
        own = {name: getattr(question, name) for name in self.base_fields if hasattr(question, name)}
        chosen = [f"{question.condition_key}={value}" for value in question.condition_values] if question.condition_key else []
        return {**own, "kind": kind, **dict.fromkeys(LISTS, lines), "condition": chosen}

    @staticmethod
    def _answers_before(form: FormVersion, question: Question | None) -> list[tuple[str, list[tuple[str, str]]]]:
        """The answers that may open this question, under the question that they answer."""
        asked = form.questions.select_related("section").filter(kind__in=[Kind.CHOICE, Kind.CHOICES, Kind.HONOUR])
        found = []
        for one in asked.order_by("section__position", "position", "pk"):
            if question is not None and one.pk == question.pk:
                continue
            options = (
                [(TICKED, _("La case est cochée"))] if one.kind == Kind.HONOUR else [(str(code), str(words)) for code, words in one.options]
            )
            found.append((one.label, [(f"{one.key}={code}", words) for code, words in options]))
        return found

    def _lines(self, name: str) -> list[str]:
        """The lines typed in a list. Raises ValidationError when one is too long."""
        lines = [clean_line(line) for line in clean_text(self.cleaned_data[name]).splitlines()]
        for line in lines:
            if len(line) > MAX_WORDS:
                raise forms.ValidationError(
                    _("Une ligne dépasse %(count)s signes : « %(start)s… ».") % {"count": MAX_WORDS, "start": line[:40]}
                )
        return [line for line in lines if line]

    def _kept(self) -> list[list[Any]]:
        return self.question.options if self.question is not None else []

    def clean_choices(self) -> list[list[str]]:
        """Code and words of each choice. Raises ValidationError for fewer than two."""
        lines = _each_once(self._lines("choices"))
        if len(lines) < 2:
            raise forms.ValidationError(_("Écrivez au moins deux choix, un par ligne."))
        return [list(row) for row in zip(coded(lines, self._kept()), lines, strict=True)]

    def clean_indicators(self) -> list[list[str]]:
        """Code and words of each indicator."""
        lines = _each_once(self._lines("indicators"))
        return [list(row) for row in zip(coded(lines, self._kept()), lines, strict=True)]

    def clean_columns(self) -> list[list[Any]]:
        """Code, words, kind and choices of each column. Raises ValidationError for a choice among fewer than two, or in no column."""
        typed: list[tuple[str, str, list[str]]] = []
        for line in self._lines("columns"):
            if choice := re.fullmatch(r"[-–•]\s*(.+)", line):
                if not typed or typed[-1][1] != Kind.CHOICE:
                    raise forms.ValidationError(_("« %(line)s » suit une colonne qui n’est pas un choix.") % {"line": line})
                typed[-1][2].append(choice[1])
            else:
                typed.append((*_column_of(line), []))
        words = [name for name, _kind, _choices in typed]
        if len(set(words)) < len(words):
            raise forms.ValidationError(_("Deux colonnes ont le même nom."))
        kept = {str(row[0]): row[3] for row in self._kept() if len(row) > 3}
        found: list[list[Any]] = []
        for code, (name, kind, choices) in zip(coded(words, self._kept()), typed, strict=True):
            row: list[Any] = [code, name, *([kind] if kind != Kind.LINE else [])]
            if kind == Kind.CHOICE:
                if len(_each_once(choices)) < 2:
                    raise forms.ValidationError(
                        _("Écrivez au moins deux choix sous « %(name)s », un par ligne, après un tiret.") % {"name": name}
                    )
                row.append([list(one) for one in zip(coded(choices, kept.get(code, [])), choices, strict=True)])
            found.append(row)
        return found

    def clean_condition(self) -> list[str]:
        """The answers ticked. Raises ValidationError when they answer two questions."""
        ticked = self.cleaned_data["condition"]
        if len({one.partition("=")[0] for one in ticked}) > 1:
            raise forms.ValidationError(_("Cochez les réponses d’une seule question : deux questions ne commandent pas la même."))
        return list(ticked)

    def clean(self) -> dict[str, Any]:
        """Rows are in order."""
        values = super().clean() or {}
        if (values.get("min_rows") or 0) > (values.get("max_rows") or 20):
            self.add_error("max_rows", _("Le plus grand nombre de lignes est plus petit que le plus petit."))
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes; what this kind does not ask takes its usual value."""
        data = self.cleaned_data
        ticked = data.get("condition") or []
        return {
            **{name: data[name] for name in ("kind", "label", "help", "is_required", "criterion", "audience", "is_identifying")},
            "max_length": data.get("max_length"),
            "known_from": data.get("known_from", ""),
            "options": next((data[name] for name in LISTS if name in data), []),
            "min_rows": data.get("min_rows") or 0,
            "max_rows": data.get("max_rows") or 20,
            "condition_key": ticked[0].partition("=")[0] if ticked else "",
            "condition_values": [one.partition("=")[2] for one in ticked],
        }


def _each_once(lines: list[str]) -> list[str]:
    """The same lines. Raises ValidationError when two say the same."""
    if twice := next((line for line in lines if lines.count(line) > 1), ""):
        raise forms.ValidationError(_("« %(line)s » est écrit deux fois.") % {"line": twice})
    return lines


def _line_of(row: Sequence[Any], kind: str) -> str:
    """A choice, or a column with its kind between brackets and its choices below."""
    has_kind = kind == Kind.TABLE and len(row) > 2 and row[2] in COLUMN_KINDS
    first = f"{row[1]} ({COLUMN_KINDS[row[2]]})" if has_kind else str(row[1])
    return "\n".join([first, *(f"- {words}" for _code, words in (row[3] if has_kind and len(row) > 3 else []))])


def _column_of(line: str) -> tuple[str, str]:
    """The words and the kind of a column. Brackets that hold no kind are words."""
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", line)
    kinds = {fold(str(words)): kind for kind, words in COLUMN_KINDS.items()}
    if match and (kind := kinds.get(fold(match[2]))):
        return match[1], str(kind)
    return line, Kind.LINE.value
