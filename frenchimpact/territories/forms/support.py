"""What people type about support, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.territories.forms.choices import TerritoryField
from frenchimpact.territories.models import SupportRequest, Territory

LONGEST = 6000


class RequestForm(forms.Form):
    """A request. Everything can wait until it is sent, but its name."""

    kind = forms.ChoiceField(label=_("Ce que vous demandez"), choices=SupportRequest.Kind.choices, widget=forms.RadioSelect)
    title = Line(label=_("En une ligne"), max_length=200)
    text = Paragraph(
        label=_("Ce que vous voulez faire, et ce qu’il vous faut"),
        max_length=LONGEST,
        rows=8,
        required=False,
        help_text=_("Pour un frein : ce que vous voulez faire, ce qui bloque, ce qui débloquerait."),
    )
    norm = Paragraph(
        label=_("Le texte de loi ou la décision qui bloque"),
        max_length=2000,
        rows=3,
        required=False,
        help_text=_("Pour un frein, si vous le connaissez. Exemple : article R. 541-50 du code de l’environnement."),
    )
    days = forms.DecimalField(
        label=_("Jours d’ingénierie"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=1,
        localize=True,
        help_text=_("Pour une demande d’ingénierie."),
    )

    def __init__(self, *args: Any, is_of_action: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_of_action:
            del self.fields["kind"], self.fields["days"]


class AnswerForm(forms.Form):
    """The programme's answer."""

    is_accepted = forms.ChoiceField(
        label=_("Votre réponse"), choices=[("yes", _("Accepter")), ("no", _("Décliner"))], widget=forms.RadioSelect
    )
    answer = Paragraph(label=_("En quelques mots"), max_length=LONGEST, rows=5, help_text=_("Le territoire la lit telle quelle."))


class RecommendationForm(forms.Form):
    """An advice, and its day if it has one."""

    text = Paragraph(label=_("Ce que vous recommandez"), max_length=4000, rows=4)
    due_on = Day(label=_("Pour le"), required=False)


class SponsorshipForm(forms.Form):
    """Which territory helps, on what, from when to when."""

    sponsor = TerritoryField(label=_("Territoire parrain"), empty_label=_("Choisissez un territoire"))
    subject = Paragraph(label=_("Sur quoi"), max_length=2000, rows=3)
    since = Day(label=_("Depuis le"), initial=clock.today)
    until = Day(label=_("Jusqu’au"), required=False)

    def __init__(self, *args: Any, sponsored: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sponsor"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Territory.objects.filter(lead__isnull=False).exclude(pk=sponsored.pk).order_by("name", "pk")
