"""What organisers type: the sheet of an event, its sessions, what becomes of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.text import clean_line, whole
from frenchimpact.core.typed import Instant, Line, Paragraph
from frenchimpact.design.picks import Option, Picked, PickField
from frenchimpact.events import clocks
from frenchimpact.events.actions.events import FIELDS, zone_of
from frenchimpact.events.models import Event, Session, Tour
from frenchimpact.geo.queries import place_detail, place_words, resolve_place
from frenchimpact.notifications.models import Zone
from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies.queries import choices

PROGRAMME = "programme"


def find_place(text: str, key: str) -> Picked:
    """The place of the geography that a text names."""
    found = resolve_place(text, None, key=key)
    options = [Option(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in found.choices]
    return Picked(found.place, options, found.is_near)


def on_clock(at: dt.datetime | None, zone: str) -> dt.datetime | None:
    """What was typed, on the clock of a place. Raises ValidationError for an hour that the change of hour skips."""
    if at is None:
        return None
    typed = at.astimezone(dt.UTC).replace(tzinfo=ZoneInfo(zone))
    there = typed.astimezone(dt.UTC).astimezone(ZoneInfo(zone))
    if there.replace(tzinfo=None) != typed.replace(tzinfo=None):
        raise ValidationError(_("Cette heure n’existe pas ce jour-là : on change d’heure. Écrivez l’heure d’après."))
    return typed


class Clocked(forms.Form):
    """A form whose hours are on the clock of the place, known once the rest is read."""

    hours: tuple[str, ...] = ()

    def full_clean(self) -> None:
        """Hours are read as they are written; the clock comes after."""
        with timezone.override(dt.UTC):
            super().full_clean()

    def zone(self) -> str:
        """Whose clock it is."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The same, on the clock of the place."""
        found = super().clean() or {}
        for name in self.hours:
            try:
                found[name] = on_clock(found.get(name), self.zone())
            except ValidationError as error:
                self.add_error(name, error)
        return found


class Lines(Paragraph):
    """One thing by line, its two parts separated by « ; »."""

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """The pairs, in order."""
        rows = [line.partition(";") for line in str(super().clean(value)).splitlines() if line.strip()]
        return [(clean_line(first), clean_line(second)) for first, _sign, second in rows]


class QuotaLines(Lines):
    """A public and how many seats are kept for it, by line."""

    def clean(self, value: Any) -> Any:
        """Names with numbers."""
        found = []
        for name, number in super().clean(value):
            seats = whole(number, 5)
            if not name or not seats:
                raise ValidationError(_("« %(line)s » : écrivez le public ; le nombre de places.") % {"line": f"{name} ; {number}"})
            found.append((name, seats))
        return found


def lines_of(pairs: Sequence[tuple[str, Any]]) -> str:
    """The same as they are typed."""
    return "\n".join(f"{first} ; {second}" if second else first for first, second in pairs)


