"""When a person wants mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.notifications.models import Day, Zone

_TIME = {"required": _("Écrivez une heure."), "invalid": _("Écrivez une heure, par exemple 08:00.")}
_PICK = {"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse de la liste.")}


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    # The browser's own picker, which only understands hours and minutes.
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    formats = ["%H:%M", "%H:%M:%S"]
    return forms.TimeField(label=label, help_text=help_text, widget=widget, input_formats=formats, error_messages=_TIME)


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
