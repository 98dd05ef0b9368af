"""What is typed of a request, and of a match."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.design.picks import Option, Picked, PickField
from frenchimpact.geo.queries import place_detail, resolve_place
from frenchimpact.offers.forms.offers import Several
from frenchimpact.offers.models import Price, What
from frenchimpact.vocabularies.queries import choices


def find_place(text: str, key: str) -> Picked:
    """The place of any level that a text names, or those it may name."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


class RequestForm(forms.Form):
    """What one seeks."""

    what = forms.ChoiceField(label=_("Ce que vous cherchez"), choices=[("", _("Choisir")), *What.choices])
    title = Line(label=_("En une phrase"), max_length=160, help_text=_("Ex. : Tenir nos comptes pendant six mois"))
    text = Paragraph(label=_("En détail"), rows=5, max_length=6000, help_text=_("À quoi cela servira, et ce qui est déjà là."))
    quantity = Amount(label=_("Combien"), required=False)
    unit = Line(label=_("Unité"), max_length=40, required=False, help_text=_("Ex. : jours, mètres carrés, licences"))
    from_on = Day(label=_("À partir du"), required=False)
    until_on = Day(label=_("Jusqu’au"), required=False)
    place = PickField(label=_("Où"), find=find_place, source="geo:place_suggestions", required=False)
    may_be_remote = forms.BooleanField(label=_("Possible à distance"), required=False, initial=True)
    price = forms.ChoiceField(label=_("Au plus, vous pouvez payer"), choices=Price.choices, initial=Price.FREE, widget=forms.RadioSelect)
    themes = Several(label=_("Thèmes"), choices=())
    is_public = forms.BooleanField(
        label=_("Visible de tous"), required=False, initial=True, help_text=_("Sinon, seules les structures qui offrent la voient.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = choices("theme")  # type: ignore[attr-defined] # a field of choices


class ProposeForm(forms.Form):
    """The first words to the other side, and how much."""

    text = Paragraph(label=_("Votre message"), rows=5, max_length=5000)
    quantity = Amount(label=_("Combien"), required=False)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["quantity"].label = _("Combien de %(unit)s") % {"unit": unit}
        else:
            del self.fields["quantity"]


class DeclineForm(forms.Form):
    """No, and why."""

    reason = Line(label=_("Pourquoi"), max_length=500, help_text=_("Une phrase suffit : elle est transmise."))


class FeedbackForm(forms.Form):
    """What it was worth."""

    was_useful = forms.ChoiceField(
        label=_("Cela a-t-il été utile ?"), choices=[("oui", _("Oui")), ("non", _("Non"))], widget=forms.RadioSelect
    )
    text = Line(label=_("En une phrase"), max_length=1000, required=False)
    given = Amount(label=_("Combien, au final"), required=False)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["given"].label = _("Combien de %(unit)s, au final") % {"unit": unit}
        else:
            del self.fields["given"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {"was_useful": given["was_useful"] == "oui", "text": given["text"], "given": given.get("given")}
