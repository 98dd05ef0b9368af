"""What people type about reviews, cleaned."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.territories.actions.reviews import LONGEST_WORDS
from frenchimpact.territories.models import Challenge, ChallengeLight, Review

# How many steps of an improvement plan the form shows.
STEPS = 5


class DatesForm(forms.Form):
    """The period that a review tells, and the day when it is due."""

    starts_on = Day(label=_("Premier jour de la période"))
    ends_on = Day(label=_("Dernier jour de la période"))
    due_on = Day(label=_("Attendu le"))


class PlanReviewForm(DatesForm):
    """One more review."""

    kind = forms.ChoiceField(label=_("Genre"), choices=Review.Kind.choices, widget=forms.RadioSelect, initial=Review.Kind.QUARTERLY)
    field_order = ("kind", "starts_on", "ends_on", "due_on")


class LightsForm(forms.Form):
    """A light and a few words for each challenge."""

    def __init__(self, *args: Any, rows: Iterable[tuple[Challenge, ChallengeLight | None]], is_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for challenge, light in self.rows:
            self.fields[f"light-{challenge.pk}"] = forms.ChoiceField(
                label=f"{challenge.number}. {challenge.title}",
                choices=ChallengeLight.Light.choices,
                widget=forms.RadioSelect,
                required=not is_whole,
                initial=light.light if light else "",
            )
            self.fields[f"text-{challenge.pk}"] = Paragraph(
                label=_("En quelques mots, défi %(number)s") % {"number": challenge.number},
                help_text=_("Demandé si ce n’est pas conforme."),
                rows=2,
                max_length=LONGEST_WORDS,
                required=False,
                initial=light.text if light else "",
            )

    def lights(self) -> dict[int, tuple[str, str]]:
        """What was said of each challenge, by its key."""
        said = self.cleaned_data
        return {one.pk: (said.get(f"light-{one.pk}", ""), said.get(f"text-{one.pk}", "")) for one, _light in self.rows}

    def fields_of(self, challenge: Challenge) -> tuple[forms.BoundField, forms.BoundField]:
        """The two fields of a challenge."""
        return self[f"light-{challenge.pk}"], self[f"text-{challenge.pk}"]


class ConclusionForm(forms.Form):
    """The programme's conclusion, its reasons, and the steps of an improvement plan."""

    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=Review.Conclusion.choices, widget=forms.RadioSelect, required=False)
    reasons = Paragraph(label=_("Motifs"), rows=6, required=False, help_text=_("Ils sont publiés avec le bilan."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank in range(1, STEPS + 1):
            self.fields[f"step_{rank}"] = Line(label=_("Étape %(rank)s") % {"rank": rank}, max_length=400, required=False)
            self.fields[f"due_{rank}"] = Day(label=_("Pour le"), required=False)

    def steps(self) -> list[Any]:
        """Pairs of fields."""
        return [(self[f"step_{rank}"], self[f"due_{rank}"]) for rank in range(1, STEPS + 1)]

    def plan(self) -> list[Any]:
        """The steps that were written: (text, day or None)."""
        said = self.cleaned_data
        return [(said[f"step_{rank}"], said[f"due_{rank}"]) for rank in range(1, STEPS + 1) if said[f"step_{rank}"]]
