"""What is typed of an adoption: in whose name, the agreement, steps, results, how it ends."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.typed import Day, Line, Paragraph, Quantity
from frenchimpact.design.picks import Option, Picked, PickField
from frenchimpact.geo.queries import place_detail, resolve_place
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.solutions.models import Adoption


def find_place(text: str, key: str) -> Picked:
    """The place of any level that a text names, or those it may name."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


class AdoptForm(forms.Form):
    """« Nous la reprenons »."""

    who = forms.ChoiceField(label=_("Au nom de"))
    place = PickField(
        label=_("Où"),
        find=find_place,
        source="geo:place_suggestions",
        required=False,
        help_text=_("Rien : le périmètre du territoire, le lieu du projet ou la commune de la structure."),
    )
    learnt_from = forms.ChoiceField(label=_("Auprès de qui voulez-vous apprendre ?"), required=False)
    text = Paragraph(
        label=_("Pourquoi, et ce que vous avez déjà"), rows=6, max_length=5000, help_text=_("L’équipe d’origine le lit et vous répond.")
    )

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], teachers: Iterable[Adoption], origin: str, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["who"].choices = [("", _now("Choisir")), *ways] if len(ways) > 1 else ways
        taught = [(one.reference, f"{one.taker} ({one.place})") for one in teachers]
        fields["learnt_from"].choices = [("", _now("L’équipe d’origine : %(name)s") % {"name": origin}), *taught]
        if not taught:
            del self.fields["learnt_from"]


class AgreementForm(forms.Form):
    """What each does; written again, both agree again."""

    agreement = Paragraph(
        label=_("Ce que chacun fait, et ce qui peut être adapté"),
        rows=8,
        max_length=20_000,
        help_text=_("Les deux côtés disent oui aux mêmes mots."),
    )
    mentor = forms.ModelChoiceField(
        label=_("Qui vous accompagne"), queryset=User.objects.none(), required=False, empty_label=_("Pas encore choisi")
    )

    def __init__(self, *args: Any, mentors: Sequence[User], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["mentor"].queryset = User.objects.filter(pk__in=[one.pk for one in mentors]).order_by("full_name", "pk")
        fields["mentor"].label_from_instance = lambda one: one.full_name or one.email


class LaunchForm(forms.Form):
    """When it begins there, and by which project."""

    on = Day(label=_("Lancée le"))
    project = forms.ChoiceField(
        label=_("Par quel projet"),
        required=False,
        help_text=_("Ses mesures se liront à côté de celles de l’équipe d’origine. Sans projet, pas de résultats."),
    )

    def __init__(self, *args: Any, projects: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].choices = [("", _now("Pas encore de projet public")), *projects]


class CarriedForm(forms.Form):
    """Which project does it there, told after the launch."""

    project = forms.ChoiceField(
        label=_("Par quel projet"), help_text=_("Son équipe donne les mesures. Elles se liront à côté de celles de l’équipe d’origine.")
    )

    def __init__(self, *args: Any, projects: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].choices = [("", _now("Choisir")), *projects]


class StepForm(forms.Form):
    """A step done that day, with what was met."""

    done_on = Day(label=_("Faite le"), required=False)
    note = Line(label=_("Ce que l’on a rencontré"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ResultForm(forms.Form):
    """One value of one year."""

    indicator = forms.ModelChoiceField(label=_("Ce qui est mesuré"), queryset=Indicator.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label=_("Année"), coerce=int)
    value = Quantity(label=_("Valeur"))

    def __init__(self, *args: Any, indicators: Any, years: Sequence[int], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = indicators
        fields["indicator"].label_from_instance = lambda one: f"{one} ({unit_words(one.unit)})" if unit_words(one.unit) else str(one)
        fields["year"].choices = [(one, str(one)) for one in years]


class CloseForm(forms.Form):
    """How it ends, and what the next ones must know."""

    ending = forms.ChoiceField(label=_("Comment se termine-t-elle ?"), widget=forms.RadioSelect)
    lesson = Paragraph(
        label=_("Ce que les suivants doivent savoir"), rows=5, max_length=5000, help_text=_("Un échec raconté évite le prochain.")
    )
    is_public = forms.BooleanField(label=_("Le dire à tous, sur la page de la solution"), required=False, initial=True)

    def __init__(self, *args: Any, endings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ending"].choices = endings
