"""What the desk types about a case: its card, its next step, who follows it, how it is sorted."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.forms.intake import find_place
from frenchimpact.barriers.models import Asked, Authority, Barrier, Case, Channel, Effect, Level, Nature, Norm
from frenchimpact.core.typed import Day, Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.vocabularies.queries import choices

_NO_CHANNEL = [("", _("Pas encore choisie")), *Channel.choices]


class CardForm(forms.Form):
    """The legal card of a case."""

    nature = forms.ChoiceField(label=_("Ce qui bloque"), choices=Nature.choices)
    level = forms.ChoiceField(label=_("Qui peut changer la règle"), choices=Level.choices)
    effect = forms.ChoiceField(label=_("Effet sur le projet"), choices=Effect.choices)
    channel = forms.ChoiceField(label=_("Voie"), choices=_NO_CHANNEL, required=False)
    question = Paragraph(label=_("La question de droit"), max_length=3000, rows=3, required=False)
    law = Paragraph(label=_("Ce que disent les textes"), max_length=6000, rows=5, required=False)
    europe = Paragraph(label=_("Part du droit européen"), max_length=3000, rows=2, required=False)
    who_decides = Line(label=_("Qui décide"), max_length=300, required=False)
    options = Paragraph(label=_("Options"), max_length=6000, rows=4, required=False)
    risk = Paragraph(label=_("Risque"), max_length=3000, rows=3, required=False)
    evidence = Paragraph(label=_("Preuves"), max_length=3000, rows=3, required=False)
    synthesis = Paragraph(label=_("Synthèse"), max_length=8000, rows=5, required=False)


class PlanForm(forms.Form):
    """The next day, and what to do then."""

    next_on = Day(label=_("Prochaine date"))
    next_what = Line(label=_("À faire"), max_length=200)


class WhereForm(forms.Form):
    """Where a case is."""

    lieu = PickField(
        find=find_place,
        source="geo:place_suggestions",
        label=_("Où ?"),
        help_text=_("Commune, département ou région : ses services et ses hackers sont proposés. « France » si c’est partout."),
        error_messages={"required": _("Écrivez une commune, un département, une région, ou « France ».")},
    )


class PauseForm(forms.Form):
    """Why the clock stands still."""

    reason = Line(label=_("Pourquoi le délai s’arrête"), max_length=500)


class WriteForm(forms.Form):
    """A message in one circle."""

    text = Paragraph(label=_("Votre message"), max_length=20_000, rows=6)


class ServicesForm(WriteForm):
    """A message to administrations that were consulted, each apart."""

    services = forms.MultipleChoiceField(
        label=_("À qui ?"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choisissez au moins un service.")}
    )
    field_order = ("services", "text")

    def __init__(self, *args: Any, reachable: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["services"].choices = [(str(one.pk), f"{one.name} ({one.get_state_display().lower()})") for one in reachable]
        fields["services"].initial = [str(one.pk) for one in reachable]


class TieForm(forms.Form):
    """What a hacker answers to a proposal."""

    ties = Line(
        label=_("Un lien avec la personne ou sa structure ?"),
        help_text=_("Laissez vide s’il n’y en a pas. S’il y en a un, dites lequel : le cas ira à quelqu’un d’autre."),
        max_length=500,
        required=False,
    )


class DeclaredTieForm(forms.Form):
    """A tie said before reading a case."""

    ties = Line(label=_("Quel lien ?"), help_text=_("Ex. : j’ai siégé à son conseil. Vous ne verrez plus ce cas."), max_length=500)


class DeclineForm(forms.Form):
    """Why not."""

    reason = Line(label=_("Pourquoi vous déclinez"), max_length=500)


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in people]


class HandOverForm(forms.Form):
    """What the next person must know, and who they are."""

    handover = Paragraph(label=_("Ce que la personne suivante doit savoir"), max_length=6000, rows=5)
    to = forms.ChoiceField(label=_("À qui"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("La personne que le guichet proposera")), *_people(people)]  # type: ignore[attr-defined]  # a field of choices


class AskMoreForm(forms.Form):
    """What is asked of the person."""

    text = Paragraph(label=_("Ce que vous demandez à la personne"), max_length=4000, rows=5)


class DuplicateForm(forms.Form):
    """The case that this one joins."""

    of = Line(label=_("Référence de l’autre cas"), help_text=_("Ex. : F-2026-0012"), max_length=20)
    text = Paragraph(
        label=_("Ce que vous dites à la personne"),
        help_text=_("Vide, elle lira que sa demande rejoint une autre qui pose la même question."),
        max_length=4000,
        rows=3,
        required=False,
    )


class PrecedentForm(forms.Form):
    """A published answer, with words for this person."""

    precedent = forms.ChoiceField(label=_("La réponse publiée"), widget=forms.RadioSelect)
    text = Paragraph(
        label=_("Ce que la personne lira"),
        help_text=_("Dites en quoi cette réponse vaut pour elle, et à quelles conditions."),
        max_length=8000,
        rows=7,
    )

    def __init__(self, *args: Any, answers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["precedent"].choices = [(one.reference, f"{one.reference} – {one.title}") for one in answers]  # type: ignore[attr-defined]  # a field of choices


class RedirectForm(forms.Form):
    """Why the desk does not keep it, and who can do something."""

    kind = forms.ChoiceField(label=_("Pourquoi ce n’est pas pour le guichet"), choices=Case.Redirection.choices, widget=forms.RadioSelect)
    authority = forms.ChoiceField(
        label=_("Transmettre à un service du carnet"),
        help_text=_("Ce que la personne a écrit, son nom et son adresse lui sont envoyés ; elle en est prévenue."),
        required=False,
    )
    to = Line(label=_("Ou écrire à qui s’adresser"), max_length=300, required=False)
    text = Paragraph(label=_("Vos mots pour la personne"), max_length=3000, rows=4, required=False)

    def __init__(self, *args: Any, services: Sequence[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), f"{one.name} ({one.get_level_display()})") for one in services]
        self.fields["authority"].choices = [("", _("Ne pas transmettre")), *rows]  # type: ignore[attr-defined]  # a field of choices


class QualifyForm(forms.Form):
    """What kind of rule, who can change it, by which way, which barrier."""

    nature = forms.ChoiceField(label=_("Ce qui bloque"), choices=Nature.choices)
    level = forms.ChoiceField(label=_("Qui peut changer la règle"), choices=Level.choices)
    effect = forms.ChoiceField(label=_("Effet sur le projet"), choices=Effect.choices)
    themes = forms.MultipleChoiceField(label=_("Thèmes"), widget=forms.CheckboxSelectMultiple, required=False)
    channel = forms.ChoiceField(label=_("La première voie dont la réponse est oui"), choices=_NO_CHANNEL, required=False)
    barrier = forms.ChoiceField(label=_("Le frein auquel ce cas se rattache"), widget=forms.RadioSelect, required=False)
    new_barrier = Line(
        label=_("Ou un nouveau frein"),
        help_text=_(
            "Sa page est publique aussitôt : dites ce qui bloque, sans nommer personne. Ex. : « Licence demandée au transport solidaire »."
        ),
        max_length=200,
        required=False,
    )

    texts = forms.MultipleChoiceField(
        label=_("Textes nommés dans ce cas : ceux qui bloquent vraiment"),
        help_text=_("Ceux que vous gardez seront cités dans l’analyse, les questions aux administrations et le nouveau frein."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, barriers: Sequence[Barrier], told: Sequence[Norm] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["themes"].choices = choices("theme")
        fields["texts"].choices = [(str(one.pk), str(one)) for one in told]
        if not told:
            del self.fields["texts"]
        rows = [(one.reference, f"{one.reference} – {one.title}") for one in barriers]
        fields["barrier"].choices = [("", _("Aucun pour le moment")), *rows]
