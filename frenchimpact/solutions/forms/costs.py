"""How big it would be, where somebody thinks of taking a solution up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.solutions.costs import Basis, asked_bases
from frenchimpact.solutions.forms.solutions import Count
from frenchimpact.solutions.models import Kit

NAMES = {Basis.SITE: "lieux", Basis.PERSON: "personnes", Basis.THOUSAND: "habitants"}


class SizeForm(forms.Form):
    """Only what the lines of the kit need. Asked in the address: the page can be sent as it is."""

    lieux = Count(label=_("Combien de lieux"), required=False)
    personnes = Count(label=_("Combien de personnes par an"), required=False)
    habitants = Count(label=_("Combien d’habitants"), required=False)

    def __init__(self, *args: Any, kit: Kit, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        wanted = [NAMES[basis] for basis in asked_bases(kit.costs)]
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]

    @property
    def sizes(self) -> dict[str, int | None]:
        """By basis; None where nothing was said, or nothing sound."""
        self.full_clean()
        given = self.cleaned_data if self.is_bound else self.initial
        return {basis: given.get(name) for basis, name in NAMES.items() if name in self.fields}
