"""What is typed of a solution and of its kit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Precedent
from frenchimpact.core.quantities import shown
from frenchimpact.core.typed import Amount, Line, Paragraph
from frenchimpact.impact.models import Followed
from frenchimpact.methods.models import Indicator
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.solutions.actions.solutions import MOST_STEPS
from frenchimpact.solutions.costs import read_costs, written_costs
from frenchimpact.solutions.models import Kit, Solution
from frenchimpact.vocabularies.queries import choices

_ANYTHING = _("Rien de coché : partout.")


class Several(forms.MultipleChoiceField):
    """Some of these, as boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class Count(Amount):
    """A number of people."""

    def clean(self, value: Any) -> Any:
        """A whole number, or what to say."""
        found = super().clean(value)
        if found is None:
            return None
        if found != int(found) or found > 100_000_000:
            raise forms.ValidationError(_now("Écrivez un nombre entier d’habitants."))
        return int(found)


class SheetForm(forms.Form):
    """Its sheet: what it is, where it suits, what it costs, what proves it, what was lifted."""

    title = Line(label=_("Nom de la solution"), max_length=160, help_text=_("Ex. : Un atelier où l’on répare ensemble"))
    summary = Line(label=_("En une phrase"), max_length=300)
    mode = forms.ChoiceField(label=_("Façon de la reprendre"), choices=Solution.Mode.choices, widget=forms.RadioSelect)
    licence = Line(
        label=_("Licence ou charte"), max_length=120, help_text=_("Ex. : CC BY-SA 4.0, ou le nom de la charte que chacun signe.")
    )
    themes = Several(label=_("Thèmes"), choices=())
    publics = Several(label=_("Publics"), choices=())
    surroundings = Several(label=_("Milieux où elle convient"), choices=Solution.Setting.choices, help_text=_ANYTHING)
    population_min = Count(label=_("À partir de combien d’habitants"), required=False)
    population_max = Count(label=_("Jusqu’à combien d’habitants"), required=False)
    actors = Several(label=_("Acteurs qu’il faut sur place"), choices=Organisation.Kind.choices)
    start_min = Amount(label=_("Coût de démarrage, au moins (en euros)"), required=False)
    start_max = Amount(label=_("Coût de démarrage, au plus (en euros)"), required=False)
    yearly_min = Amount(label=_("Coût par an, au moins (en euros)"), required=False)
    yearly_max = Amount(label=_("Coût par an, au plus (en euros)"), required=False)
    indicators = forms.ModelMultipleChoiceField(
        label=_("Ce que chacun mesurera, comme vous"),
        queryset=Indicator.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Parmi les indicateurs que suit votre projet : les résultats se liront côte à côte."),
    )
    precedents = Line(
        label=_("Freins déjà levés"),
        max_length=300,
        required=False,
        help_text=_("Références des réponses publiées, séparées par des virgules. Ex. : R-2026-0007"),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["themes"].choices, fields["publics"].choices = choices("theme"), choices("public")
        followed = Followed.objects.filter(project=project, ended_on=None).values("indicator")
        fields["indicators"].queryset = Indicator.objects.filter(pk__in=followed).order_by("name_fr", "pk")
        if not fields["indicators"].queryset:
            del self.fields["indicators"]

    def clean_precedents(self) -> list[Precedent]:
        """The answers in force of these references."""
        named = [one.strip().upper() for one in self.cleaned_data["precedents"].replace(";", ",").split(",") if one.strip()]
        found = {one.reference: one for one in Precedent.objects.filter(reference__in=named, state=Precedent.State.VALID)}
        if lost := [one for one in named if one not in found]:
            raise forms.ValidationError(
                _now("Aucune réponse publiée en vigueur ne porte cette référence : %(lost)s.") % {"lost": ", ".join(lost)}
            )
        return [found[one] for one in named]


def sheet_initial(solution: Solution | None, project: Project) -> dict[str, Any]:
    """What the form begins with: the solution, or what the project says already."""
    if solution is None:
        return {"summary": project.answer[:300], "themes": project.themes, "publics": project.publics, "mode": Solution.Mode.CHARTER}
    kit = solution.kits.filter(published_at=None).first() if solution.published_at else None
    return published_sheet(solution) | (proposed_sheet(kit) if kit else {})


def published_sheet(solution: Solution) -> dict[str, Any]:
    """The sheet in force, as it is typed."""
    names = [name for name in SheetForm.base_fields if name not in ("indicators", "precedents")]
    return {
        **{name: getattr(solution, name) for name in names},
        "indicators": [one.pk for one in solution.indicators.all()],
        "precedents": ", ".join(one.reference for one in solution.precedents.all()),
    }


def proposed_sheet(kit: Kit) -> dict[str, Any]:
    """What a version that is not public yet would change, as it is typed."""
    sheet = dict(kit.sheet or {})
    if "precedents" in sheet:
        known = Precedent.objects.filter(pk__in=sheet["precedents"]).order_by("pk")
        sheet["precedents"] = ", ".join(one.reference for one in known)
    for name in ("start_min", "start_max", "yearly_min", "yearly_max"):
        if sheet.get(name) is not None:
            sheet[name] = Decimal(sheet[name])
    return sheet


def sheet_changes(solution: Solution, kit: Kit) -> list[tuple[Any, str, str]]:
    """Each thing of the sheet that a version would change: its label, what is public, what is proposed."""
    form, now = SheetForm(project=solution.project), published_sheet(solution)
    then = now | proposed_sheet(kit)
    return [
        (field.label, _told(field, now[name]), _told(field, then[name])) for name, field in form.fields.items() if now[name] != then[name]
    ]


def _told(field: forms.Field, value: Any) -> str:
    """A value as it is read."""
    known = {str(code): str(words) for code, words in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return ", ".join(known.get(str(one), shown(Decimal(one)) if isinstance(one, (int, Decimal)) else str(one)) for one in values)


class KitForm(forms.Form):
    """The kit: what one needs to take it up."""

    before = Paragraph(label=_("Avant"), rows=3, help_text=_("La situation sans la solution."))
    after = Paragraph(label=_("Après"), rows=3, help_text=_("Ce qui a changé, et que l’on peut vérifier."))
    fixed = Paragraph(label=_("Ce qui ne change pas"), rows=4, help_text=_("Sans cela, ce n’est plus la même solution."))
    free = Paragraph(label=_("Ce que chacun adapte"), rows=4)
    prerequisites = Paragraph(label=_("Ce qu’il faut avant de commencer"), rows=4)
    steps = Paragraph(
        label=_("Les étapes"),
        rows=8,
        help_text=_("Une par ligne. Après une barre verticale, la durée en semaines. Ex. : Trouver la salle | 4"),
    )
    partners = Paragraph(label=_("Partenaires"), rows=3, required=False)
    legal = Paragraph(label=_("Droit, assurance, responsabilité"), rows=3, required=False)
    risks = Paragraph(label=_("Ce qui peut mal tourner"), rows=3, required=False)
    costs = Paragraph(
        label=_("Les coûts, ligne par ligne"),
        rows=5,
        required=False,
        help_text=_(
            "Une ligne par poste : le poste, le montant en euros, pour quoi (forfait, lieu, personne ou 1 000 habitants), quand"
            " (démarrage ou an). Ex. : Un animateur | 32 000 | lieu | an. Chacun calculera ce que cela fait chez lui."
        ),
    )
    cost_note = Paragraph(label=_("Ce que les coûts comprennent"), rows=3, required=False)
    changes = Line(label=_("Ce qui change dans cette version"), max_length=500, required=False)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["changes"]

    def clean_costs(self) -> list[dict[str, str]]:
        """Each line in its parts."""
        return read_costs(self.cleaned_data["costs"])

    def clean_steps(self) -> list[dict[str, Any]]:
        """Title and weeks, line by line; what is said of a step already stays with it."""
        found = []
        for line in self.cleaned_data["steps"].splitlines():
            title, bar, weeks = line.rpartition("|")
            title, weeks = (title.strip(), weeks.strip()) if bar else (line.strip(), "")
            if not title:
                continue
            if weeks and not (weeks.isascii() and weeks.isdigit() and 1 <= int(weeks) <= 520):
                raise forms.ValidationError(
                    _now("« %(line)s » : après la barre, écrivez un nombre de semaines, de 1 à 520.") % {"line": line.strip()[:80]}
                )
            found.append({"title": title[:200], "text": "", "weeks": int(weeks) if weeks else None})
        if len(found) > MOST_STEPS:
            raise forms.ValidationError(_now("Au plus %d étapes : regroupez-en.") % MOST_STEPS)
        return found


def kit_initial(kit: Kit | None) -> dict[str, Any]:
    """The kit as it is typed."""
    if kit is None:
        return {}
    lines = [f"{one['title']} | {one['weeks']}" if one.get("weeks") else one["title"] for one in kit.steps]
    names = [name for name in KitForm.base_fields if name not in ("steps", "costs", "changes")]
    changes = {} if kit.published_at else {"changes": kit.changes}
    return {**{name: getattr(kit, name) for name in names}, "steps": "\n".join(lines), "costs": written_costs(kit.costs), **changes}


class ReasonForm(forms.Form):
    """Why it is sent back or withdrawn."""

    reason = Line(label=_("Pourquoi"), max_length=1000, help_text=_("L’équipe le lit, et ceux qui reprennent la solution."))
