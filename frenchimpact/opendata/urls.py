"""Addresses for machines: the API and the files, without a language."""

from django.urls import path, re_path

from frenchimpact.opendata import views
from frenchimpact.opendata.api import api

app_name = "opendata"

urlpatterns = [
    path("api/v1/", api.urls),
    # The pages that tell of the API stand with the pages, in each language.
    re_path(r"^api/(?!v1/docs(?:/|$))", views.nothing_here, name="nothing_here"),
    re_path(r"^donnees/catalogue\.(?P<form>jsonld|ttl)$", views.catalogue_file, name="catalogue"),
    re_path(r"^donnees/schemas/(?P<code>[a-z]+)\.json$", views.schema, name="schema"),
    re_path(
        r"^donnees/(?P<code>[a-z-]+(?:\.360giving|\.scdl|\.cids|\.data-inclusion)?)\.(?P<kind>csv|json|geojson|parquet|jsonld)$",
        views.dataset_file,
        name="dataset_file",
    ),
]
