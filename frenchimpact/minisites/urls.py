"""Addresses of the sites of partners, and where they are kept."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.minisites import views

app_name = "minisites"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sites/<slug:slug>/", views.site, name="site"),
    path("sites/<slug:slug>/couleurs.css", views.site_colours, name="site_colours"),
    path("mon-espace/sites/", views.every_site, name="every_site"),
    path("mon-espace/sites/<slug:slug>/", views.kept_site, name="kept_site"),
    path("mon-espace/sites/<slug:slug>/suite/", views.site_move, name="site_move"),
    path("mon-espace/structures/<slug:slug>/sites/", views.organisation_sites, name="organisation_sites"),
]
