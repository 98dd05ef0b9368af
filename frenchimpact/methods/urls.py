"""Addresses of open methods."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.methods.views import calculator, desk, registry

app_name = "methods"
ONE = "methodes/<slug:slug>/<str:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("methodes/", registry.methods, name="methods"),
    path("methodes/indicateurs/", registry.indicators, name="indicators"),
    path("methodes/<slug:slug>/", registry.method, name="method"),
    path("methodes/<slug:slug>/comparer/", registry.compare, name="compare"),
    path(ONE, registry.version, name="version"),
    path(ONE + "archive.zip", registry.archive, name="archive"),
    path(ONE + "methode.json", registry.data, name="data"),
    path(ONE + "methode.pdf", registry.method_on_paper, name="method_on_paper"),
    path(ONE + "CITATION.cff", registry.citation, name="citation"),
    path("calculer/<slug:slug>/", calculator.calculator, name="calculator"),
    path("mon-espace/methodes/", desk.drafts, name="drafts"),
    path("mon-espace/methodes/deposer/", desk.propose, name="propose"),
    path("mon-espace/methodes/<slug:slug>/<str:number>/<slug:verb>/", desk.move, name="move"),
]
