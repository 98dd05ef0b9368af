"""What people type about meetings, cleaned."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frenchimpact.core.typed import Instant, Line, Paragraph
from frenchimpact.notifications.models import Zone
from frenchimpact.territories.forms.choices import TerritoryField
from frenchimpact.territories.models import Meeting, Territory

LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240, 360, 480)
DAY_MINUTES = 24 * 60


def length_words(minutes: int) -> str:
    """« 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


class MeetingForm(forms.Form):
    """A meeting: its hour is on the clock of whoever types it."""

    kind = forms.ChoiceField(label=_("Genre"), choices=Meeting.Kind.choices, widget=forms.RadioSelect, initial=Meeting.Kind.STEERING)
    title = Line(label=_("Nom de la réunion"), max_length=200)
    starts_at = Instant(label=_("Commence le"))
    length = forms.TypedChoiceField(label=_("Durée"), coerce=int, initial=120)
    where = Line(label=_("Lieu ou lien"), max_length=300, required=False)
    host = TerritoryField(
        label=_("Territoire qui reçoit"),
        required=False,
        empty_label=_("Aucun"),
        help_text=_("Pour une visite d’apprentissage."),
    )
    is_public = forms.BooleanField(
        label=_("Ouverte à tous"),
        required=False,
        help_text=_("Son nom, son heure et son lieu paraissent sur la page publique du territoire ; jamais l’ordre du jour."),
    )
    agenda = Paragraph(label=_("Ordre du jour"), max_length=8000, rows=12, required=False)

    def __init__(self, *args: Any, territory: Territory, zone: str, length: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = _("Heure locale : %(zone)s.") % {"zone": Zone(zone).label}
        field, host = self.fields["length"], self.fields["host"]
        lengths = sorted({*LENGTHS, *([length] if 0 < length <= 14 * DAY_MINUTES else [])})
        if isinstance(field, forms.TypedChoiceField) and isinstance(host, forms.ModelChoiceField):
            field.choices = [(minutes, length_words(minutes)) for minutes in lengths]
            host.queryset = Territory.objects.exclude(pk=territory.pk).order_by("name", "pk")

    def meeting(self) -> dict[str, Any]:
        """The fields of the meeting."""
        said = dict(self.cleaned_data)
        said["ends_at"] = said["starts_at"] + dt.timedelta(minutes=said.pop("length"))
        return said


class ResolutionForm(forms.Form):
    """What was decided."""

    text = Paragraph(label=_("Ce qui a été décidé"), max_length=2000, rows=2)
