"""What operators and jurors type, cleaned. Never saves."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.accounts.queries import person_of
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.typed import Line, Paragraph
from frenchimpact.reviews.models import Decision, Juror, Jury
from frenchimpact.vocabularies.queries import choices as words_for


class JuryForm(forms.Form):
    """A jury for a cohort that has none."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=gettext_lazy("Session de l’appel"))
    readers_per_file = forms.IntegerField(label=gettext_lazy("Lecteurs par dossier"), min_value=1, max_value=15, initial=3)
    reviews_due_on = forms.DateField(
        label=gettext_lazy("Avis attendus avant le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_anonymous = forms.BooleanField(label=gettext_lazy("Les jurés lisent des dossiers anonymes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohort"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Cohort.objects.filter(jury=None).select_related("call").order_by("-closes_at", "pk")


class JurorForm(forms.Form):
    """A member: someone who has an account, in a quality, for a time."""

    email = forms.EmailField(label=gettext_lazy("Adresse de la personne"), help_text=gettext_lazy("Celle de son compte."), max_length=254)
    quality = Line(label=gettext_lazy("En qualité de"), max_length=160, help_text=gettext_lazy("Exemple : directrice d’un incubateur."))
    mandate = Line(label=gettext_lazy("Acte qui nomme"), max_length=200, required=False)
    mandate_until = forms.DateField(label=gettext_lazy("Fin du mandat"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    capacity = forms.IntegerField(label=gettext_lazy("Dossiers au plus"), min_value=1, max_value=500, initial=20)
    region = Line(
        label=gettext_lazy("Code de sa région"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("Exemple : 84 pour Auvergne-Rhône-Alpes."),
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Thèmes qu’elle connaît"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    is_chair = forms.BooleanField(label=gettext_lazy("Préside le jury"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: User | None = None
        field = self.fields["themes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = words_for("theme")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.user = person_of(email)
        if self.user is None or not self.user.is_active:
            raise ValidationError(_("Aucun compte n’a cette adresse. La personne doit d’abord se connecter une fois."))
        return email

    def clean_mandate_until(self) -> dt.date:
        day: dt.date = self.cleaned_data["mandate_until"]
        if day < clock.today():
            raise ValidationError(_("Cette date est passée."))
        return day


class PairForm(forms.Form):
    """A file given to a member by hand."""

    application = forms.ModelChoiceField(Application.objects.none(), label=gettext_lazy("Dossier"), to_field_name="reference")
    juror = forms.ModelChoiceField(Juror.objects.none(), label=gettext_lazy("Membre du jury"))

    def __init__(self, *args: Any, jury: Jury, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application, juror = self.fields["application"], self.fields["juror"]
        if isinstance(application, forms.ModelChoiceField) and isinstance(juror, forms.ModelChoiceField):
            application.queryset, juror.queryset = files, jury.jurors.select_related("user")


class RecusalForm(PairForm):
    """A recusal that the operator imposes, with its reason."""

    reason = Line(label=gettext_lazy("Raison du déport"), max_length=400)


class ExpertForm(forms.Form):
    """Somebody outside the jury, asked about one file."""

    application = forms.ModelChoiceField(Application.objects.none(), label=gettext_lazy("Dossier"), to_field_name="reference")
    name = Line(label=gettext_lazy("Nom de la personne"), max_length=160)
    email = forms.EmailField(label=gettext_lazy("Son adresse électronique"), max_length=254)
    quality = Line(label=gettext_lazy("En qualité de"), max_length=160, required=False)
    question = Paragraph(
        label=gettext_lazy("Ce que vous lui demandez"),
        max_length=2000,
        help_text=gettext_lazy("Une question précise. Ne nommez pas le candidat : la question part par mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.IntegerField(label=gettext_lazy("Jours pour répondre"), min_value=1, max_value=90, initial=14)

    def __init__(self, *args: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = self.fields["application"]
        if isinstance(application, forms.ModelChoiceField):
            application.queryset = files


class PlanForm(forms.Form):
    """When and where the jury is to sit."""

    sits_at = forms.DateTimeField(
        label=gettext_lazy("Séance prévue le"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    sits_where = Line(label=gettext_lazy("Lieu"), max_length=160, required=False)

    def clean_sits_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["sits_at"]
        if at < clock.now():
            raise ValidationError(_("Cette date est passée."))
        return at


class SessionForm(forms.Form):
    """The jury sits."""

    quorum = forms.IntegerField(label=gettext_lazy("Membres présents nécessaires (quorum)"), min_value=1)
    place = Line(label=gettext_lazy("Lieu"), max_length=160, required=False)


class ConclusionForm(forms.Form):
    """What was said of one file. The opinion itself comes out of the voices."""

    settled_position = forms.IntegerField(label=gettext_lazy("Place choisie entre ex æquo"), required=False, min_value=1, max_value=9999)
    notes = Paragraph(label=gettext_lazy("Ce qui a été dit"), max_length=6000, required=False)
    is_adjourned = forms.BooleanField(
        label=gettext_lazy("Ajourner ce dossier"),
        required=False,
        help_text=gettext_lazy("Il retourne en évaluation, sans avis. Une autre séance le jugera."),
    )

    def __init__(self, *args: Any, is_tied: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_tied:
            del self.fields["settled_position"]


class DecisionForm(forms.Form):
    """The authority's decision on one file. Its reasons by criterion are read beside it."""

    outcome = forms.ChoiceField(label=gettext_lazy("Décision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    quality = Line(label=gettext_lazy("Vous décidez en qualité de"), max_length=160)
    departs_because = Paragraph(label=gettext_lazy("Si vous vous écartez de l’avis du jury, pourquoi"), max_length=4000, required=False)
    advice = Paragraph(label=gettext_lazy("Ce que le candidat peut améliorer"), max_length=4000, required=False)
    come_back = Line(label=gettext_lazy("Quand revenir"), max_length=200, required=False)
    reopened_because = Paragraph(
        label=gettext_lazy("Pourquoi revenir sur la décision précédente"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("Votre nom est attaché à cette réouverture."),
    )


class LetterForm(forms.Form):
    """A letter, corrected before it leaves."""

    subject = Line(label=gettext_lazy("Objet"), max_length=160)
    body = Paragraph(label=gettext_lazy("Texte"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 20}))


class HandForm(forms.Form):
    """How a letter reached its addressee when the mail did not."""

    how = Line(
        label=gettext_lazy("Comment"), max_length=200, help_text=gettext_lazy("Exemple : recommandé 1A 123 456, remis en main propre.")
    )
    on = forms.DateField(
        label=gettext_lazy("Reçu le"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Le délai de recours part de ce jour. Aujourd’hui si rien n’est écrit."),
    )


class AnswerForm(forms.Form):
    """The applicant's reply or appeal."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Que voulez-vous faire ?"),
        widget=forms.RadioSelect,
        choices=[
            ("appeal", gettext_lazy("Former un recours : une autre personne juge de nouveau")),
            ("reply", gettext_lazy("Ajouter une réponse au dossier, sans recours")),
        ],
    )
    text = Paragraph(label=gettext_lazy("Votre texte"), max_length=10_000)

    def allow_reply_only(self) -> None:
        """An appeal was made: what is left is to add to the file."""
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices, kind.initial = [("reply", _("Ajouter une réponse au dossier, sans recours"))], "reply"
