"""What people type about a commitment."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.aids.models import LENT, Aid, FundingRequest, Instrument, Origin, Regime
from frenchimpact.aids.rules import funders_of
from frenchimpact.commitments.actions import Said
from frenchimpact.commitments.models import Commitment, Envelope, Terms, Vehicle
from frenchimpact.commitments.queries.answering import challenges_to_meet, request_words, requests_to_answer
from frenchimpact.commitments.rules import committers_of, kept_envelopes, kept_vehicles
from frenchimpact.core import clock
from frenchimpact.core.identifiers import Unreadable, is_siren, read_rna, read_siren, read_siret
from frenchimpact.core.text import clean_line
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.design.picks import PickField
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_named
from frenchimpact.organisations.rules import is_operator
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import public_projects
from frenchimpact.vocabularies.queries import choices

_REFERENCE = re.compile(r"P-[0-9]{4}-[0-9]{2,}")


class Percent(Amount):
    """« 40 » or « 40 % », kept as a part of one."""

    def clean(self, value: Any) -> Any:
        """The part, from 0 to 1."""
        found = super().clean(value)
        if found is None:
            return None
        if not 0 <= found <= 100:
            raise forms.ValidationError(_("Un taux va de 0 à 100 %."))
        return found / 100

    def prepare_value(self, value: Any) -> Any:
        """As it is typed: in per cent."""
        return super().prepare_value(value * 100 if isinstance(value, Decimal) else value)


def number_typed(text: str) -> str:
    """A SIRET, a SIREN or an RNA as people write it; empty for nothing. Raises ValidationError."""
    text = clean_line(text or "")
    if not text:
        return ""
    plain = re.sub(r"[\s.\u00a0-]", "", text)
    try:
        if plain[:1].upper() == "W":
            return read_rna(text)
        return read_siren(text) if is_siren(plain) or len(plain) <= 9 else read_siret(text)
    except Unreadable as error:
        raise forms.ValidationError(str(error.message)) from error


class RequestField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for the checker alone
    """A request among those that a commitment may answer."""

    def label_from_instance(self, obj: FundingRequest) -> str:
        """Its reference, its project and its aid."""
        return request_words(obj)


class _Words(forms.Form):
    """What a commitment says besides its amount, and that may be completed later."""

    title = Line(label=gettext_lazy("Objet"), required=False, max_length=500, help_text=gettext_lazy("Ce que cet argent permet de faire."))
    regime = forms.ChoiceField(label=gettext_lazy("Régime d’aide d’État"), choices=Regime.choices, initial=Regime.UNKNOWN)
    envelope = forms.ModelChoiceField(
        label=gettext_lazy("Enveloppe"), queryset=Envelope.objects.none(), required=False, empty_label=gettext_lazy("Aucune")
    )
    aid = forms.ModelChoiceField(
        label=gettext_lazy("Aide"), queryset=Aid.objects.none(), required=False, empty_label=gettext_lazy("Hors d’une aide du catalogue")
    )
    request = RequestField(
        label=gettext_lazy("Demande à laquelle il répond"),
        queryset=FundingRequest.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucune"),
        help_text=gettext_lazy("Celles qui ont votre accord. Un engagement signé dit au projet ce qu’elle est devenue."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "Un engagement répond déjà à cette demande, ou elle n’a plus votre accord. Choisissez-en une autre."
            )
        },
    )
    challenge = forms.TypedChoiceField(
        label=gettext_lazy("Défi de territoire"),
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Celui que cet argent aide à relever."),
    )
    decision = Line(label=gettext_lazy("Numéro de la décision"), required=False, max_length=120)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Terms.Nature.choices, initial=Terms.Nature.CASH)
    conditions = forms.ChoiceField(
        label=gettext_lazy("Versement"), choices=[("", gettext_lazy("Non précisé")), *Terms.Conditions.choices], required=False
    )
    pays_from = Day(label=gettext_lazy("Versé à partir du"), required=False)
    pays_until = Day(label=gettext_lazy("Jusqu’au"), required=False)
    rate = Percent(label=gettext_lazy("Part du coût, en %"), required=False, unit="%")
    loan_months = forms.IntegerField(
        label=gettext_lazy("Durée du prêt ou de la garantie, en mois"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=gettext_lazy("Sous un régime de minimis : elle dit ce qu’il compte pour le bénéficiaire."),
    )
    equivalent = Amount(
        label=gettext_lazy("Ou son équivalent-subvention brut, en euros"),
        required=False,
        unit="euros",
        help_text=gettext_lazy("Si vous l’avez calculé vous-même."),
    )
    source_url = forms.URLField(label=gettext_lazy("Adresse de l’acte publié"), required=False, max_length=500, assume_scheme="https")

    TERMS = ("decision", "nature", "conditions", "pays_from", "pays_until", "rate", "loan_months", "equivalent", "source_url")

    def offer(self, user: Any, kept: FundingRequest | None = None) -> None:
        """The envelopes, the aids and the requests of those in whose name the person writes; the challenges of labelled territories."""
        cast("forms.ModelChoiceField[Envelope]", self.fields["envelope"]).queryset = kept_envelopes(user)
        aids = Aid.objects.exclude(status=Aid.Status.DRAFT).order_by("title", "pk")
        aids = aids if is_operator(user) else aids.filter(funder__in=funders_of(user))
        cast("forms.ModelChoiceField[Aid]", self.fields["aid"]).queryset = aids
        asked = cast("forms.ModelChoiceField[FundingRequest]", self.fields["request"])
        asked.queryset = requests_to_answer(user, kept)
        groups = {str(one.pk): one for one in challenges_to_meet()}
        challenge = cast(forms.TypedChoiceField, self.fields["challenge"])
        by_territory: dict[str, list[tuple[str, str]]] = {}
        for key, one in groups.items():
            by_territory.setdefault(one.territory.name, []).append((key, one.title))
        challenge.choices = [("", _("Aucun")), *by_territory.items()]
        challenge.coerce = groups.__getitem__

    def check_worth(self, instrument: str, amount: Decimal | None) -> None:
        """What is lent under a de minimis regime says how long, or what it is worth; a grant counts for its amount."""
        regime, found = str(self.cleaned_data.get("regime") or ""), self.cleaned_data
        is_said = found.get("loan_months") or found.get("equivalent") or {"loan_months", "equivalent"} & set(self.errors)
        equivalent = found.get("equivalent")
        if equivalent is not None and amount is not None and equivalent > amount:
            self.add_error("equivalent", _("L’équivalent-subvention brut ne dépasse pas le montant."))
        if instrument not in LENT:
            if equivalent is not None and equivalent != amount:
                self.add_error("equivalent", _("Ce qui est donné compte pour son montant : laissez vide."))
        elif regime.startswith("de_minimis") and not is_said:
            words = _("Écrivez sa durée, ou son équivalent-subvention brut : sans eux, il compterait en entier pour le bénéficiaire.")
            self.add_error("loan_months", words)

    def terms(self) -> dict[str, Any]:
        """What goes to the terms."""
        return {name: self.cleaned_data[name] for name in self.TERMS}


class _Classes(forms.Form):
    """How a commitment is counted."""

    instrument = forms.ChoiceField(label=gettext_lazy("Forme"), choices=Instrument.choices)
    origin = forms.ChoiceField(
        label=gettext_lazy("Origine de l’argent"),
        choices=Origin.choices,
        help_text=gettext_lazy("D’où il vient, qui que ce soit qui le remette."),
    )
    public_share = Percent(
        label=gettext_lazy("Part publique, en %"),
        required=False,
        unit="%",
        help_text=gettext_lazy("Seulement pour une origine publique et privée."),
    )
    is_preexisting = forms.BooleanField(
        label=gettext_lazy("Cet argent était déjà là avant le programme"),
        required=False,
        help_text=gettext_lazy("Un dispositif qui existait, ou un financement reconduit : il compte à part."),
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Région"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("Celle du bénéficiaire, si elle est connue"),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Thème"), required=False)

    def offer_classes(self) -> None:
        """Regions and themes as they are now."""
        regions = Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name", "pk")
        cast("forms.ModelChoiceField[Place]", self.fields["region"]).queryset = regions
        cast(forms.ChoiceField, self.fields["theme"]).choices = [("", _("Non précisé")), *choices("theme")]


class CommitmentForm(_Classes, _Words):
    """A new commitment."""

    funder = forms.ChoiceField(label=gettext_lazy("Qui donne"))
    organisation = PickField(
        label=gettext_lazy("À quelle structure"),
        required=False,
        find=find_named(None),
        source="organisations:organisation_suggestions",
        error_messages={
            "several": gettext_lazy("Plusieurs structures portent ce nom. Choisissez la bonne ci-dessous."),
            "near": gettext_lazy("Ce nom n’est pas tout à fait celui d’une structure. Choisissez ci-dessous, ou corrigez."),
            "unknown": gettext_lazy("L’annuaire ne la connaît pas : écrivez plutôt son nom ci-dessous."),
        },
    )
    project = Line(
        label=gettext_lazy("Ou à quel projet"), required=False, max_length=20, help_text=gettext_lazy("Sa référence : P-2026-0142.")
    )
    vehicle = forms.ModelChoiceField(
        label=gettext_lazy("Ou à quel fonds ou programme"),
        queryset=Vehicle.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucun"),
        help_text=gettext_lazy("Ce qu’il placera ensuite ne sera pas compté une seconde fois."),
    )
    name = Line(label=gettext_lazy("Ou son nom, si l’annuaire ne le connaît pas"), required=False, max_length=300)
    number = Line(label=gettext_lazy("Son SIRET, SIREN ou RNA"), required=False, max_length=30)
    amount = Amount(label=gettext_lazy("Montant en euros"), unit="euros")
    on = Day(label=gettext_lazy("Date"), initial=clock.today)
    step = forms.ChoiceField(
        label=gettext_lazy("Où en est-on ?"),
        widget=forms.RadioSelect,
        choices=[("announced", gettext_lazy("Annoncé, pas encore signé")), ("signed", gettext_lazy("Signé"))],
        initial="signed",
    )
    note = Paragraph(label=gettext_lazy("Note"), required=False, rows=2, max_length=2000, help_text=gettext_lazy("Publique."))
    is_confirmed = forms.BooleanField(label=gettext_lazy("Ce n’est pas le même argent : enregistrer quand même"), required=False)

    def parts(self) -> list[tuple[str, str, list[str]]]:
        """The form in pieces: how each is shown (a section, or folded until something in it is written), its title, its fields."""
        return [
            ("section", _("De qui à qui"), ["funder", "organisation"]),
            ("folded", _("Un projet, un fonds, ou quelqu’un que l’annuaire ne connaît pas"), ["project", "vehicle", "name", "number"]),
            ("section", _("Combien, et pour quoi"), ["amount", "on", "step", "title"]),
            ("section", _("Comment il compte"), ["origin", "public_share", "instrument", "is_preexisting", "theme", "region"]),
            (
                "folded",
                _("Ce à quoi il répond : enveloppe, aide, demande, défi"),
                ["envelope", "aid", "request", "challenge"],
            ),
            ("folded", _("Ce que dit l’acte : décision, régime, versements"), ["regime", *self.TERMS]),
            ("section", _("Ce qui le prouve"), ["note", "is_confirmed"]),
        ]

    def is_written(self, names: list[str]) -> bool:
        """Whether something is written in one of these fields, or wrong."""
        plain = {"regime": Regime.UNKNOWN, "nature": Terms.Nature.CASH}
        return any(self[name].errors or (self[name].value() or "") not in ("", plain.get(name)) for name in names)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(user)
        self.offer_classes()
        if named := self.initial.get("project_name"):
            self.fields["project"].help_text = named
        if not self.initial.get("origin"):
            # Nobody's money is the State's because it comes first in the list.
            origin = cast(forms.ChoiceField, self.fields["origin"])
            origin.choices = [("", _("Choisissez")), *Origin.choices]
        cast(PickField, self.fields["organisation"]).find = find_named(user)
        own = Organisation.objects.filter(pk__in=committers_of(user).values("pk")).order_by("name", "pk")
        self.funders: dict[str, Organisation | Vehicle] = {f"o{one.pk}": one for one in own}
        run = kept_vehicles(user) if is_operator(user) else kept_vehicles(user).filter(organisation__in=own)
        self.funders |= {f"v{one.pk}": one for one in run.select_related("organisation")}
        shown = [
            (key, one.name if isinstance(one, Organisation) else _("%s (fonds ou programme)") % one.name)
            for key, one in self.funders.items()
        ]
        cast(forms.ChoiceField, self.fields["funder"]).choices = shown
        cast("forms.ModelChoiceField[Vehicle]", self.fields["vehicle"]).queryset = Vehicle.objects.all()

    def clean_number(self) -> str:
        """A number that holds."""
        return number_typed(self.cleaned_data["number"])

    def clean_project(self) -> Project | None:
        """The published project of that reference."""
        text = self.cleaned_data["project"].upper()
        if not text:
            return None
        found = public_projects().filter(reference=text).first() if _REFERENCE.fullmatch(text) else None
        if found is None:
            raise forms.ValidationError(_("Aucun projet publié ne porte cette référence."))
        return found

    def clean(self) -> dict[str, Any]:
        """One beneficiary, and only one."""
        found = super().clean() or self.cleaned_data
        given = [name for name in ("organisation", "project", "vehicle", "name") if found.get(name)]
        asked: FundingRequest | None = found.get("request")
        if asked is not None and (not given or found.get("organisation") == asked.project.organisation):
            # The request says who asks; the organisation that carries the project is the same beneficiary.
            found["organisation"], found["project"], given = None, asked.project, ["project"]
        if len(given) > 1:
            self.add_error(given[1], _("Un seul bénéficiaire : la structure, le projet, le fonds ou le nom."))
        elif not given and not {"organisation", "project", "name"} & set(self.errors):
            self.add_error("organisation", _("Écrivez à qui va cet argent."))
        self.check_worth(str(found.get("instrument") or ""), found.get("amount"))
        return found

    def said(self) -> Said:
        """What the action takes."""
        found = self.cleaned_data
        return Said(
            funder=self.funders[found["funder"]],
            aid=found["aid"] or (found["request"].aid if found["request"] else None),
            beneficiary=found["organisation"] or found["project"] or found["vehicle"],
            beneficiary_name=found["name"],
            beneficiary_number=found["number"],
            terms=self.terms(),
            **{
                name: found[name]
                for name in (
                    "title",
                    "instrument",
                    "origin",
                    "public_share",
                    "is_preexisting",
                    "regime",
                    "region",
                    "theme",
                    "envelope",
                    "request",
                    "challenge",
                )
            },
        )


class WordsForm(_Words):
    """The words of a commitment, completed."""

    OWN = ("title", "regime", "envelope", "aid", "request", "challenge")

    def __init__(self, *args: Any, user: Any, commitment: Commitment, **kwargs: Any) -> None:
        terms = getattr(commitment, "terms", None)
        initial = {name: getattr(commitment, name) for name in self.OWN} | {"challenge": commitment.challenge_id or ""}
        initial |= {name: getattr(terms, name) for name in self.TERMS} if terms else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.offer(user, commitment.request)
        self.commitment = commitment

    def clean(self) -> dict[str, Any]:
        """What is lent says how long."""
        found = super().clean() or self.cleaned_data
        self.check_worth(self.commitment.instrument, self.commitment.gross - self.commitment.cancelled)
        return found

    def fields_of(self) -> dict[str, Any]:
        """What goes to the commitment itself."""
        return {name: self.cleaned_data[name] for name in self.OWN}


class ClassesForm(_Classes):
    """How a commitment is counted, put right; its reason is kept."""

    note = Paragraph(label=gettext_lazy("Pourquoi"), rows=2, max_length=2000, help_text=gettext_lazy("La page publique le dit."))

    NAMES = ("instrument", "origin", "public_share", "is_preexisting", "region", "theme")

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {name: getattr(commitment, name) for name in self.NAMES}, **kwargs})
        self.offer_classes()


class MoveForm(forms.Form):
    """One line of the ledger: an amount, a day, a note."""

    amount = Amount(label=gettext_lazy("Montant en euros"), unit="euros")
    on = Day(label=gettext_lazy("Date"), initial=clock.today)
    note = Paragraph(
        label=gettext_lazy("Note"), required=False, rows=2, max_length=2000, help_text=gettext_lazy("La page publique la montre.")
    )

    is_confirmed = forms.BooleanField(
        label=gettext_lazy("Ce montant est juste : l’enregistrer quand même"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, needs_note: bool = False, amount_label: str = "", may_confirm: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_confirm:
            del self.fields["is_confirmed"]
        if needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = _("Pourquoi")
        if amount_label:
            self.fields["amount"].label = amount_label


class CorrectionForm(MoveForm):
    """A line put right, or only taken back."""

    is_removed = forms.BooleanField(label=gettext_lazy("Cette écriture n’aurait pas dû exister : la reprendre entièrement"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needs_note=True, **kwargs)
        self.fields["note"].label = _("Ce qui était faux")
