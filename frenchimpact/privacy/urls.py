"""My data."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.privacy import views

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/donnees/", views.my_data, name="my_data"),
    path("mon-espace/donnees/archive.zip", views.my_archive, name="my_archive"),
    path("mon-espace/donnees/effacer/", views.erase_me, name="erase_me"),
    path("compte-efface/<uuid:key>/", views.erased, name="erased"),
]
