"""What a page of results is asked for."""

from dataclasses import dataclass, field

from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.words import Typed, understand

# Beyond that many results they are not ranked nor counted by value: the page says « plus de 5 000 ».
CAP = 5000
ORDERS = ("pertinence", "recent", "nom")


@dataclass(frozen=True)
class Wish:
    """What is looked for. `groups` are facet numbers: any of a group, every group."""

    text: str = ""
    kind: Entry.Kind | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    order: str = ""
    typed: Typed = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "typed", understand(self.text))

    @property
    def sort(self) -> str:
        """The order in force: by relevance only when something is searched."""
        order = self.order if self.order in ORDERS else "pertinence"
        return "recent" if order == "pertinence" and not self.typed.terms else order

    @property
    def is_open(self) -> bool:
        """Nothing typed that can be searched, no filter."""
        return not self.typed.terms and not self.groups
