"""What one looks for in one's journal."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class TrailForm(forms.Form):
    """Which things, and between which days, both included."""

    is_search = True
    objet = forms.ChoiceField(label=_("À propos de"), required=False)
    du = _day(_("À partir du"))
    au = _day(_("Jusqu’au"))

    def __init__(self, data: Any, rooms: list[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        cast(forms.ChoiceField, self.fields["objet"]).choices = [("", _("Tout")), *rooms]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("du"), cleaned.get("au")
        if since and until and until < since:
            self.add_error("au", _("Ce jour vient avant le premier. Choisissez-en un autre."))
        return cleaned
