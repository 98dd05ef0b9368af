"""The gallery: every component with its states, on one page that tests render, and each part on a page of its own."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.design.figures import Shape
from frenchimpact.design.picks import Option


@dataclass(frozen=True)
class Part:
    """One part of the gallery; its template is `design/gallery/<slug>.html`."""

    slug: str
    words: str | Promise


PARTS = (
    Part("couleurs", _("Couleurs et caractères")),
    Part("actions", _("Boutons et liens")),
    Part("etats", _("États, filtres, avis")),
    Part("formulaires", _("Formulaires")),
    Part("televersements", _("Fichiers à envoyer")),
    Part("protection", _("Protection du compte")),
    Part("parcours", _("Étapes, tâches, enregistrement")),
    Part("fil", _("Le fil : raisons et chronologie")),
    Part("lecture", _("Lecture, synthèse, états vides")),
    Part("listes", _("Recherche, résultats, tableaux")),
    Part("chiffres", _("Chiffres, graphiques, carte")),
)
COLOURS = (
    *("ink", "ink-2", "line", "ctl", "mist", "brand", "brand-soft", "deep", "sun", "ok", "ok-soft", "warn", "warn-soft"),
    *("bad", "bad-soft", "info", "info-soft", "d1", "d2", "d3", "d4", "seq-1", "seq-2", "seq-3"),
)

PLACES = [
    Option("commune:97411", "Saint-Denis", "Commune · La Réunion (974)"),
    Option("commune:93066", "Saint-Denis", "Commune · Seine-Saint-Denis (93)"),
]
SHAPES = [
    Shape("Ouest", 0, "M0 0l40 0 0 60-40 0z", 20, 30, (0, 0, 40, 60), "#chiffres", False),
    Shape("Nord", 4, "M40 0l60 0 0 30-60 0z", 70, 15, (40, 0, 100, 30), "#chiffres", False),
    Shape("Sud", 12, "M40 30l60 0 0 30-60 0z", 70, 45, (40, 30, 100, 60), "#chiffres", True),
]
NOWHERE = (0.0, 0.0, 0.0, 0.0)
COUNTRY = [
    (
        "Auvergne-Rhône-Alpes",
        [
            Shape("Ain", 4, "", 0, 0, NOWHERE, "#chiffres", False, code="01"),
            Shape("Savoie", 0, "", 0, 0, NOWHERE, "#chiffres", False, code="73"),
        ],
    ),
    ("Île-de-France", [Shape("Paris", 12, "", 0, 0, NOWHERE, "#chiffres", True, code="75")]),
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Nom du projet"), max_length=120, help_text=_("Celui que vous dites à voix haute."))
    siret = forms.CharField(label=_("Numéro SIRET"), help_text=_("14 chiffres, sur votre avis de situation."), required=False)
    pitch = forms.CharField(label=_("Votre projet en deux phrases"), max_length=600, widget=forms.Textarea)
    stage = forms.ChoiceField(label=_("Étape du projet"), choices=[("idee", _("Idée")), ("essai", _("Expérimentation"))])
    born = forms.DateField(label=_("Date de début"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.ChoiceField(
        label=_("Vous êtes"), choices=[("asso", _("une association")), ("coop", _("une coopérative"))], widget=forms.RadioSelect
    )
    themes = forms.MultipleChoiceField(
        label=_("Thèmes"),
        required=False,
        choices=[("log", _("Logement")), ("mob", _("Mobilité")), ("ali", _("Alimentation"))],
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.MultipleChoiceField(label=_("Lieux d’action"), required=False, widget=forms.MultipleHiddenInput)
    consent = forms.BooleanField(label=_("J’accepte que la fiche soit publique"), help_text=_("Vous pourrez changer d’avis à tout moment."))
    file = forms.FileField(label=_("Un document"), required=False, help_text=_("PDF ou image, 10 Mo au plus."))

    def clean_siret(self) -> str:
        """Show what an error looks like."""
        siret = str(self.cleaned_data["siret"])
        if siret and len(siret) != 14:
            raise forms.ValidationError(_("Le SIRET doit avoir 14 chiffres. Vous en avez écrit %(count)s.") % {"count": len(siret)})
        return siret


def _context(parts: tuple[Part, ...]) -> dict[str, Any]:
    wrong = SampleForm({"name": "", "siret": "8123456780001", "pitch": "Nous réparons des vélos.", "who": "asso", "stage": "idee"})
    wrong.is_valid()
    link = {"gallery_link": lambda code: "#chiffres", "gallery_shapes": SHAPES, "gallery_country": COUNTRY, "gallery_places": PLACES}
    return link | {"parts": parts, "every_part": PARTS, "colours": COLOURS, "sample": SampleForm(auto_id="libre_%s"), "wrong": wrong}


@open_door
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component."""
    return render(request, "design/gallery.html", _context(PARTS) | {"title": _("Composants")})


@open_door
def gallery_part(request: HttpRequest, slug: str) -> HttpResponse:
    """The components of one part."""
    for part in PARTS:
        if part.slug == slug:
            return render(request, "design/gallery.html", _context((part,)) | {"title": part.words})
    raise Http404
