"""What people type to sign in and about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.text import clean_line, clean_text


class AddressForm(forms.Form):
    """The address to which the code goes."""

    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        max_length=254,
        help_text=_("Exemple : prenom.nom@association.fr"),
        error_messages={
            "required": _("Écrivez votre adresse : le code y est envoyé."),
            "invalid": _("Cette adresse est incomplète. Elle ressemble à prenom.nom@association.fr."),
            "max_length": _("Cette adresse est trop longue : 254 caractères au plus."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data is not None and "email" in data:
            data = data.copy()
            data["email"] = clean_line(data["email"])
        super().__init__(data, **options)


class CodeForm(forms.Form):
    """Six digits, pasted or typed, with or without spaces."""

    code = forms.CharField(
        label=_("Code à six chiffres"),
        max_length=40,
        strip=True,
        error_messages={
            "required": _("Recopiez les six chiffres du message."),
            "max_length": _("Le code n’a que six chiffres."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "input--code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
                "size": "9",
            }
        ),
    )

    def clean_code(self) -> str:
        """Only the digits count."""
        digits = "".join(char for char in self.cleaned_data["code"] if char in "0123456789")
        if len(digits) != 6:
            raise forms.ValidationError(_("Le code a six chiffres. Recopiez-le du message, espaces permis."))
        return digits


class TotpForm(CodeForm):
    """The six digits that the application shows now."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["code"]
        field.label = _("Code affiché par votre application")
        field.error_messages["required"] = _("Recopiez les six chiffres que l’application affiche.")


class RecoveryForm(forms.Form):
    """One of the ten codes on paper."""

    recovery = forms.CharField(
        label=_("Code de secours"),
        max_length=40,
        help_text=_("Dix lettres et chiffres, comme ABCDE-23456."),
        error_messages={
            "required": _("Recopiez un des codes de votre liste."),
            "max_length": _("Un code de secours a dix lettres et chiffres."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "size": "14"}),
    )


class PasskeyForm(forms.Form):
    """What the person calls a new passkey, and what the browser made."""

    name = forms.CharField(
        label=_("Nom de la clé"),
        max_length=60,
        help_text=_("Pour la reconnaître plus tard : téléphone d’Awa, clé USB du bureau."),
        error_messages={"required": _("Donnez un nom à cette clé."), "max_length": _("60 caractères au plus : raccourcissez.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())

    def clean_name(self) -> str:
        """One line, without what cannot be read."""
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Donnez un nom à cette clé."))
        return name


class RecoveryReasonForm(forms.Form):
    """What happened, so that an operator can make sure of who asks."""

    reason = forms.CharField(
        label=_("Que s’est-il passé ? Comment vous joindre ?"),
        max_length=500,
        help_text=_("Par exemple : téléphone volé lundi, joignable à la mairie de Cahors au 05 65 00 00 00."),
        error_messages={"required": _("Dites ce qui s’est passé : un opérateur vérifie que c’est bien vous.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        """Readable characters only."""
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(_("Dites ce qui s’est passé : un opérateur vérifie que c’est bien vous."))
        return reason


class ProfileForm(forms.Form):
    """How the person is called and in which language they are written to."""

    full_name = forms.CharField(
        label=_("Prénom et nom"),
        max_length=150,
        help_text=_("Votre équipe et les personnes qui suivent vos dossiers le voient."),
        error_messages={
            "required": _("Écrivez votre prénom et votre nom."),
            "max_length": _("150 caractères au plus : raccourcissez."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Langue de vos messages"),
        choices=User._meta.get_field("language").choices or [],
        widget=forms.Select(),
    )

    def clean_full_name(self) -> str:
        """One line, without what cannot be read."""
        name = clean_line(self.cleaned_data["full_name"])
        if not name:
            raise forms.ValidationError(_("Écrivez votre prénom et votre nom."))
        return name
