"""What people choose about the display."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DisplayForm(forms.Form):
    """Colours, size of text, movements and keyboard shortcuts, kept in cookies of this browser."""

    theme = forms.ChoiceField(
        label=_("Couleurs"),
        choices=[
            ("auto", _("Comme mon appareil")),
            ("light", _("Claires")),
            ("dark", _("Sombres")),
        ],
        widget=forms.RadioSelect,
        initial="auto",
    )
    size = forms.ChoiceField(
        label=_("Taille du texte"),
        choices=[("usual", _("Habituelle")), ("large", _("Grande")), ("larger", _("Très grande"))],
        widget=forms.RadioSelect,
        initial="usual",
    )
    motion = forms.ChoiceField(
        label=_("Animations"),
        choices=[("auto", _("Comme mon appareil")), ("none", _("Aucune"))],
        widget=forms.RadioSelect,
        initial="auto",
    )
    shortcuts = forms.ChoiceField(
        label=_("Raccourcis du clavier"),
        help_text=_("Par exemple « / » pour aller à la recherche. Coupez-les si votre logiciel vocal les déclenche sans vous."),
        choices=[("yes", _("Actifs")), ("no", _("Coupés"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
