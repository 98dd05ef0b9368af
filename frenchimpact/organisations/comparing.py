"""Two sheets line by line: where they differ, with the words that differ marked, and where they say the same."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from frenchimpact.core.identifiers import show
from frenchimpact.organisations import actions
from frenchimpact.organisations.forms import OrganisationForm, shown
from frenchimpact.organisations.models import Organisation

LONGEST = 600
# Below this likeness two texts have nothing in common that is worth marking.
ALIKE = 0.3
_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


@dataclass
class Compared:
    """The lines to choose from, and those that are the same."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    same: list[tuple[str, str, None]] = field(default_factory=list)


def compare(first: Organisation, second: Organisation) -> Compared:
    """Every field of the two sheets; the first one is proposed unless it says nothing."""
    labels = {name: bound.label for name, bound in OrganisationForm.base_fields.items()} | {"closed_on": _("Activité cessée le")}
    found = Compared()
    for name in actions.CHOICES:
        ours, theirs = (shown(name, getattr(side, name)) for side in (first, second))
        if name == "siret":
            ours, theirs = (show(side.siret) or show(side.siren) for side in (first, second))
        if ours != theirs:
            one, other = marked(ours, theirs)
            row = {"name": name, "label": labels[name], "first": one, "second": other, "proposed": "first" if ours else "second"}
            found.rows.append(row)
        elif ours:
            found.same.append((str(labels[name]), ours, None))
    return found


def marked(ours: str, theirs: str) -> tuple[Markup, Markup]:
    """The two texts, cut when they are long, with the words that only one of them has between marks."""
    sides: list[list[str]] = [_WORDS.findall(text if len(text) <= LONGEST else f"{text[:LONGEST]}…") for text in (ours, theirs)]
    matcher = SequenceMatcher(a=sides[0], b=sides[1], autojunk=False)
    if not ours or not theirs or matcher.ratio() < ALIKE:
        return escape("".join(sides[0])), escape("".join(sides[1]))
    out = [Markup(""), Markup("")]
    for kind, *spans in matcher.get_opcodes():
        for number, (start, end) in enumerate((spans[:2], spans[2:])):
            words = "".join(sides[number][start:end])
            before, core, after = words.partition(words.strip()) if words.strip() else (words, "", "")
            out[number] += (
                escape(before) + (escape(core) if kind == "equal" or not core else Markup("<mark>{}</mark>").format(core)) + escape(after)
            )
    return out[0], out[1]
