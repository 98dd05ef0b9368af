"""What the people of a project or of a territory type about its impact."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line
from frenchimpact.impact.actions.changes import may_lead
from frenchimpact.impact.models import Change, ChangePart, Kind
from frenchimpact.methods.queries import indicators_in_force

# What each kind asks, and an example of ours.
ASKED: dict[Kind, tuple[Any, Any]] = {
    Kind.NEED: (_("Quel manque, et pour qui ?"), _("Ex. : des habitants jettent ce que d’autres cherchent, faute de lieu pour réparer.")),
    Kind.INPUT: (_("De quoi vous servez-vous ?"), _("Ex. : un local, deux salariés, quarante bénévoles.")),
    Kind.ACTIVITY: (_("Que faites-vous ?"), _("Ex. : des ateliers de réparation chaque samedi.")),
    Kind.OUTPUT: (_("Qu’est-ce qui est produit, que l’on peut compter ?"), _("Ex. : des objets réparés, des personnes venues.")),
    Kind.OUTCOME: (_("Qu’est-ce qui change, et pour qui ?"), _("Ex. : des personnes savent réparer elles-mêmes.")),
    Kind.IMPACT: (_("À quoi cela contribue-t-il, à plus long terme ?"), _("Ex. : moins de déchets dans la vallée.")),
    Kind.ASSUMPTION: (_("Qu’est-ce qui doit être vrai pour que cela marche ?"), _("Ex. : un objet réparé évite vraiment un achat.")),
    Kind.RISK: (_("Qu’est-ce qui pourrait mal tourner ?"), _("Ex. : les bénévoles s’épuisent.")),
}


class QuestionForm(forms.Form):
    """What one wants to know, first."""

    question = Line(
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Votre question"),
        required=False,
        max_length=300,
        help_text=_("Ce que vous voulez savoir, avant de choisir quoi mesurer. Ex. : nos ateliers changent-ils ce que les gens achètent ?"),
    )


class PartForm(forms.Form):
    """One part: its words, for whom, how it is counted, what it leads to."""

    text = Line(label=_("En une phrase"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    stakeholder = Line(label=_("Pour qui"), required=False, max_length=120)

    def __init__(self, *args: Any, kind: Kind, change: Change | None, is_short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked, example = ASKED[kind]
        self.fields["text"].label, self.fields["text"].help_text = asked, example
        if kind not in (Kind.NEED, Kind.OUTCOME, Kind.IMPACT):
            del self.fields["stakeholder"]
        if is_short:
            return
        if kind in (Kind.OUTPUT, Kind.OUTCOME, Kind.IMPACT):
            self.fields["indicator"] = forms.ModelChoiceField(
                queryset=indicators_in_force(), required=False, label=_("Compté par"), empty_label=_("Pas encore")
            )
        targets = [other for other in change.parts.all() if may_lead(kind, Kind(other.kind))] if change else []
        if targets:
            words = _("Porte sur") if kind in (Kind.ASSUMPTION, Kind.RISK) else _("Mène à")
            self.fields["leads_to"] = forms.ModelMultipleChoiceField(
                queryset=ChangePart.objects.filter(pk__in=[target.pk for target in targets]),
                required=False,
                label=words,
                widget=forms.CheckboxSelectMultiple,
            )
