"""Addresses of figures."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.impact.views import figures, portfolios

urlpatterns: list[URLPattern | URLResolver] = [
    path("impact/", figures.nation, name="nation"),
    path("impact/<slug:code>/", figures.figure, name="figure"),
    path("territoires/<slug:slug>/impact/", figures.territory_figures, name="territory_figures"),
    path("mon-espace/structures/<str:slug>/impact/", portfolios.portfolio, name="portfolio"),
]
