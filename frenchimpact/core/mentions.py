"""People named in what the product itself wrote to others (a mail, a line of an inbox): their name leaves when they are erased.

A room declares such columns in `holdings.py`. What people typed is theirs: it is not here, and stays.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import trans_real

_LETTERS = re.compile(r"[^\W\d_]+")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Columns in which the product wrote sentences. `columns` has the language of each, empty when `language(row)` tells it."""

    model: type[Model]
    columns: dict[str, str]
    language: Callable[[Any], str]


_mentions: list[Mention] = []


def declare_mentions(*, model: type[Model], columns: dict[str, str], language: Callable[[Any], str] = lambda _row: LANGUAGES[0]) -> None:
    """Say that the product writes of people in these columns of rows that belong to others."""
    _mentions.append(Mention(model=model, columns=columns, language=language))


def mentions() -> tuple[Mention, ...]:
    """Every declared table."""
    return tuple(_mentions)


def is_told_apart(name: str) -> bool:
    """Whether a name can be looked for in sentences without harming their other words.

    An account may be called « Votre dossier », or « 2026 »: forgetting it must not rewrite what others were told. So a name begins
    with a capital, has no figure, and is no phrase of the product's own, in either language.
    """
    if len(name) < 3 or not name[0].isupper() or re.search(r"\d", name):
        return False
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return not any(name.casefold() in words.casefold() and whole.search(words) for words in _own_words())


def _own_words() -> Iterator[str]:
    for language in LANGUAGES:
        for key, said in trans_real.translation(language)._catalog.items():  # type: ignore[attr-defined]  # nothing public lists them
            yield key[0] if isinstance(key, tuple) else key
            yield str(said)


def unname(name: str, address: str, replaced_by: dict[str, str]) -> int:
    """Put other words (by language) in the place of a person wherever it is declared that they may be named. Gives how many rows changed.

    `address` is the one that they proved to be theirs: it stands for them where they have no name.
    """
    name = " ".join(name.split())
    names = [_pattern(name)] if is_told_apart(name) else []
    patterns = [*names, re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", re.IGNORECASE)]
    changed = 0
    for mention in _mentions:
        for row in _rows(mention, [name, address] if names else [address]).iterator(chunk_size=200):
            changed += _rewrite(mention, row, patterns, replaced_by)
    return changed


def _rows(mention: Mention, names: list[str]) -> QuerySet[Any]:
    """Those that may name the person. Their longest run of letters is written in one way everywhere: in HTML, with hard spaces, or cut."""
    words = [max(_LETTERS.findall(name), key=len) for name in names if _LETTERS.search(name)]
    named = reduce(or_, (Q(**{f"{column}__icontains": word}) for column in mention.columns for word in words))
    return mention.model._default_manager.filter(named).order_by("pk").select_for_update(of=("self",))


def _pattern(name: str) -> re.Pattern[str]:
    """The name alone, as it may be written in text and in HTML; at the end of a line that was cut, its first words alone."""
    words = [_as_written(word) for word in name.split(" ")]
    space = r"(?:\s|&nbsp;|&#160;)+"
    ways = [space.join(words), *(rf"{space.join(words[:count])}(?=…\Z)" for count in range(len(words) - 1, 0, -1))]
    # A first name alone is not taken out of the whole name of somebody else.
    more = r"(?!\s+[A-ZÀ-Þ])" if len(words) == 1 else ""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ways)})(?![\w-]){more}")


def _as_written(word: str) -> str:
    return "".join(
        "(?:['’]|&#39;|&#x27;|&rsquo;)" if char in "'’" else f"(?:{re.escape(char)}|{re.escape(html.escape(char))})" for char in word
    )


def _rewrite(mention: Mention, row: Any, patterns: list[re.Pattern[str]], replaced_by: dict[str, str]) -> int:
    changed = []
    for column, language in mention.columns.items():
        before = after = getattr(row, column)
        for pattern in patterns:
            after = pattern.sub(replaced_by[language or mention.language(row)], after)
        if after != before:
            setattr(row, column, after[: row._meta.get_field(column).max_length])
            changed.append(column)
    if changed:
        row.save(update_fields=changed)
    return int(bool(changed))
