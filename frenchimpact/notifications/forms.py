"""When a person wants mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.text import clean_line
from frenchimpact.notifications.models import Day, Zone

_TIME = {"required": _("Écrivez une heure."), "invalid": _("Écrivez une heure, par exemple 08:00.")}
_PICK = {"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse de la liste.")}


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    # The browser's own picker, which only understands hours and minutes.
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    formats = ["%H:%M", "%H:%M:%S"]
    return forms.TimeField(label=label, help_text=help_text, widget=widget, input_formats=formats, error_messages=_TIME)


class LostLinkForm(forms.Form):
    """The address to which our mails come."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        help_text=_("Celle où ces messages arrivent."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data is not None and "email" in data:
            data = data.copy()
            data["email"] = clean_line(data["email"])
        super().__init__(data, **options)


class HabitForm(forms.Form):
    """Zone, quiet hours, moment of digests."""

    digest_at = _time(_("Heure du résumé"))
    weekly_on = forms.TypedChoiceField(label=_("Jour du résumé de la semaine"), choices=Day.choices, coerce=int, error_messages=_PICK)
    quiet_from = _time(_("Aucun mail à partir de"))
    quiet_until = _time(_("Jusqu’à"), help_text=_("La même heure deux fois : pas d’heures calmes."))
    zone = forms.ChoiceField(
        label=_("Votre heure"),
        choices=Zone.choices,
        error_messages=_PICK,
        help_text=_("Les heures ci-dessus sont celles de ce territoire."),
    )
    has_digests = forms.BooleanField(label=_("Recevoir les résumés"), required=False)
