"""Addresses of impact."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.impact.views import changes

app_name = "impact"
SPACE = "mon-espace/projets/<str:reference>/impact/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("projets/<slug:slug>/changement/", changes.public_change, name="public_change"),
    path(SPACE, changes.project_change, name="project_change"),
    path(SPACE + "question/", changes.change_question, name="change_question"),
    path(SPACE + "publier/", changes.change_publish, name="change_publish"),
    path(SPACE + "ajouter/<slug:kind>/", changes.part_add, name="part_add"),
    path(SPACE + "<int:pk>/", changes.part_edit, name="part_edit"),
    path(SPACE + "<int:pk>/retirer/", changes.part_remove, name="part_remove"),
    path(SPACE + "<int:pk>/deplacer/", changes.part_move, name="part_move"),
]
