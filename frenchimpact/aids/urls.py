"""Addresses of aids."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.aids import funder_urls
from frenchimpact.aids.views import alerts, catalogue, harvest, introductions, method, project_aids, requests

app_name = "aids"
DESK = "mon-espace/programme/aides/"
PROJECT = "mon-espace/projets/<str:reference>/aides/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("financements/", catalogue.aids, name="aids"),
    path("matching/", method.matching, name="matching"),
    path("financements/comparer/", method.compare_aids, name="compare_aids"),
    path("mon-espace/programme/aides/contestations/", method.contests, name="contests"),
    path("mon-espace/programme/aides/contestations/<int:pk>/", method.contest_answer, name="contest_answer"),
    path("financements/<slug:slug>/contester/", method.contest_result, name="contest_result"),
    path("financements/alertes/", alerts.alert_new, name="alert_new"),
    path("financements/alertes/<str:token>/", alerts.alert, name="alert"),
    path("financements/<slug:slug>/", catalogue.aid, name="aid"),
    path("financements/<slug:slug>/echeance.ics", catalogue.aid_calendar, name="aid_calendar"),
    # ── The aids of a project, for its team ──
    path(PROJECT, project_aids.project_aids, name="project_aids"),
    path(PROJECT + "<slug:slug>/retenir/", project_aids.aid_keep, name="aid_keep"),
    path(PROJECT + "<slug:slug>/ecarter/", project_aids.aid_put_aside, name="aid_put_aside"),
    path(PROJECT + "<slug:slug>/rappel/", project_aids.aid_remind, name="aid_remind"),
    # ── Requests, and meetings between a project and a funder ──
    path(PROJECT + "<slug:slug>/demander/", requests.request_new, name="request_new"),
    path("mon-espace/demandes-de-financement/<str:reference>/", requests.funding_request, name="funding_request"),
    path("mon-espace/demandes-de-financement/<str:reference>/suite/", requests.request_move, name="request_move"),
    path("mon-espace/financeur/demandes/", requests.funder_requests, name="funder_requests"),
    path("mon-espace/mises-en-relation/", introductions.introductions, name="introductions"),
    path("mon-espace/mises-en-relation/<int:pk>/", introductions.introduction, name="introduction"),
    path("mon-espace/mises-en-relation/<int:pk>/repondre/", introductions.introduction_answer, name="introduction_answer"),
    path("mon-espace/mises-en-relation/<int:pk>/ecrire/", introductions.introduction_write, name="introduction_write"),
    path("mon-espace/mises-en-relation/<int:pk>/clore/", introductions.introduction_close, name="introduction_close"),
    path(PROJECT + "<slug:slug>/mise-en-relation/", introductions.introduction_ask, name="introduction_ask"),
    path(
        "mon-espace/financeur/aides/<str:reference>/projets/<str:project>/mise-en-relation/",
        introductions.introduction_new,
        name="introduction_new",
    ),
    # ── Where aids come from, for those who run the programme ──
    path(DESK + "sources/", harvest.sources, name="sources"),
    path(DESK + "sources/<slug:code>/", harvest.source, name="source"),
    path(DESK + "sources/<slug:code>/pause/", harvest.source_pause, name="source_pause"),
    path(DESK + "sources/<slug:code>/lectures/<int:number>/", harvest.run, name="run"),
    path(DESK + "sources/<slug:code>/lectures/<int:number>/refus.csv", harvest.run_refused, name="run_refused"),
    path(DESK + "sources/<slug:code>/lectures/<int:number>/colonnes/", harvest.run_columns, name="run_columns"),
    path(DESK + "sources/<slug:code>/disparues/<str:reference>/", harvest.gone_settle, name="gone_settle"),
    path(DESK + "doublons/", harvest.twins, name="twins"),
    path(DESK + "doublons/<int:number>/", harvest.twin, name="twin"),
    path(DESK + "liens/", harvest.links, name="links"),
    *funder_urls.patterns,
]
