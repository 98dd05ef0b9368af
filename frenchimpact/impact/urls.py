"""Addresses of impact."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.impact.views import changes

app_name = "impact"


def _theory(side: str, sheet: str, space: str) -> list[URLPattern | URLResolver]:
    """The theory of change of a project or of a territory: its public page, and its editor in the space."""
    asked = {"side": side}
    return [
        path(sheet + "changement/", changes.public_change, asked, name=f"{side}_public_change"),
        path(space, changes.change, asked, name=f"{side}_change"),
        path(space + "question/", changes.change_question, asked, name=f"{side}_change_question"),
        path(space + "publier/", changes.change_publish, asked, name=f"{side}_change_publish"),
        path(space + "ajouter/<slug:kind>/", changes.part_add, asked, name=f"{side}_part_add"),
        path(space + "<int:pk>/", changes.part_edit, asked, name=f"{side}_part_edit"),
        path(space + "<int:pk>/retirer/", changes.part_remove, asked, name=f"{side}_part_remove"),
        path(space + "<int:pk>/deplacer/", changes.part_move, asked, name=f"{side}_part_move"),
    ]


TERRITORY = "mon-espace/territoires/<str:reference>/changement/"

urlpatterns: list[URLPattern | URLResolver] = [
    *_theory("project", "projets/<slug:slug>/", "mon-espace/projets/<str:reference>/impact/"),
    *_theory("territory", "territoires/<slug:slug>/", TERRITORY),
    path(TERRITORY + "defis/", changes.change_start, {"side": "territory"}, name="territory_change_start"),
]
