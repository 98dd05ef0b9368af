from django.urls import path

from frenchimpact.files import tus, views

app_name = "files"

urlpatterns = [
    path("fichiers/envois/", tus.upload_list, name="upload_list"),
    path("fichiers/envois/<uuid:key>", tus.upload_detail, name="upload_detail"),
    path("fichiers/lien/<str:token>", views.file_by_link, name="file_by_link"),
    path("fichiers/<uuid:key>", views.file_detail, name="file_detail"),
    path("fichiers/<uuid:key>/vignette", views.file_thumbnail, name="file_thumbnail"),
]
