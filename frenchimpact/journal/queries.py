"""Reading the trail, as sentences."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.core.listings import csv_file
from frenchimpact.core.text import fold
from frenchimpact.journal.models import Entry


@dataclass(frozen=True)
class Named:
    """What a thing is called, and its page."""

    words: str
    url: str


# Names those of these things that a person may see. By model, as facts write it; each room declares its own in `apps.ready()`.
type Namer = Callable[[User, Collection[int]], Mapping[int, Named]]
NAMERS: dict[str, Namer] = {}


def declare_names(model: str, namer: Namer) -> None:
    """Say how the trail names the things of a model."""
    NAMERS[model] = namer


@dataclass(frozen=True)
class Line:
    """One fact as people read it: « 3 mars, 10 h 42 – Awa Diallo (Grand Chambéry) a publié le projet »."""

    at: dt.datetime
    who: str
    acting_as: str
    words: str
    fact: str
    subject: str
    thing: Named | None = None


def _subject_of(thing: Model) -> str:
    return f"{thing._meta.app_label}.{thing._meta.object_name}"


def entries_for(thing: Model) -> QuerySet[Entry]:
    """Everything that happened to one thing, latest first. Its own room says who may read it."""
    return Entry.objects.filter(subject_model=_subject_of(thing), subject_id=thing.pk).select_related("by")


def entries_by(person: User, room: str = "", since: dt.date | None = None, until: dt.date | None = None) -> QuerySet[Entry]:
    """Everything that one person did, latest first: on the things of a room, from one day to another, both included."""
    found = Entry.objects.filter(by=person).select_related("by")
    if room:
        found = found.filter(subject_model__startswith=f"{room}.")
    zone = timezone.get_current_timezone()
    if since:
        found = found.filter(at__gte=dt.datetime.combine(since, dt.time.min, tzinfo=zone))
    if until:
        found = found.filter(at__lte=dt.datetime.combine(until, dt.time.max, tzinfo=zone))
    return found


def rooms_of(person: User) -> list[tuple[str, str]]:
    """What the things that the person acted on belong to: rooms and their names, by name."""
    models = Entry.objects.filter(by=person).order_by().values_list("subject_model", flat=True).distinct()
    rooms = {model.partition(".")[0] for model in models} & apps.app_configs.keys()
    return sorted(((room, str(apps.get_app_config(room).verbose_name)) for room in rooms), key=lambda one: fold(one[1]))


def words_of(entry: Entry) -> str:
    """The sentence of a fact; its name when the code has forgotten it since."""
    room, name = entry.fact.split(".")
    try:
        words: Text = import_string(f"frenchimpact.{room}.facts.{name}").words
    except ImportError:
        return entry.fact
    fields: dict[str, object] = entry.fields
    return str(words) % fields


def _names(reader: User, entries: Collection[Entry]) -> dict[tuple[str, int], Named]:
    """What the things are called, as far as the reader may see them: one question for each kind of thing."""
    names: dict[tuple[str, int], Named] = {}
    for model, namer in NAMERS.items():
        ids = {entry.subject_id for entry in entries if entry.subject_model == model}
        if ids:
            names |= {(model, pk): named for pk, named in namer(reader, ids).items()}
    return names


def lines(entries: Iterable[Entry], reader: User | None = None) -> list[Line]:
    """Entries as sentences; with a reader, each names its thing where they may see it."""
    listed = list(entries)
    names = _names(reader, listed) if reader else {}
    return [
        Line(
            at=entry.at,
            who=str(entry.by) if entry.by else _("La plateforme"),
            acting_as=entry.acting_as,
            words=words_of(entry),
            fact=entry.fact,
            subject=f"{entry.subject_model} {entry.subject_id}",
            thing=names.get((entry.subject_model, entry.subject_id)),
        )
        for entry in listed
    ]


def csv_of(entries: Iterable[Entry], name: str, reader: User | None = None) -> HttpResponse:
    """The same lines as a file. A cell never starts as a formula would."""
    rows = [["date", "qui", "pour", "quoi", "fait", "objet", "nom"]]
    for line in lines(entries, reader):
        name_of = line.thing.words if line.thing else ""
        rows.append([line.at.isoformat(), line.who, line.acting_as, line.words, line.fact, line.subject, name_of])
    return csv_file(rows, name=name, separator=",")
