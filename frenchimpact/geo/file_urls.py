"""Addresses of files for machines, without a language."""

from django.urls import path

from frenchimpact.geo.basemap import basemap

app_name = "geo_files"

urlpatterns = [path("fonds/france.pmtiles", basemap, name="basemap")]
