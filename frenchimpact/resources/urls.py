"""Addresses of programmes and tools."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.resources.views import catalogue, own_programmes, own_tools

app_name = "resources"
_PROGRAMME = "mon-espace/programmes/<str:reference>/"
_TOOL = "mon-espace/outils/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/", catalogue.programmes, name="programmes"),
    path("programmes/calendrier.ics", catalogue.programmes_calendar, name="programmes_calendar"),
    path("programmes/<slug:slug>/", catalogue.programme, name="programme"),
    path("outils/", catalogue.tools, name="tools"),
    path("outils/<slug:slug>/", catalogue.tool, name="tool"),
    path("outils/<slug:slug>/usage/", catalogue.tool_use, name="tool_use"),
    path("outils/<slug:slug>/avis/", catalogue.tool_opinion, name="tool_opinion"),
    path("outils/<slug:slug>/ne-s-ouvre-plus/", catalogue.tool_broken, name="tool_broken"),
    # ── One's own ──
    path("mon-espace/programmes/", own_programmes.my_programmes, name="my_programmes"),
    path("mon-espace/programmes/nouveau/", own_programmes.programme_new, name="programme_new"),
    path(_PROGRAMME, own_programmes.own_programme, name="own_programme"),
    path(_PROGRAMME + "modifier/", own_programmes.programme_edit, name="programme_edit"),
    path(_PROGRAMME + "suite/", own_programmes.programme_move, name="programme_move"),
    path(_PROGRAMME + "entrees/", own_programmes.intake_new, name="intake_new"),
    path(_PROGRAMME + "entrees/<int:pk>/", own_programmes.intake_move, name="intake_move"),
    path(_PROGRAMME + "accueillis/<int:pk>/rendre/", own_programmes.admission_end, name="admission_end"),
    path("mon-espace/outils/", own_tools.my_tools, name="my_tools"),
    path("mon-espace/outils/nouveau/", own_tools.tool_new, name="tool_new"),
    path(_TOOL, own_tools.own_tool, name="own_tool"),
    path(_TOOL + "modifier/", own_tools.tool_edit, name="tool_edit"),
    path(_TOOL + "suite/", own_tools.tool_move, name="tool_move"),
    path(_TOOL + "fichiers/", own_tools.tool_files, name="tool_files"),
    path(_TOOL + "fichiers/<int:number>/retirer/", own_tools.tool_file_remove, name="tool_file_remove"),
]
