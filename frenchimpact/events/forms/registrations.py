"""What people type to come to an event, and what they say of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.events.models import Event, Quota, Registration


class NameForm(forms.Form):
    """A name; needs and photographs when the event asks."""

    name = Line(label=_("Votre nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    needs = Paragraph(
        label=_("De quoi avez-vous besoin pour participer ?"),
        required=False,
        max_length=1000,
        rows=2,
        help_text=_("Accès en fauteuil, boucle magnétique, interprète, repas… Lu par qui organise, effacé après l’événement."),
    )
    photo = forms.ChoiceField(
        label=_("Acceptez-vous d’apparaître sur des photos ?"),
        choices=[(Registration.Photo.YES, _("Oui")), (Registration.Photo.NO, _("Non : je serai hors du champ, ou flouté"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not event.asks_needs:
            del self.fields["needs"]
        if not event.asks_photo:
            del self.fields["photo"]


class RegistrationForm(NameForm):
    """Two fields; the public when seats are kept for some."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    quota = forms.ChoiceField(label=_("Vous venez comme"), widget=forms.RadioSelect, required=False)
    field_order = ("name", "email", "quota", "needs", "photo")

    def __init__(self, *args: Any, event: Event, quotas: Sequence[Quota], user: Any, **kwargs: Any) -> None:
        if user is not None and user.is_authenticated:
            kwargs["initial"] = {"name": user.full_name, "email": user.email} | kwargs.get("initial", {})
        super().__init__(*args, event=event, **kwargs)
        field = self.fields["quota"]
        if quotas and isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Tout public")), *((str(one.pk), one.name) for one in quotas)]
        else:
            del self.fields["quota"]


class FeedbackForm(forms.Form):
    """Two questions."""

    was_useful = forms.TypedChoiceField(
        label=_("Cet événement vous a-t-il été utile ?"),
        choices=[("yes", _("Oui")), ("no", _("Non"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = Paragraph(label=_("Pourquoi, en quelques mots"), required=False, max_length=2000, rows=3)
