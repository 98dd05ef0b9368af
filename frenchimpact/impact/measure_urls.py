"""Addresses of what a project measures."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.impact.views import (
    calculations,
    following,
    keeping,
    measure_files,
    measure_grid,
    measure_keys,
    measures,
    one_measure,
    public_measures,
)

SPACE = "mon-espace/projets/<str:reference>/impact/mesures/"
CALCULATIONS = "mon-espace/projets/<str:reference>/impact/calculs/"
ONE = SPACE + "<int:pk>/"
VALUE = ONE + "valeurs/<int:measure>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(SPACE, measures.measures, name="measures"),
    path(SPACE + "suivre/", following.follow, name="follow"),
    path(SPACE + "grille/", measure_grid.grid, name="grid"),
    path(SPACE + "grille/valeurs/", measure_grid.grid_values, name="grid_values"),
    path(SPACE + "grille/annuler/", measure_grid.grid_undo, name="grid_undo"),
    path(SPACE + "fichier/", measure_files.measures_file, name="measures_file"),
    path(SPACE + "mesures.csv", measure_files.measures_csv, name="measures_csv"),
    path(SPACE + "cles/", measure_keys.measure_keys, name="measure_keys"),
    path(SPACE + "cles/<int:pk>/fermer/", measure_keys.measure_key_end, name="measure_key_end"),
    path("mon-espace/mesures/enregistrer/<slug:slug>/", keeping.keep_result, name="keep_result"),
    path(CALCULATIONS, calculations.calculations, name="calculations"),
    path(CALCULATIONS + "<int:pk>/retirer/", calculations.calculation_remove, name="calculation_remove"),
    path("projets/<slug:slug>/impact/", public_measures.public_measures, name="public_measures"),
    path("projets/<slug:slug>/impact/mesures.csv", public_measures.public_measures_csv, name="public_measures_csv"),
    path(ONE, measures.followed, name="followed"),
    path(ONE + "reglages/", following.following_settle, name="following_settle"),
    path(ONE + "cible/", following.impact_aim, name="impact_aim"),
    path(ONE + "terminer/", following.following_end, name="following_end"),
    path(ONE + "poursuivre/", following.following_go_on, name="following_go_on"),
    path(VALUE, one_measure.measure, name="measure"),
    path(VALUE + "etat/", one_measure.measure_move, name="measure_move"),
    path(VALUE + "pieces/", one_measure.measure_papers, name="measure_papers"),
    path(VALUE + "pieces/<int:file>/retirer/", one_measure.measure_paper_remove, name="measure_paper_remove"),
]
