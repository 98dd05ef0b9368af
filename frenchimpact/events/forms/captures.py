"""What a card of the stop kit holds, as typed on a phone or in a plain form."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.events.forms.events import DoorForm
from frenchimpact.events.models import Capture, Event
from frenchimpact.events.presenting import organiser_words


def consent_words(event: Event) -> str:
    """What a person agrees to when their name or contact is written on a card; kept with it."""
    said = {"who": organiser_words(event), "event": event.title}
    return (
        _(
            "J’accepte que %(who)s garde mon nom et mon contact pour donner suite à ce que j’ai dit à « %(event)s », un an au plus. "
            "Je peux les faire effacer à tout moment."
        )
        % said
    )


class Moment(forms.Field):
    """An instant told by a device; nothing when it cannot be read."""

    def clean(self, value: Any) -> dt.datetime | None:
        """With its clock, or not at all."""
        try:
            found = dt.datetime.fromisoformat(str(value or ""))
        except ValueError:
            return None
        return found if found.tzinfo else None


class Sent(forms.Form):
    """What every card carries: the number that its device gave it, and when it was captured."""

    client_id = forms.UUIDField(
        label=gettext_lazy("Cette fiche"),
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Rechargez la page, puis recopiez la fiche.")),
    )
    captured_at = Moment(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.event = event

    def said(self) -> dict[str, Any]:
        """What the card says, without what carries it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("client_id", "captured_at")}


class ArrivalForm(Sent):
    """Who arrived: chosen in the list, scanned, or typed."""

    registration = forms.IntegerField(required=False, widget=forms.HiddenInput)
    ticket = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    who = Line(label=gettext_lazy("Nom, ou code du billet"), max_length=150)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        self.fields["who"].required = not any(self.data.get(name) for name in ("registration", "ticket"))


class WalkInForm(Sent, DoorForm):
    """Somebody who comes without having registered."""

    field_order = ("name", "email")


class Consented(Sent):
    """Whose card it is, only if they agree."""

    name = Line(label=gettext_lazy("Nom de la personne"), required=False, max_length=150)
    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), required=False, max_length=254)
    phone = Line(
        label=gettext_lazy("Téléphone"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    )
    agrees = forms.BooleanField(required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        self.fields["agrees"].label = consent_words(event)

    @property
    def is_named(self) -> bool:
        """Whether the card says whose it is."""
        return any(self.cleaned_data.get(name) for name in ("name", "email", "phone"))

    def clean(self) -> dict[str, Any]:
        """Nobody is named who did not agree."""
        found = super().clean() or {}
        if self.is_named and not found.get("agrees"):
            self.add_error("agrees", _("Demandez l’accord de la personne et cochez ; sinon, retirez son nom et son contact."))
        return found

    def said(self) -> dict[str, Any]:
        """The consent is kept in the words that were shown."""
        found = super().said()
        return found | {"consent": consent_words(self.event) if found.pop("agrees") and self.is_named else ""}


class ProjectForm(Consented):
    """A project, in sixty seconds."""

    title = Line(label=gettext_lazy("Nom du projet"), max_length=160)
    text = Paragraph(label=gettext_lazy("En une phrase : ce qu’il fait, pour qui"), max_length=600, rows=3)
    where = Line(label=gettext_lazy("Commune"), required=False, max_length=120)
    field_order = ("title", "text", "where", "name", "email", "phone", "agrees")

    def clean(self) -> dict[str, Any]:
        """A project that nobody can be reached for is not followed."""
        found = super().clean()
        if "email" not in self.errors and not found.get("email") and not found.get("phone"):
            self.add_error("email", _("Donnez une adresse ou un téléphone : c’est par là que le projet sera suivi."))
        return found


class WallForm(Consented):
    """A need, an offer, a barrier, an introduction: on the wall of the day."""

    kind = forms.ChoiceField(label=gettext_lazy("Quoi"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in Capture.WALL])
    text = Paragraph(label=gettext_lazy("En une phrase"), max_length=600, rows=2)
    is_public = forms.BooleanField(
        label=gettext_lazy("Peut être lu par tous sur la page de l’événement, sans nom ni contact"), required=False
    )
    field_order = ("kind", "text", "is_public", "name", "email", "phone", "agrees")
