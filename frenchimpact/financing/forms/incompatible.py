"""Saying that two aids do not go together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.financing.forms.fields import aid_field, for_aids
from frenchimpact.financing.forms.plans import PlainForm


class ReasonForm(PlainForm):
    """Why, where it is said, and when it holds."""

    reason = Paragraph(
        label=_("Pourquoi"), rows=3, max_length=1000, help_text=_("Les projets lisent cette phrase quand leur plan réunit les deux.")
    )
    source = Line(label=_("Où c’est dit"), max_length=300, help_text=_("Un article, un règlement d’intervention, une convention."))
    source_url = forms.URLField(label=_("Son adresse"), required=False, max_length=500, assume_scheme="https")
    starts_on = Day(label=_("Depuis le"), initial=clock.today)
    ends_on = Day(label=_("Jusqu’au"), required=False, help_text=_("Vide : encore aujourd’hui."))


class PairForm(ReasonForm):
    """Two aids: one's own, then any."""

    aid = aid_field(_("Votre aide"), help_text=_("Son nom, ou une partie."))
    other = aid_field(_("Ne va pas avec"), help_text=_("Une autre aide publiée, la vôtre ou celle d’un autre."))
    field_order = ["aid", "other"]

    def __init__(self, *args: Any, user: Any, is_operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for_aids(self, user, "aid", only_own=True)
        for_aids(self, user, "other")
        if is_operator:
            self.fields["aid"].label = _("Une aide")
