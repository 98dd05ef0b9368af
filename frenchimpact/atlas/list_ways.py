"""Where one can go from a list: other pages, orders, views and kinds, files, the same list in another region."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from frenchimpact.atlas import ground
from frenchimpact.atlas.asked import FORMATS, SIZES, VIEWS, Asked, sizes_of
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.lists import GROUND, Chosen
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.places import parameter
from frenchimpact.atlas.typed_place import FINE
from frenchimpact.atlas.wishes import CAP
from frenchimpact.core.pages import FILTERS
from frenchimpact.geo.queries import place_detail

if TYPE_CHECKING:
    from frenchimpact.atlas.cards import Card
    from frenchimpact.atlas.queries import Results


class Ways:
    """The addresses around a page of a list, and the list seen as a map or as a table."""

    asked: Asked
    results: "Results"
    path: str

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        return self.path + self.asked.query(**changes)

    def count_of(self, dimension: Dimension, code: str) -> int:
        """How many of the results carry a value."""
        return self.results.counts.get(number(dimension, code), 0)

    @property
    def shown(self) -> list["Card"]:
        """The results as cards."""
        raise NotImplementedError

    @property
    def sort(self) -> str:
        """The order that the results are really in: too many of them are not ranked."""
        order = self.asked.wish.sort
        return "recent" if order == "pertinence" and self.results.is_capped else order

    @property
    def sort_note(self) -> str:
        """Why results are not ranked, when relevance was asked."""
        if self.sort == self.asked.wish.sort:
            return ""
        return _("Trop de résultats pour les classer par pertinence : les plus récents sont d’abord. Ajoutez un mot ou un filtre.")

    @cached_property
    def sort_tabs(self) -> list[tuple[str, str, bool, None]]:
        """Orders one can choose, for `ui.tabs`."""
        words = {"recent": _("plus récents"), "nom": _("nom")}
        if self.asked.text and not self.results.is_capped:
            words = {"pertinence": _("pertinence"), **words}
        here = self.sort
        return [(text, self.url(order=code, page=1), code == here, None) for code, text in words.items()]

    @cached_property
    def views(self) -> list[tuple[str, str, bool, str]]:
        """Ways to show the same results, for `ui.tabs`."""
        words = {"liste": (_("Liste"), "rows"), "carte": (_("Carte"), "map-trifold"), "tableau": (_("Tableau"), "table")}
        here = "carte" if self.asked.view == "departements" else self.asked.view
        return [(text, self.url(**self._seen_as(view)), view == here, icon) for view, (text, icon) in words.items()]

    def _seen_as(self, view: str) -> dict[str, Any]:
        """What changes when the same list is shown otherwise: a size of its own, and then its first page."""
        if sizes_of(view) == sizes_of(self.asked.view):
            return {"view": view}
        return {"view": view, "size": sizes_of(view)[0], "page": 1}

    @cached_property
    def exports(self) -> list[tuple[str, str]]:
        """The same rows as files: (words, address)."""
        names = {"csv": _("CSV"), "json": _("JSON"), "atom": _("Flux Atom")}
        links = [(names[code], self.url(format=code, page=1, view=VIEWS[0], size=SIZES[0])) for code in FORMATS]
        sheet = self.url(format="csv", has_bom=True, page=1, view=VIEWS[0], size=SIZES[0])
        return [links[0], (pgettext("fichier", "CSV pour tableur"), sheet), *links[1:]]

    @property
    def embed_url(self) -> str:
        """Where the line that shows the same list on another site is written."""
        said = self.asked.query(view=VIEWS[0], size=SIZES[0], page=1, order="", format="")
        kind = "carte" if self.asked.view in ("carte", "departements") else "liste"
        kinds = "&type=projet" if self.asked.list.kind == Entry.Kind.PROJECT and not self.asked.list.fixed else ""
        return reverse("atlas:embedding") + (f"{said}&" if said else "?") + f"quoi={kind}{kinds}"

    @property
    def last_page(self) -> int:
        """The number of the last page that can be reached."""
        return max(1, -(-min(self.results.total, self._reach) // self.asked.size))

    @property
    def _reach(self) -> int:
        return self.results.total if self.asked.wish.is_open else CAP

    @cached_property
    def previous_url(self) -> str | None:
        """The page before."""
        return self.url(page=self.asked.page - 1) if self.asked.page > 1 else None

    @cached_property
    def next_url(self) -> str | None:
        """The page after."""
        return self.url(page=self.asked.page + 1) if self.asked.page < self.last_page else None

    @property
    def here(self) -> str:
        """« Page 2 sur 7 »."""
        numbers = {"page": FILTERS["number"](self.asked.page), "last": FILTERS["number"](self.last_page)}
        return _("Page %(page)s sur %(last)s") % numbers

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page that can be reached, and not the last one."""
        return self.results.is_capped and self.asked.page == self.last_page

    @cached_property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """How many results a page may hold."""
        return [(size, self.url(size=size, page=1), size == self.asked.size) for size in sizes_of(self.asked.view)]

    @cached_property
    def kinds(self) -> list[tuple[str, str, bool, str]]:
        """The tabs of the directory."""
        if self.asked.list.path != "/annuaire/":
            return []
        tabs = {
            "": (_("Toutes les organisations"), "buildings"),
            "projet": (_("Projets"), "lightbulb"),
            "accompagnement": (_("Accompagnement"), "hand-heart"),
            "financeur": (_("Financeurs"), "hand-coins"),
            "collectivite": (_("Collectivités"), "map-pin"),
        }
        here = self.asked.list.fixed.get("type", "") or "|".join(self.asked.codes("type"))
        kept = tuple(one for one in self.asked.chosen if one.name in {"theme", *GROUND})
        base = replace(self.asked, chosen=kept, page=1)
        made = []
        for code, (words, icon) in tabs.items():
            query = base.query(list=replace(self.asked.list, fixed={"type": code} if code else {}))
            made.append((words, self.path + query, code == here, icon))
        return made

    @cached_property
    def place(self) -> Chosen | None:
        """The place that the field of places shows: the one commune or intermunicipality chosen."""
        fine = [one for one in self.asked.chosen if one.name in FINE]
        return fine[0] if len(fine) == 1 else None

    @property
    def place_choices(self) -> list[tuple[str, str, str]]:
        """What a place typed may mean: (name, what tells it apart, the same list there)."""
        typed = self.asked.typed_place
        kept = tuple(one for one in self.asked.chosen if one.name not in GROUND)
        made = []
        for match in typed.matches if typed else ():
            there = Chosen(parameter(match.place), match.place.code, "")
            url = self.path + replace(self.asked, chosen=(*kept, there), page=1).query()
            made.append((match.place.name, place_detail(match.place, match.former), url))
        return made

    @property
    def place_problem(self) -> str:
        """What to say of a place typed that is not sure."""
        typed = self.asked.typed_place
        if typed is None:
            return ""
        if not typed.matches:
            return _("Aucun lieu ne s’appelle « %(words)s ». Vérifiez l’orthographe, ou écrivez le code postal.") % {"words": typed.text}
        if typed.matches[0].is_exact:
            return _("« %(words)s » peut être plusieurs lieux. Choisissez le bon.") % {"words": typed.text}
        return _("Aucun lieu ne s’appelle exactement « %(words)s ». Vouliez-vous dire :") % {"words": typed.text}

    @cached_property
    def shows_labels(self) -> bool:
        """Whether a line of the table has something to say of labels."""
        return any(card.found.labels for card in self.shown)

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the table."""
        here = self.sort
        return [
            {"words": _("Nom"), "href": self.url(order="nom", page=1), "sorted": "ascending" if here == "nom" else None},
            {"words": _("Étape") if self.asked.list.kind == Entry.Kind.PROJECT else _("Type")},
            {"words": _("Lieu")},
            *([{"words": _("Label")}] if self.shows_labels else []),
            {"words": _("Thèmes")},
            {"words": _("Date"), "href": self.url(order="recent", page=1), "sorted": "descending" if here == "recent" else None},
        ]

    @cached_property
    def table_rows(self) -> list[list[Any]]:
        """The results as lines of the table."""
        day = FILTERS["day"]
        link, words = Markup('<a href="{}">{}</a>'), ground.label_words() if self.shows_labels else {}
        return [
            [
                link.format(card.href, card.name),
                card.kind,
                card.place,
                *([", ".join(words.get(code, code) for code in card.found.labels)] if self.shows_labels else []),
                card.themes,
                day(card.found.at, "SHORT_DATE_FORMAT"),
            ]
            for card in self.shown
        ]

    @cached_property
    def types(self) -> list[tuple[str, str, bool, str]]:
        """The same search among one kind of things, for `ui.tabs`."""
        query = self.asked.query(page=1, view=VIEWS[0])
        start = self.path.removesuffix(self.asked.list.path)
        joint = "&" if query else "?"
        return [
            (_("Tout"), self.url(page=1), True, "magnifying-glass"),
            (_("Organisations"), f"{start}/annuaire/{query}", False, "buildings"),
            (_("Projets"), f"{start}/projets/{query}", False, "lightbulb"),
            (_("Carte"), f"{start}/annuaire/{query}{joint}vue=carte", False, "map-trifold"),
        ]
