"""How a Django field becomes our markup: the class of its control, what describes it, its choices one by one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup

from frenchimpact.design.picks import PickInput

# What the product calls a kind of control; the first class that fits wins.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.Textarea, "area"),
    (forms.Select, "select"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (PickInput, "pick"),
)


@dataclass(frozen=True)
class ChoiceRow:
    """One box or button of a group, with the heading that comes before it when a named group begins."""

    id: str
    input: Markup
    words: str
    heading: str = ""


def kind_of(bound: BoundField) -> str:
    """Which of our controls shows this field."""
    widget = bound.field.widget
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")


def described(bound: BoundField, help_text: Any) -> str:
    """The identifiers of what explains the field: its help, then its error."""
    ids = []
    if help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def control(bound: BoundField, help_text: Any = "", skin_class: str = "") -> Markup:
    """The control itself, with our class or that of the skin, what describes it and whether it is wrong."""
    kind = kind_of(bound)
    attributes: dict[str, Any] = {"aria-invalid": "true" if bound.errors else None}
    if kind != "check":
        own = bound.field.widget.attrs.get("class", "")
        attributes["class"] = " ".join(filter(None, (skin_class or {"select": "select", "area": "area"}.get(kind, "input"), own)))
    ids = described(bound, help_text)
    attributes["aria-describedby"] = " ".join(filter(None, (ids, str(bound.field.widget.attrs.get("aria-describedby", ""))))) or None
    if isinstance(bound.field.widget, forms.Textarea) and bound.field.widget.attrs.get("rows") in (None, "10", 10):
        attributes["rows"] = 5
    # A browser cuts a paste at `maxlength` without a word: the form says what is too long, with the whole text before one's eyes.
    attributes["maxlength"] = False
    kept = {name: value for name, value in attributes.items() if value is not None}
    return Markup(bound.as_widget(attrs=kept))


def choice_rows(bound: BoundField) -> list[ChoiceRow]:
    """The boxes or buttons of a group, one by one."""
    rows: list[ChoiceRow] = []
    widget = bound.field.widget
    context = widget.get_context(bound.html_name, bound.value(), bound.build_widget_attrs({"id": bound.auto_id}))["widget"]
    for heading, options, _index in context["optgroups"]:
        for place, option in enumerate(options):
            markup = Markup(forms.renderers.get_default_renderer().render("django/forms/widgets/input.html", {"widget": option}))
            rows.append(ChoiceRow(option["attrs"]["id"], markup, str(option["label"]), str(heading or "") if place == 0 else ""))
    return rows


GLOBALS = {"kind_of": kind_of, "described": described, "control": control, "choice_rows": choice_rows}
