"""The menu of the signed-in space: a part of many pages has few tabs, and those of the open one below."""

import pytest

from frenchimpact.design.navigation import Destination, space

PAGES = (
    Destination("Accueil", "/mon-espace/", rank=1),
    Destination("File", "/mon-espace/freins/", part="programme", group="Traiter", rank=2),
    Destination("Textes", "/mon-espace/freins/textes/", part="programme", group="Registre", rank=3),
    Destination("Registre", "/mon-espace/freins/experimentations/", part="programme", group="Registre", rank=4),
    Destination("Ailleurs", "/mon-espace/freins/delais/", part="programme", rank=5),
)


@pytest.mark.parametrize(
    ("here", "current", "below"),
    [
        ("/mon-espace/freins/", "Traiter", []),
        ("/mon-espace/freins/experimentations/", "Registre", [("Textes", False), ("Registre", True)]),
        ("/mon-espace/freins/delais/", "Ailleurs", []),
    ],
)
def test_groups_are_tabs_and_the_open_one_shows_its_pages(here: str, current: str, below: list[tuple[str, bool]]) -> None:
    menu, rows = space(PAGES, here)
    assert [(link.href, link.is_current) for link in menu] == [("/mon-espace/", False), ("/mon-espace/freins/", True)]
    first = rows[0][1]
    assert [link.words for link in first] == ["Traiter", "Registre", "Ailleurs"]
    assert [link.words for link in first if link.is_current] == [current]
    assert [(link.words, link.is_current) for row in rows[1:] for link in row[1]] == below


def test_outside_the_part_there_are_no_tabs() -> None:
    assert space(PAGES, "/mon-espace/")[1] == []
