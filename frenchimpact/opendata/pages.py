"""Addresses of the pages for people, in each language."""

from django.urls import path

from frenchimpact.opendata import views

app_name = "opendata_pages"

urlpatterns = [
    path("api/v1/docs", views.api_docs, name="api_docs"),
    path("api/v1/docs/<slug:name>", views.api_collection, name="api_collection"),
    path("donnees/", views.datasets, name="datasets"),
    path("donnees/<slug:slug>/", views.dataset, name="dataset"),
]
