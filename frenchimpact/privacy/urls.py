"""My data."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.privacy import views, views_programme

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/donnees/", views.my_data, name="my_data"),
    path("mon-espace/donnees/archive.zip", views.my_archive, name="my_archive"),
    path("mon-espace/donnees/effacer/", views.erase_me, name="erase_me"),
    path("donnees-personnelles/traitements/", views_programme.processings, name="processings"),
    path("algorithmes/", views_programme.algorithm_list, name="algorithms"),
    path("mon-espace/programme/donnees/", views_programme.programme_data, name="programme_data"),
    path("mon-espace/programme/donnees/tables/", views_programme.table_list, name="table_list"),
    path("mon-espace/programme/donnees/motifs/<int:hold_id>/", views_programme.hold, name="hold"),
    path("compte-efface/<uuid:key>/", views.erased, name="erased"),
]
