"""Addresses of what other instances publish, of reading them, and of files of projects that travel."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.federation.views import parcels, peers, records

app_name = "federation"
DESK = "mon-espace/programme/instances/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ailleurs/", records.elsewhere, name="elsewhere"),
    path("ailleurs/<int:pk>/", records.record, name="record"),
    path("ailleurs/<int:pk>/corriger/", records.record_edit, name="record_edit"),
    path("ailleurs/<int:pk>/retirer/", records.record_hide, name="record_hide"),
    path(DESK, peers.peers, name="peers"),
    path(DESK + "<slug:code>/", peers.peer, name="peer"),
    path(DESK + "<slug:code>/pause/", peers.peer_pause, name="peer_pause"),
    path(DESK + "<slug:code>/moissonner/", peers.peer_harvest, name="peer_harvest"),
    path(DESK + "<slug:code>/lectures/<int:number>/", peers.harvest, name="harvest"),
    path("mon-espace/projets/<str:reference>/emporter/", parcels.project_parcel, name="project_parcel"),
    path("mon-espace/projets/<str:reference>/emporter/dossier.zip", parcels.project_parcel_file, name="project_parcel_file"),
    path("mon-espace/dossiers/reprendre/", parcels.parcel_bring, name="parcel_bring"),
]
