"""An aid as its funder writes it: the facts, then the conditions as sentences."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.aids.actions.catalogue import Condition
from frenchimpact.aids.explaining import FORMS
from frenchimpact.aids.models import Aid, Instrument, Origin, Regime, Rule
from frenchimpact.aids.provenance import editing_notes
from frenchimpact.aids.queries.variants import generic_aids, proposal_of
from frenchimpact.core.text import clean_line
from frenchimpact.core.typed import Amount, Day, Line, Paragraph
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.projects.queries import EVIDENCE
from frenchimpact.vocabularies.queries import choices

FACTS = (
    "title",
    "promise",
    "description",
    "eligibility",
    "steps",
    "instruments",
    "origin",
    "regime",
    "ticket_min",
    "ticket_max",
    "rate_max",
    "own_funds_times",
    "amounts_note",
    "rhythm",
    "opens_on",
    "closes_on",
    "next_opens_on",
    "next_closes_on",
    "documents",
    "way",
    "apply_url",
    "contact",
    "contact_email",
    "is_generic",
    "generic",
)
LISTED = {"form": "structures", "stage": "stages", "theme": "themes", "public": "publics"}
LIKED = {"theme": "liked_themes", "public": "liked_publics"}
MOST_DOCUMENTS, LONGEST_DOCUMENT = 30, 200
# Months, jobs: past that, somebody mistyped.
LIMITS = {"age": Decimal(1200), "employees": Decimal(1_000_000), "own_funds_times": Decimal(100)}


class Several(forms.MultipleChoiceField):
    """Some of these, as boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class Places(forms.Field):
    """Official places, by their keys: shown by `ui.place_chooser`, read by the view."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class GenericAid(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for the checker alone
    """A generic aid, told with who offers it."""

    def label_from_instance(self, obj: Aid) -> str:
        """« Premiers pas – Fondation Rives communes »."""
        return f"{obj.title} – {obj.funder_words}"


def _money(label: Any, **kwargs: Any) -> Amount:
    return Amount(label=label, required=False, unit="€", **kwargs)


class AidForm(forms.Form):
    """Everything on one page. What contradicts itself is told by `contradictions`, what is missing when it is published."""

    # ── Facts ──
    funder = forms.ModelChoiceField(label=gettext_lazy("Au nom de"), queryset=Organisation.objects.none(), required=False)
    funder_name = Line(label=gettext_lazy("Ou le nom du financeur, s’il n’est pas dans l’annuaire"), max_length=300, required=False)
    title = Line(label=gettext_lazy("Nom de l’aide"), max_length=200)
    promise = Line(
        label=gettext_lazy("En une phrase : ce qu’elle permet"),
        max_length=180,
        required=False,
        help_text=gettext_lazy("Ex. : De 5 000 à 30 000 € pour un premier essai, réponse en six semaines."),
    )
    description = Paragraph(label=gettext_lazy("Ce que c’est"), rows=5, max_length=5000, required=False)
    instruments = Several(label=gettext_lazy("Nature de l’aide"), choices=Instrument.choices)
    origin = forms.ChoiceField(
        label=gettext_lazy("D’où vient l’argent"), choices=[("", gettext_lazy("Non précisé")), *Origin.choices], required=False
    )
    regime = forms.ChoiceField(label=gettext_lazy("Régime d’aide d’État"), choices=Regime.choices)
    ticket_min = _money(gettext_lazy("Montant minimum, en euros"))
    ticket_max = _money(gettext_lazy("Montant maximum, en euros"))
    rate_max = Amount(label=gettext_lazy("Part des dépenses payée au plus, en %"), required=False, unit="%")
    own_funds_times = Amount(
        label=gettext_lazy("Au plus tant de fois les fonds propres"),
        required=False,
        help_text=gettext_lazy("Ex. : 1 pour autant que les fonds propres."),
    )
    amounts_note = Line(label=gettext_lazy("À savoir sur les montants"), max_length=300, required=False)
    rhythm = forms.ChoiceField(label=gettext_lazy("Rythme"), choices=Aid.Rhythm.choices, initial="permanent")
    opens_on = Day(label=gettext_lazy("Ouvre le"), required=False)
    closes_on = Day(label=gettext_lazy("Ferme le"), required=False)
    next_opens_on = Day(label=gettext_lazy("Prochaine ouverture"), required=False)
    next_closes_on = Day(label=gettext_lazy("Prochaine fermeture"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("Comment l’obtenir"), choices=Aid.Way.choices, initial="application")
    apply_url = forms.URLField(
        label=gettext_lazy("Adresse où la demander"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Ex. : https://www.exemple.fr/aide"),
    )
    contact = Line(
        label=gettext_lazy("Service à contacter"), max_length=300, required=False, help_text=gettext_lazy("Un service, pas une personne.")
    )
    contact_email = forms.EmailField(label=gettext_lazy("Adresse électronique du service"), max_length=254, required=False)
    steps = Paragraph(label=gettext_lazy("Étapes, de la demande à la réponse"), rows=4, max_length=5000, required=False)
    documents = Paragraph(
        label=gettext_lazy("Documents à préparer"), rows=4, max_length=6000, required=False, help_text=gettext_lazy("Un par ligne.")
    )
    # ── Conditions, as the sentence goes ──
    structures = Several(
        label=gettext_lazy("L’aide s’adresse aux…"),
        choices=list(FORMS.items()),
        help_text=gettext_lazy("Rien de coché : à toutes les structures."),
    )
    places = Places(label=gettext_lazy("… situées ici"))
    excluded = Places(label=gettext_lazy("… sauf ici"))
    stages = Several(
        label=gettext_lazy("… pour un projet à l’étape"),
        choices=[one for one in Stage.choices if one[0] not in {"arrete", "pause"}],
        help_text=gettext_lazy("Rien de coché : à toutes les étapes."),
    )
    themes = Several(label=gettext_lazy("… sur l’un de ces thèmes, obligatoirement"))
    liked_themes = Several(label=gettext_lazy("… de préférence sur ces thèmes, sans écarter les autres"))
    publics = Several(label=gettext_lazy("… pour l’un de ces publics, obligatoirement"))
    liked_publics = Several(label=gettext_lazy("… de préférence pour ces publics, sans écarter les autres"))
    budget_min = _money(gettext_lazy("Budget annuel d’au moins, en euros"))
    budget_max = _money(gettext_lazy("Budget annuel d’au plus, en euros"))
    amount_min = _money(gettext_lazy("Cherche au moins, en euros"))
    amount_max = _money(gettext_lazy("Cherche au plus, en euros"))
    age_min = Amount(label=gettext_lazy("Structure créée depuis au moins, en mois"), required=False)
    age_max = Amount(label=gettext_lazy("Structure créée depuis au plus, en mois"), required=False)
    employees_min = Amount(label=gettext_lazy("Emplois, au moins, en équivalent temps plein"), required=False)
    employees_max = Amount(label=gettext_lazy("Emplois, au plus, en équivalent temps plein"), required=False)
    evidence_min = forms.TypedChoiceField(
        label=gettext_lazy("Niveau de preuve, au moins"),
        choices=[("", gettext_lazy("Peu importe")), *EVIDENCE],
        required=False,
        coerce=Decimal,
        empty_value=None,
    )
    evidence_max = forms.TypedChoiceField(
        label=gettext_lazy("Niveau de preuve, au plus"),
        choices=[("", gettext_lazy("Peu importe")), *EVIDENCE],
        required=False,
        coerce=Decimal,
        empty_value=None,
    )
    qualified = forms.BooleanField(label=gettext_lazy("Seulement des projets lus et qualifiés par le programme"), required=False)
    eligibility = Paragraph(
        label=gettext_lazy("Ce que ces conditions ne disent pas, dans vos mots"),
        rows=4,
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Montré tel quel, jamais calculé."),
    )
    # ── Among other aids ──
    is_generic = forms.BooleanField(
        label=gettext_lazy("C’est une aide générique : un cadre que d’autres financeurs déclinent sur leur territoire"), required=False
    )
    generic = GenericAid(
        label=gettext_lazy("C’est la variante locale de cette aide générique"),
        queryset=Aid.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucune : c’est une aide à part entière"),
        help_text=gettext_lazy(
            "Dans ses lieux, la variante est proposée à la place de l’aide générique. D’un autre financeur, elle attend son accord."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choisissez une aide générique publiée, ou « Aucune ».")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(
        self, *args: Any, funders: Sequence[Organisation] = (), may_name: bool = False, aid: Aid | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.aid = aid
        for name, scheme in (("themes", "theme"), ("liked_themes", "theme"), ("publics", "public"), ("liked_publics", "public")):
            cast(Any, self.fields[name]).choices = choices(scheme)
        for name, words in (editing_notes(aid) if aid else {}).items():
            for mine in ("structures", "stages", "themes", "publics") if name == "rules" else (name,):
                if mine in self.fields:
                    self.fields[mine].help_text = " ".join(filter(None, (str(self.fields[mine].help_text), words)))
        cast(Any, self.fields["generic"]).queryset = generic_aids(of=aid)
        if aid is not None or len(funders) < 1:
            del self.fields["funder"]
        else:
            field: Any = self.fields["funder"]
            field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in funders]).order_by("name")
            field.required = not may_name
            if len(funders) == 1 and not may_name:
                field.widget = forms.HiddenInput()
        if aid is not None or not may_name:
            del self.fields["funder_name"]

    # ── Cleaning ──
    def clean_rate_max(self) -> Decimal | None:
        """A percentage: never past 100."""
        rate: Decimal | None = self.cleaned_data["rate_max"]
        if rate is not None and not 0 < rate <= 100:
            raise ValidationError(
                _("Un taux est compris entre 0 et 100 %%. Vous avez écrit %(rate)s.") % {"rate": self.data.get("rate_max")}
            )
        return rate

    def clean_documents(self) -> list[str]:
        """One a line, each once."""
        lines = list(dict.fromkeys(line for raw in self.cleaned_data["documents"].split("\n") if (line := clean_line(raw))))
        if len(lines) > MOST_DOCUMENTS:
            raise ValidationError(_("Trente documents au plus. Vous en avez écrit %(n)s.") % {"n": len(lines)})
        if long := next((line for line in lines if len(line) > LONGEST_DOCUMENT), ""):
            raise ValidationError(_("« %(start)s… » est trop long : 200 signes au plus.") % {"start": long[:40]})
        return lines

    def clean(self) -> dict[str, Any]:
        """Numbers that no table could hold, and who offers the aid."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("age_min", "age_max", "employees_min", "employees_max", "own_funds_times"):
            value = cleaned.get(name)
            limit = LIMITS[name.removesuffix("_min").removesuffix("_max")]
            if value is not None and value > limit:
                self.add_error(name, _("C’est trop : %(limit)s au plus.") % {"limit": int(limit)})
        for name in ("age_min", "age_max"):
            if (value := cleaned.get(name)) is not None and value != int(value):
                self.add_error(name, _("Écrivez un nombre entier de mois."))
        for name in ("ticket_max", "own_funds_times"):
            if cleaned.get(name) == 0:
                self.add_error(name, _("Zéro n’aide personne : laissez vide si ce n’est pas précisé."))
        if "funder_name" in self.fields and not cleaned.get("funder") and not cleaned.get("funder_name"):
            self.add_error("funder_name", _("Dites qui offre cette aide."))
        return cleaned

    # ── What is written ──
    def values(self) -> dict[str, Any]:
        """The fields of the aid, as far as they could be read."""
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}

    def conditions(self) -> list[Condition]:
        """The conditions, as far as they could be read; the notes of those already there are kept."""
        said = self.cleaned_data
        notes = {(rule.subject, rule.is_wish): rule.note for rule in self.aid.rules.all()} if self.aid else {}
        found = [
            Condition(subject, tuple(said[name]), note=notes.get((subject, False), ""))
            for subject, name in LISTED.items()
            if said.get(name)
        ]
        found += [
            Condition(subject, tuple(said[name]), is_wish=True, note=notes.get((subject, True), ""))
            for subject, name in LIKED.items()
            if said.get(name)
        ]
        for subject in Rule.BOUNDED:
            low, high = said.get(f"{subject}_min"), said.get(f"{subject}_max")
            if low is not None or high is not None:
                found.append(Condition(subject, minimum=low, maximum=high, note=notes.get((subject, False), "")))
        if said.get("qualified"):
            found.append(Condition("qualified", note=notes.get(("qualified", False), "")))
        return found


def initial_of(aid: Aid) -> dict[str, Any]:
    """The aid as its form shows it."""
    found: dict[str, Any] = {name: getattr(aid, name) for name in FACTS}
    found["documents"] = "\n".join(aid.documents)
    if asked := proposal_of(aid):
        found["generic"] = asked.generic
    for rule in aid.rules.all():
        if rule.subject == "qualified":
            found["qualified"] = True
        elif rule.subject in LISTED:
            found[(LIKED if rule.is_wish else LISTED)[rule.subject]] = list(rule.values)
        else:
            found |= bounds_of(rule)
    return {**found, "version": aid.version}


def bounds_of(rule: Rule) -> dict[str, Any]:
    """The two ends of a condition; a level of proof is a code."""

    def shown(bound: Decimal | None) -> Any:
        if bound is None:
            return None
        return str(int(bound)) if rule.subject == "evidence" else bound

    return {f"{rule.subject}_min": shown(rule.minimum), f"{rule.subject}_max": shown(rule.maximum)}


def keys(places: Iterable[Any]) -> list[str]:
    """The keys of some places."""
    return [place.key for place in places]
