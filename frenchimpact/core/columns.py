"""The columns of a file as a person tells them: which of ours each is, by what it is called and what it holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.spreadsheets.scan import column_letters
from frenchimpact.core.tables import REPORT, NotATable, Table

# How many lines are read to show what a column holds, how many of its values, and how much of each.
_LINES, _EXAMPLES, _LONGEST = 200, 3, 40


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said: of every column by its place, or of some by their title, the others being guessed."""

    by_place: Mapping[int, str] = field(default_factory=dict)
    by_title: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_place or self.by_title)

    def mapping(self, table: Table, guessed: Mapping[str, int]) -> dict[str, int]:
        """Our columns, each with its place in the table. Raises NotATable for a title that the file has not."""
        if self.by_place:
            return {ours: place for place, ours in self.by_place.items() if ours and place < len(table.header)}
        places = {title: _place_of(table, title) for title in self.by_title}
        kept = {ours: place for ours, place in guessed.items() if place not in places.values() and ours not in self.by_title.values()}
        return kept | {ours: places[title] for title, ours in self.by_title.items() if ours}


def _place_of(table: Table, title: str) -> int:
    plain = " ".join(title.split()).lower()
    if plain not in table.header:
        told = {"title": title, "titles": ", ".join(filter(None, table.titles))}
        raise NotATable(_("Le fichier n’a pas de colonne « %(title)s ». Il a : %(titles)s.") % told)
    return table.header.index(plain)


def told_by(pairs: Collection[str], known: Collection[str]) -> Told:
    """What options of a command say: « TITLE=ours », or « TITLE= » for a column to leave. Raises NotATable."""
    found = {}
    for pair in pairs:
        title, equal, ours = pair.rpartition("=")
        if not equal or not title.strip() or (ours.strip() and ours.strip() not in known):
            told = {"pair": pair, "known": ", ".join(known)}
            raise NotATable(_("« %(pair)s » ne se lit pas : écrivez COLONNE=nom, où nom est l’un de : %(known)s.") % told)
        found[title.strip()] = ours.strip()
    return Told(by_title=found)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: what it holds, and which of ours it seems to be."""

    place: int
    title: str
    examples: tuple[str, ...]
    guess: str = ""
    # Whether the guess comes from its very name.
    is_sure: bool = False


def columns_of(table: Table, guessed: Mapping[str, int], sure: Mapping[str, int]) -> list[Column]:
    """The columns that hold something, or bear a name, with our guess of each."""
    held: dict[int, dict[str, None]] = {place: {} for place in range(len(table.header))}
    for row in islice(table.rows(), _LINES):
        for place, cell in enumerate(row.cells):
            if (text := " ".join(cell.split())) and place in held and len(held[place]) < _EXAMPLES:
                held[place][text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"] = None
    by_place, certain = {place: ours for ours, place in guessed.items()}, set(sure.values())
    return [
        Column(place, table.titles[place], tuple(held[place]), by_place.get(place, ""), place in certain)
        for place, name in enumerate(table.header)
        if name not in REPORT and (name or held[place])
    ]


class ColumnsForm(forms.Form):
    """Which of ours each column of a file is; each of ours once, and those that are needed."""

    use_required_attribute = False
    # Every column may be left aside: nothing to say of each.
    is_search = True

    def __init__(
        self,
        data: Any = None,
        *,
        columns: list[Column],
        names: Mapping[str, Text],
        needed: Collection[str],
        chosen: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.columns, self.names, self.needed = columns, names, needed
        choices = [("", _("Laisser de côté")), *((ours, f"{words} ({ours})") for ours, words in names.items())]
        for one in columns:
            self.fields[f"column_{one.place}"] = forms.ChoiceField(
                label=one.title or _("Colonne %s, sans nom") % column_letters(one.place),
                choices=choices,
                required=False,
                initial=one.guess if chosen is None else chosen.get(one.place, ""),
                help_text=_("Par exemple : %s") % " · ".join(one.examples) if one.examples else _("Cette colonne est vide."),
                widget=forms.Select(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each of ours once, and all those that are needed."""
        places: dict[str, int] = {}
        for place, ours in self.chosen.items():
            if ours and ours in places:
                words = _("« %(ours)s » est déjà choisi pour « %(title)s » : gardez une seule des deux colonnes.")
                self.add_error(f"column_{place}", words % {"ours": self.names[ours], "title": self.fields[f"column_{places[ours]}"].label})
            places.setdefault(ours, place)
        if missing := [f"« {self.names[ours]} »" for ours in self.needed if ours not in places]:
            self.add_error(
                None, _("Il manque %s : dites quelle colonne le donne. Sans elle, aucune ligne ne peut être prise.") % ", ".join(missing)
            )
        return self.cleaned_data

    @property
    def chosen(self) -> dict[int, str]:
        """What was chosen of each, by its place."""
        return {one.place: self.cleaned_data.get(f"column_{one.place}", "") for one in self.columns}

    def _bound(self, *, is_sure: bool) -> Iterator[forms.BoundField]:
        return (self[f"column_{one.place}"] for one in self.columns if one.is_sure is is_sure)

    def unsure(self) -> list[forms.BoundField]:
        """Those that a person must look at."""
        return list(self._bound(is_sure=False))

    def sure(self) -> list[forms.BoundField]:
        """Those that bear a name of ours."""
        return list(self._bound(is_sure=True))


def kept(chosen: Mapping[int, str]) -> dict[str, str]:
    """What was chosen, as JSON keeps it."""
    return {str(place): ours for place, ours in chosen.items()}


def told_of(columns: Mapping[str, str]) -> Told:
    """The same, read back."""
    return Told({int(place): ours for place, ours in columns.items()})