class EventForm(Clocked):
    """The sheet of an event."""

    hours = ("starts_at", "ends_at", "opens_at", "closes_at")

    title = Line(label=gettext_lazy("Nom de l’événement"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=Event.Kind.choices)
    organiser = forms.ChoiceField(label=gettext_lazy("Qui l’organise"))
    tour = forms.ModelChoiceField(
        Tour.objects.order_by("-year", "pk"), label=gettext_lazy("Tour"), required=False, empty_label=gettext_lazy("Aucun")
    )
    summary = Line(label=gettext_lazy("En une phrase"), max_length=300)
    description = Paragraph(label=gettext_lazy("Ce qui s’y passe"), required=False, rows=6)
    way = forms.ChoiceField(
        label=gettext_lazy("Sur place ou à distance"), choices=Event.Way.choices, widget=forms.RadioSelect, initial=Event.Way.ONSITE
    )
    lieu = PickField(
        find=find_place,
        source="geo:place_suggestions",
        required=False,
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy("Ou un lieu plus large, si la salle n’est pas connue. Les heures sont celles de ce lieu."),
    )
    venue = Line(label=gettext_lazy("Salle ou bâtiment"), required=False, max_length=200)
    address = Line(label=gettext_lazy("Adresse"), required=False, max_length=300)
    access_note = Paragraph(
        label=gettext_lazy("Accès pour tous"),
        required=False,
        max_length=1000,
        rows=2,
        help_text=gettext_lazy("Fauteuil, boucle magnétique, interprète, transports, stationnement."),
    )
    remote_url = forms.URLField(
        label=gettext_lazy("Lien pour y assister à distance"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Donné aux personnes inscrites seulement."),
    )
    starts_at = Instant(label=gettext_lazy("Commence le"), help_text=gettext_lazy("À l’heure du lieu."))
    ends_at = Instant(label=gettext_lazy("Finit le"))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Fuseau horaire"), required=False, choices=[("", gettext_lazy("Celui du lieu")), *Zone.choices]
    )
    themes = forms.MultipleChoiceField(label=gettext_lazy("Thèmes"), required=False, widget=forms.CheckboxSelectMultiple)
    publics = forms.MultipleChoiceField(label=gettext_lazy("Pour qui"), required=False, widget=forms.CheckboxSelectMultiple)
    has_registration = forms.BooleanField(label=gettext_lazy("On s’inscrit"), required=False, initial=True)
    capacity = forms.IntegerField(
        label=gettext_lazy("Nombre de places"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Vide : sans limite."),
    )
    quotas = QuotaLines(
        label=gettext_lazy("Places gardées pour certains publics"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Un par ligne : public ; places. Ex. : Porteurs de projet ; 20"),
    )
    opens_at = Instant(label=gettext_lazy("Inscriptions à partir du"), required=False)
    closes_at = Instant(label=gettext_lazy("Inscriptions jusqu’au"), required=False)
    asks_needs = forms.BooleanField(label=gettext_lazy("Demander de quoi chacun a besoin pour participer"), required=False, initial=True)
    asks_photo = forms.BooleanField(label=gettext_lazy("Demander l’accord pour les photos"), required=False)
    speakers = Lines(
        label=gettext_lazy("Qui intervient"),
        required=False,
        rows=3,
        help_text=gettext_lazy("Un par ligne : nom ; fonction. Ceux d’une partie du programme se disent avec elle."),
    )

    def __init__(self, *args: Any, organisers: Sequence[Organisation], is_operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        fields: Any = self.fields
        own = [(PROGRAMME, _("Le programme"))] if is_operator else []
        fields["organiser"].choices = [*own, *((str(one.pk), one.name) for one in organisers)]
        fields["themes"].choices, fields["publics"].choices = choices("theme"), choices("public")
        self.organisers = {str(one.pk): one for one in organisers}

    def zone(self) -> str:
        """The one that was chosen, or that of the place."""
        said = self.cleaned_data.get("time_zone") or zone_of(self.cleaned_data.get("lieu"))
        return str(said)

    def values(self) -> dict[str, Any]:
        """The fields of the event."""
        given = dict(self.cleaned_data)
        given["organiser"] = self.organisers.get(given["organiser"])
        given["place"], given["time_zone"] = given.pop("lieu"), self.zone()
        return {name: given[name] for name in FIELDS if name in given}


def initial_of(event: Event) -> dict[str, Any]:
    """What the form shows of an event: hours on its clock."""
    shown = {name: getattr(event, name) for name in FIELDS if name not in ("place", "organiser", "time_zone")}
    for name in EventForm.hours:
        if shown[name] is not None:
            shown[name] = clocks.local(event, shown[name]).replace(tzinfo=None)
    is_usual = event.time_zone == zone_of(event.place) or event.time_zone not in Zone.values
    return {
        **shown,
        "organiser": str(event.organiser_id) if event.organiser_id else PROGRAMME,
        "lieu": place_words(event.place) if event.place else "",
        "time_zone": "" if is_usual else event.time_zone,
        "quotas": lines_of([(one.name, one.seats) for one in event.quotas.order_by("pk")]),
        "speakers": lines_of([(one.name, one.role) for one in event.speakers.filter(session=None)]),
    }


class SessionForm(Clocked):
    """A part of the programme."""

    hours = ("starts_at", "ends_at")

    title = Line(label=gettext_lazy("Titre"), max_length=160)
    starts_at = Instant(label=gettext_lazy("Commence le"))
    ends_at = Instant(label=gettext_lazy("Finit le"))
    room = Line(label=gettext_lazy("Salle"), required=False, max_length=100)
    text = Paragraph(label=gettext_lazy("Ce qui s’y passe"), required=False, max_length=4000, rows=3)
    speakers = Lines(label=gettext_lazy("Qui intervient"), required=False, rows=2, help_text=gettext_lazy("Un par ligne : nom ; fonction."))

    def __init__(self, *args: Any, event: Event, session: Session | None = None, **kwargs: Any) -> None:
        self.event = event
        shown: dict[str, Any] = {"starts_at": event.starts_at, "ends_at": event.ends_at}
        if session is not None:
            shown = {name: getattr(session, name) for name in ("title", "starts_at", "ends_at", "room", "text")}
            shown["speakers"] = lines_of([(one.name, one.role) for one in session.speakers.order_by("position", "pk")])
        for name in self.hours:
            shown[name] = clocks.local(event, shown[name]).replace(tzinfo=None)
        super().__init__(*args, **(kwargs | {"label_suffix": "", "initial": shown}))

    def zone(self) -> str:
        """That of the event."""
        return self.event.time_zone


class ReasonForm(forms.Form):
    """Why it is postponed or cancelled."""

    reason = Line(
        label=gettext_lazy("Pourquoi"),
        max_length=500,
        help_text=gettext_lazy("C’est ce que liront les personnes inscrites, et tout le monde."),
    )


class DatesForm(Clocked):
    """The new date of what was postponed."""

    hours = ("starts_at", "ends_at")
    starts_at = Instant(label=gettext_lazy("Commence le"), help_text=gettext_lazy("À l’heure du lieu."))
    ends_at = Instant(label=gettext_lazy("Finit le"))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        self.event = event
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))

    def zone(self) -> str:
        """That of the event."""
        return self.event.time_zone


class ReportForm(forms.Form):
    """What is told afterwards."""

    report = Paragraph(label=gettext_lazy("Compte rendu"), required=False, max_length=20_000, rows=12)
    replay_url = forms.URLField(label=gettext_lazy("Lien pour revoir l’événement"), required=False, max_length=500, assume_scheme="https")


class DoorForm(forms.Form):
    """Somebody who comes without having registered."""

    name = Line(label=gettext_lazy("Nom"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), max_length=254)
