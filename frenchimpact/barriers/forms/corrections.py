"""What is typed to correct what is published."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.typed import Line, Paragraph


class CorrectionForm(forms.Form):
    """The words of an experiment, and why they change."""

    title = Line(label=_("Nom"), max_length=200)
    object = Paragraph(label=_("Ce qui est essayé"), rows=4, max_length=4000)
    authority_name = Line(label=_("Autorité qui a décidé"), max_length=200)
    legal_basis = Paragraph(label=_("Fondement juridique"), rows=3, max_length=3000)
    beneficiary = Line(label=_("Bénéficiaire"), required=False, max_length=300)
    conditions = Paragraph(label=_("Conditions, pour qui voudrait faire de même"), required=False, rows=3, max_length=4000)
    evaluation_plan = Paragraph(label=_("Comment on évaluera"), required=False, rows=3, max_length=4000)
    check_notes = Paragraph(label=_("Point de mi-parcours"), required=False, rows=3, max_length=4000)
    evaluation = Paragraph(label=_("Bilan de l’évaluation"), required=False, rows=4, max_length=8000)
    ending_reason = Paragraph(label=_("Pourquoi cette décision"), required=False, rows=3, max_length=4000)
    is_public = forms.BooleanField(label=_("Publique"), required=False)
    reason = Line(label=_("Pourquoi corriger"), max_length=500, help_text=_("Lu par le guichet seul."))
