"""Addresses of the pages for people, in each language."""

from django.urls import path

from frenchimpact.opendata import views

app_name = "opendata_pages"

urlpatterns = [
    path("donnees/", views.datasets, name="datasets"),
    path("donnees/<slug:slug>/", views.dataset, name="dataset"),
]
