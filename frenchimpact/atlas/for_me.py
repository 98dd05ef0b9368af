"""« Ce qui existe pour moi »: three answers, then a few sheets of each kind, each with the reasons why it is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.aids.models import Aid
from frenchimpact.aids.queries import AidReason, amounts, deadline, match_aids, natures, side_of_answers, speaker_of, told_aids
from frenchimpact.atlas import queries
from frenchimpact.atlas.cards import Card, cards, prefix
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.places import LEVELS, parameter, wider
from frenchimpact.atlas.wishes import Wish
from frenchimpact.core.text import clean_line
from frenchimpact.events.queries.near import ELSEWHERE, SAME_DEPARTMENT, SAME_REGION, next_event_near
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import Match, place_words, resolve_place

type Text = str | Promise

WHO: dict[str, Text] = {
    "association": gettext_lazy("une association"),
    "entreprise": gettext_lazy("une entreprise"),
    "collectivite": gettext_lazy("une collectivité"),
    "idee": gettext_lazy("une personne avec une idée"),
    "accompagnement": gettext_lazy("une structure d’accompagnement"),
}
WHAT: dict[str, Text] = {
    "accompagnement": gettext_lazy("un accompagnement"),
    "financement": gettext_lazy("un financement"),
    "projets": gettext_lazy("des projets proches du mien"),
    "territoire": gettext_lazy("qui agit près de chez moi"),
}
_DIMENSIONS = {"region": Dimension.REGION, "departement": Dimension.DEPARTMENT, "epci": Dimension.EPCI, "commune": Dimension.COMMUNE}
_LENGTH = 3


@dataclass(frozen=True)
class Reason:
    """One reason why a sheet is shown, as `ui.why` takes it."""

    text: str
    rule: str
    state: str = "done"
    fix: tuple[str, str] | None = None


@dataclass(frozen=True)
class AidCard:
    """An aid as it is read here."""

    href: str
    name: str
    meta: list[str]
    text: str
    fit: str


@dataclass(frozen=True)
class Block:
    """A few sheets of one kind."""

    title: str
    rows: Sequence[tuple["Card | AidCard | EventCard", Sequence[Reason | AidReason]]]
    more: str
    more_words: str
    # Said when the block had to look further than asked.
    note: str = ""
    # Another way to look for the same: address and words.
    beside: tuple[str, str] | None = None


@dataclass(frozen=True)
class Answers:
    """The three answers, read; what is not known is left empty."""

    who: str = ""
    where: str = ""
    what: str = ""
    place: Place | None = None
    # What the text about the place may mean, when it is not sure.
    near: list[Match] = field(default_factory=list)
    is_unknown_place: bool = False

    def url(self, **changes: str) -> str:
        """The address of the same answers with something changed."""
        values = {"qui": self.who, "ou": self.where, "quoi": self.what, **changes}
        pairs = [(name, value) for name, value in values.items() if value]
        return f"{prefix()}/pour-moi/" + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def place_words(self) -> str:
        """The place as its field shows it: what was typed, or the words of what was picked."""
        return place_words(self.place) if self.place else self.where

    @property
    def has_any(self) -> bool:
        """Whether one question at least was answered."""
        return bool(self.who or self.where or self.what)


def read_answers(given: dict[str, str]) -> Answers:
    """The answers of the address. Never fails."""
    who, what = given.get("qui", ""), given.get("quoi", "")
    where = clean_line(given.get("ou", ""))[:120].strip()
    found = resolve_place(where, [*LEVELS, Place.Level.COUNTRY], key=given.get("ou_cle", ""))
    # A whole country is nowhere in particular.
    place = found.place if found.place and found.place.level != Place.Level.COUNTRY else None
    return Answers(
        who if who in WHO else "",
        # What was picked has its key as address: it means the same for whoever opens it.
        place.key if place and given.get("ou_cle") else where,
        what if what in WHAT else "",
        place,
        found.choices,
        is_unknown_place=bool(where) and found.place is None,
    )


@dataclass(frozen=True)
class _Look:
    """One kind of thing to look for."""

    key: str
    title: Text
    kind: Entry.Kind
    type: str
    path: str
    more: Text
    rule: Text


_LOOKS = (
    _Look(
        "accompagnement",
        gettext_lazy("Pour être accompagné"),
        Entry.Kind.ORGANISATION,
        "accompagnement",
        "/annuaire/",
        gettext_lazy("Toutes les structures d’accompagnement"),
        gettext_lazy("Cette structure accompagne des projets."),
    ),
    _Look(
        "financement",
        gettext_lazy("Pour trouver un financement"),
        Entry.Kind.ORGANISATION,
        "financeur",
        "/annuaire/",
        gettext_lazy("Tous les financeurs"),
        gettext_lazy("Cette organisation finance des projets."),
    ),
    _Look(
        "projets",
        gettext_lazy("Des projets dont s’inspirer"),
        Entry.Kind.PROJECT,
        "",
        "/projets/",
        gettext_lazy("Tous les projets"),
        gettext_lazy("Ce projet a été lu et publié par le programme."),
    ),
    _Look(
        "territoire",
        gettext_lazy("Les collectivités à contacter"),
        Entry.Kind.ORGANISATION,
        "collectivite",
        "/annuaire/",
        gettext_lazy("Toutes les collectivités"),
        gettext_lazy("Cette collectivité est inscrite à l’annuaire."),
    ),
)


def blocks(answers: Answers) -> list[Block]:
    """What exists, what was asked for first; aids come before the organisations that finance."""
    looks = sorted(_LOOKS, key=lambda look: look.key != answers.what)
    found = [(look.key, _block(look, answers)) for look in looks]
    at = next(number for number, (key, _found) in enumerate(found) if key == "financement")
    found.insert(at, ("aides", _aids(answers)))
    found.append(("evenements", _event(answers.place)))
    return [block for _key, block in found if block is not None]


# Who one is, as the conditions of aids say it.
_FORMS = {"association": "association", "entreprise": "entreprise", "collectivite": "collectivite", "idee": "sans_structure"}


def _aids(answers: Answers) -> Block | None:
    """The open aids that suit best what was answered, with their conditions."""
    form, stage = _FORMS.get(answers.who, ""), "idee" if answers.who == "idee" else ""
    places = [answers.place] if answers.place else []
    side = side_of_answers(form=form, stage=stage, places=places)
    query = {parameter(answers.place): answers.place.code} if answers.place else {}
    query |= {name: value for name, value in (("forme", form), ("etape", stage)) if value}
    end = f"?{urlencode(query)}" if query else ""
    told = told_aids(match_aids(side, limit=_LENGTH).rows, side, speaker_of(places))
    if not told:
        return None
    rows = [
        (AidCard(reverse("aids:aid", args=[aid.slug]) + end, aid.title, _facts(aid), aid.promise, one.fit), one.reasons)
        for aid, one in told
    ]
    return Block(_("Des aides ouvertes"), rows, reverse("aids:aids") + end, _("Toutes les aides"))


@dataclass(frozen=True)
class EventCard:
    """An event as it is read here."""

    href: str
    name: str
    meta: list[str]
    text: str


def _event(place: Place | None) -> Block | None:
    """The next event, the closest first."""
    near = next_event_near(place)
    if near is None:
        return None
    words = {
        SAME_DEPARTMENT: _("Il se tient dans le même département que %(place)s."),
        SAME_REGION: _("Il se tient dans la même région que %(place)s."),
    }.get(near.far, _("C’est le prochain annoncé, où que ce soit."))
    said = {"place": place_words(place)} if place else {}
    state = "done" if near.far != ELSEWHERE else "no" if place else "ask"
    card = EventCard(reverse("events:event", args=[near.slug]), near.title, near.facts, near.summary)
    reasons = [Reason(words % said, _("Règle : le plus proche, puis le premier à venir."), state)]
    return Block(_("Un rendez-vous"), [(card, reasons)], reverse("events:events"), _("Tous les événements"))


def _facts(aid: Aid) -> list[str]:
    return [fact for fact in (aid.funder_words, natures(aid), amounts(aid), deadline(aid)[0]) if fact]


def _around(place: Place | None) -> Iterable[tuple[str, str] | None]:
    """Where to look: in the place, then in what contains it, then everywhere."""
    yield from wider(place) if place else ()
    yield None


def _block(look: _Look, answers: Answers) -> Block | None:
    type_group = ((number(Dimension.KIND, look.type),),) if look.type else ()
    for where in _around(answers.place):
        ground = ((number(_DIMENSIONS[where[0]], where[1]),),) if where else ()
        found = queries.search(Wish(kind=look.kind, groups=(*type_group, *ground)), limit=_LENGTH)
        if found.rows:
            query = urlencode([*([("type", look.type)] if look.type else []), *([where] if where else [])])
            more = f"{prefix()}{look.path}" + (f"?{query}" if query else "")
            rows = [(card, _reasons(look, answers, where)) for card in cards(found.rows)]
            return Block(str(look.title), rows, more, str(look.more), _note(answers, where), _beside(look, answers))
    return None


def _beside(look: _Look, answers: Answers) -> tuple[str, str] | None:
    """Who seeks support may say on what, and for what."""
    if look.key != "accompagnement":
        return None
    here = reverse("support:finder") + (f"?{urlencode({'ou': answers.place.key})}" if answers.place else "")
    return here, _("Préciser ce que je cherche : qui m’aide sur mon thème, et en combien de temps")


def _reasons(look: _Look, answers: Answers, where: tuple[str, str] | None) -> list[Reason]:
    reasons = [Reason(str(look.rule), _("Règle : type de la fiche."))]
    place = answers.place
    if place is None:
        fix = (_("Indiquer où"), answers.url() + "#ou")
        reasons.append(Reason(_("Lieu non pris en compte : vous n’avez pas dit où."), _("Règle : lieu de la fiche."), "ask", fix))
    elif where == (parameter(place), place.code):
        text = _("Elle agit à l’endroit indiqué : %(place)s.") % {"place": place_words(place)}
        reasons.append(Reason(text, _("Règle : lieu de la fiche.")))
    elif where is not None:
        words = {"epci": _("la même intercommunalité"), "departement": _("le même département"), "region": _("la même région")}[where[0]]
        text = _("Elle agit dans %(area)s que %(place)s.") % {"area": words, "place": place_words(place)}
        reasons.append(Reason(text, _("Règle : rien de plus proche n’est publié.")))
    else:
        text = _("Elle agit ailleurs : rien n’est publié plus près de %(place)s.") % {"place": place_words(place)}
        reasons.append(Reason(text, _("Règle : lieu de la fiche."), "no"))
    return reasons


def _note(answers: Answers, where: tuple[str, str] | None) -> str:
    if answers.place is None or where == (parameter(answers.place), answers.place.code):
        return ""
    if where is None:
        return _("Rien n’est publié dans cette région : voici ce qui existe ailleurs.")
    return {
        "epci": _("Rien dans la commune : voici son intercommunalité."),
        "departement": _("Rien plus près : voici le département."),
        "region": _("Rien plus près : voici la région."),
    }[where[0]]
